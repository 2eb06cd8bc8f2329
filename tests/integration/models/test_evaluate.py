"""`browline evaluate` and `browline compare` on small folders, with a network that says all, untrained."""

import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import cv2
import pytest
from click.testing import CliRunner, Result

from cli.compare import compare
from cli.evaluate import evaluate
from demo.faces import draw_face
from tests.support.artefacts import VERSION
from tests.unit.models.artefact import publish_untrained

FIGURES = {"confusion.png", "roc.png", "reliability.png", "coverage.png", "slices.png", "mistakes.png"}


def write_faces(folder: Path, count: int, first: int = 0) -> None:
    """Drawn faces, half of them labelled either way."""
    for seed in range(first, first + count):
        file = folder / ("Female", "Male")[seed % 2] / f"{seed}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(file), draw_face(seed, 96)[..., ::-1])


@pytest.fixture(scope="module")
def faces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """48 faces in a folder with an awkward name, two of them broken; a table above knows ages and copies."""
    folder = tmp_path_factory.mktemp("data") / "_$a$ <b>"
    write_faces(folder, 48)
    (folder / "Male" / "1.png").write_bytes(b"no picture")
    (folder / "Female" / "\udcff.jpg").write_bytes((folder / "Female" / "0.png").read_bytes()[:99])
    files = [path.relative_to(folder.parent) for path in sorted(folder.rglob("*.png"))]
    lines = [
        f"{file.as_posix()},{20 + index},{('x', 'y')[index % 2]},c{index // 2}"
        for index, file in enumerate(files)
    ]
    (folder.parent / "labels.csv").write_text("\n".join(["file,age,source,dup_cluster", *lines]))
    return folder


def run(faces: Path, artefacts: Path, out: Path, *more: str) -> Result:
    return CliRunner().invoke(evaluate, [str(faces), "--artefacts", str(artefacts), "--out", str(out), *more])


@pytest.fixture(scope="module")
def written(faces: Path, talkative: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("out")
    result = run(faces, talkative, out)
    assert result.exit_code == 0, result.output
    assert "47 pictures" in result.stdout
    assert "Male/1.png: the picture is damaged" in result.stderr
    return out


class Page(HTMLParser):
    """What a page shows and asks for."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href", "srcset", "data")]

    def handle_data(self, data: str) -> None:
        self.words += data


def page(file: Path) -> Page:
    html = file.read_text(encoding="utf-8")
    assert not re.search(r"https?:|url\(|@import", html)
    read = Page(html)
    assert not {"script", "link", "iframe", "object"} & set(read.tags)
    assert all(
        re.match(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=]{200,}$", each) for each in read.addresses
    )
    return read


def test_everything_is_written_and_nothing_else_stays(written: Path) -> None:
    assert {path.name for path in written.iterdir()} == {"evaluation.json", "evaluation.html", *FIGURES}
    for name in FIGURES:
        assert cv2.imread(str(written / name)) is not None


def test_the_page_holds_its_figures_and_names_what_it_shows(written: Path) -> None:
    told = json.loads((written / "evaluation.json").read_text())
    read = page(written / "evaluation.html")
    wrong = len(told["mistakes"])
    assert len(read.addresses) == 5 + wrong  # all figures, and each mistake instead of their sheet
    assert "_$a$ <b>" in read.words
    assert all(mistake["file"] in read.words for mistake in told["mistakes"])
    assert "Balanced accuracy" in read.words


def test_the_figures_say_what_the_answers_were(written: Path) -> None:
    told = json.loads((written / "evaluation.json").read_text())
    (only,) = told["sets"]
    table = only["confusion"]
    assert only["measurement"]["n"] == sum(map(sum, table)) == 47
    recalls = [table[0][0] / sum(table[0]), table[1][1] / sum(table[1])]
    assert only["measurement"]["balanced_accuracy"]["value"] == pytest.approx(sum(recalls) / 2)
    assert len(told["mistakes"]) == table[0][1] + table[1][0]
    sure = [mistake["confidence"] for mistake in told["mistakes"]]
    assert sure == sorted(sure, reverse=True)
    assert all(mistake["label"] != mistake["answer"] for mistake in told["mistakes"])
    assert [each["threshold"] for each in only["thresholds"]] == [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99]
    assert only["thresholds"][0]["answered"] == 1
    assert {part["set"].split(": ")[1] for part in only["slices"]} >= {"source x", "source y"}


def test_copies_leave_too_few_clusters_for_an_interval(written: Path) -> None:
    (only,) = json.loads((written / "evaluation.json").read_text())["sets"]
    assert (only["clusters"], only["enough_for_intervals"]) == (24, False)
    assert only["measurement"]["accuracy"]["low"] is None
    assert only["auc"]["high"] is None
    assert "too few for intervals" in page(written / "evaluation.html").words


def test_broken_files_are_named_and_counted(written: Path) -> None:
    told = json.loads((written / "evaluation.json").read_text())
    assert [each["file"] for each in told["unreadable"]] == ["Female/\\udcff.jpg", "Male/1.png"]
    words = page(written / "evaluation.html").words
    assert "2 files could not be\nread" in words
    assert "Male/1.png" in words


def test_ages_are_measured_where_the_table_knows_them(written: Path) -> None:
    told = json.loads((written / "evaluation.json").read_text())
    (age,) = told["age"]
    assert age["n"] == 47
    assert 0 < age["mean_absolute_error_years"]["value"] < 60
    assert told["mask"] == []  # nobody knows what they wear


def test_enough_pictures_have_intervals_and_a_cache_is_kept(talkative: Path, tmp_path: Path) -> None:
    write_faces(tmp_path / "many" / "Test", 44)
    write_faces(tmp_path / "many" / "Validation", 4)
    result = run(tmp_path / "many", talkative, tmp_path / "out", "--cache", str(tmp_path / "cache"))
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "evaluation.json").read_text())
    assert [each["measurement"]["set"] for each in told["sets"]] == ["Test", "Validation"]
    enough, few = told["sets"]
    assert enough["measurement"]["accuracy"]["low"] < enough["measurement"]["accuracy"]["high"]
    assert few["measurement"]["accuracy"]["low"] is None
    assert len(list((tmp_path / "cache").glob("*.npy"))) == 2


def test_a_folder_without_a_readable_picture_is_told(talkative: Path, tmp_path: Path) -> None:
    for name in ("Female", "Male"):
        (tmp_path / "none" / name).mkdir(parents=True)
        (tmp_path / "none" / name / "1.jpg").write_bytes(b"x")
    result = run(tmp_path / "none", talkative, tmp_path / "out")
    assert result.exit_code == 2
    assert "none of the 2 pictures" in result.stderr


@pytest.fixture(scope="module")
def both(talkative: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of two artefacts."""
    artefacts = publish_untrained(tmp_path_factory.mktemp("both"))
    shutil.copytree(talkative / VERSION, artefacts / VERSION)
    return artefacts


def test_two_models_on_the_same_pictures(faces: Path, both: Path, tmp_path: Path) -> None:
    arguments = ["untrained-1", str(both / VERSION), "--data", str(faces), "--out", str(tmp_path)]
    result = CliRunner().invoke(compare, [*arguments, "--artefacts", str(both)])
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "compare.json").read_text())
    assert (told["first"]["name"], told["second"]["name"]) == ("untrained-1", VERSION)
    (only,) = told["sets"]
    right = [each["measurement"]["accuracy"]["value"] * 47 for each in (only["first"], only["second"])]
    assert right[0] - right[1] == pytest.approx(only["only_first"] - only["only_second"])
    shares = [each["measurement"]["balanced_accuracy"]["value"] for each in (only["first"], only["second"])]
    assert only["difference"]["value"] == pytest.approx(shares[0] - shares[1])
    assert 0 < only["p"] <= 1
    assert told["first"]["milliseconds_a_face"] > 0
    assert told["second"]["kilobytes"] > 100
    assert len(told["second"]["age"]) == 1
    assert told["first"]["age"] == []
    assert "too few pictures to tell untrained-1 and talkative-1 apart; " in told["sentence"]
    assert result.stdout.count(told["sentence"]) == 1
    read = page(tmp_path / "compare.html")
    assert told["sentence"] in read.words
    assert len(read.addresses) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"compare.json", "compare.html", "differences.png"}


def test_a_model_against_itself_cannot_be_told_apart(both: Path, tmp_path: Path) -> None:
    write_faces(tmp_path / "many", 44)
    arguments = [VERSION, VERSION, "--data", str(tmp_path / "many"), "--out", str(tmp_path / "out")]
    result = CliRunner().invoke(compare, [*arguments, "--artefacts", str(both)])
    assert result.exit_code == 0, result.output
    told = json.loads((tmp_path / "out" / "compare.json").read_text())
    (only,) = told["sets"]
    assert (only["only_first"], only["only_second"], only["p"]) == (0, 0, 1.0)
    assert only["difference"] == {"value": 0.0, "low": 0.0, "high": 0.0}
    assert f"{VERSION} (A) and {VERSION} (B) cannot be told apart" in told["sentence"]


def test_comparing_with_nothing_is_one_sentence(faces: Path, both: Path, tmp_path: Path) -> None:
    arguments = ["nothing-1", VERSION, "--artefacts", str(both), "--out", str(tmp_path)]
    missing = CliRunner().invoke(compare, [*arguments, "--data", str(faces)])
    assert missing.exit_code == 1
    assert "nothing-1 has no readable card" in missing.stderr
    arguments = [VERSION, VERSION, "--artefacts", str(both), "--out", str(tmp_path)]
    assert CliRunner().invoke(compare, [*arguments, "--data", str(tmp_path / "x")]).exit_code == 2
