"""GET /images/{id}/preview and /faces/{id}/crop: small, re-encoded, never the stored bytes."""

from io import BytesIO

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from core.database import Database
from core.ids import new_id
from core.tables import Result
from tests.support.factories import end_some, failed
from tests.support.files import SECRET, damaged, plain, private_jpeg
from tests.support.forms import API, form, problem

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def upload(client: FlaskClient, data: bytes) -> str:
    image_id: str = client.post(f"{API}/jobs", **form(data)).json["accepted"][0]["image_id"]
    return image_id


def face_of(database: Database) -> str:
    with database.read() as connection:
        return connection.execute(select(Result.id)).scalar_one()


def picture(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


@pytest.fixture
def preview(client: FlaskClient) -> str:
    """Address of the preview of a red picture of 300 × 200 pixels."""
    return f"{API}/images/{upload(client, plain('PNG', (300, 200)))}/preview"


@pytest.mark.parametrize(
    ("query", "size"), [("", (300, 200)), ("?size=64", (64, 43)), ("?size=2048", (300, 200))]
)
def test_a_preview_is_a_jpeg_of_at_most_the_size(
    client: FlaskClient, preview: str, query: str, size: tuple[int, int]
) -> None:
    answer = client.get(preview + query)
    shown = picture(answer.data)
    assert (answer.content_type, shown.format, shown.size) == ("image/jpeg", "JPEG", size)


def test_a_preview_shows_the_colours(client: FlaskClient, preview: str) -> None:
    pixel = picture(client.get(preview).data).convert("RGB").getpixel((150, 100))
    assert all(abs(a - b) < 8 for a, b in zip(pixel, (200, 40, 60), strict=True))


@pytest.mark.parametrize("size", ["15", "2049", "-1", "x", "1e2"])
def test_a_wrong_size_is_refused(client: FlaskClient, preview: str, size: str) -> None:
    assert problem(client.get(f"{preview}?size={size}"), 400)["code"] == "invalid_size"


def test_a_preview_is_never_the_stored_bytes(client: FlaskClient) -> None:
    data = private_jpeg()
    shown = client.get(f"{API}/images/{upload(client, data)}/preview").data
    assert shown != data
    assert SECRET not in shown


def test_a_preview_is_kept_by_the_browser_alone(client: FlaskClient, preview: str) -> None:
    headers = client.get(preview).headers
    assert "private" in headers["Cache-Control"]
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_a_damaged_picture_has_no_preview(client: FlaskClient) -> None:
    answer = client.get(f"{API}/images/{upload(client, damaged())}/preview")
    assert problem(answer, 404)["code"] == "no_picture"


def test_a_crop_is_the_face_of_its_box(client: FlaskClient, database: Database) -> None:
    upload(client, plain("PNG", (300, 200)))
    end_some(database)
    answer = client.get(f"{API}/faces/{face_of(database)}/crop?size=32")
    shown = picture(answer.data)
    assert (answer.status_code, shown.format, max(shown.size)) == (200, "JPEG", 32)


def test_a_crop_shows_its_surroundings_if_asked_for(client: FlaskClient, database: Database) -> None:
    """The face is 30 × 40 pixels at (1, 2)."""
    upload(client, plain("PNG", (300, 200)))
    end_some(database)
    crop = f"{API}/faces/{face_of(database)}/crop"
    assert picture(client.get(crop).data).size == (30, 40)
    assert picture(client.get(f"{crop}?boxes=2").data).size == (56, 62)  # cut off left and above
    for boxes in ("0.9", "9", "x", "nan"):
        assert problem(client.get(f"{crop}?boxes={boxes}"), 400)["code"] == "invalid_boxes"


def test_a_failed_image_has_no_crop(client: FlaskClient, database: Database) -> None:
    upload(client, plain())
    end_some(database, failed)
    problem(client.get(f"{API}/faces/{face_of(database)}/crop"), 404)


def test_a_picture_is_there_for_its_owner_alone(
    client: FlaskClient, stranger: FlaskClient, preview: str, database: Database
) -> None:
    end_some(database)
    crop = f"{API}/faces/{face_of(database)}/crop"
    assert problem(stranger.get(preview), 404) == problem(client.get(f"{API}/images/{new_id()}/preview"), 404)
    assert problem(stranger.get(crop), 404) == problem(client.get(f"{API}/faces/{new_id()}/crop"), 404)
    problem(client.get(f"{API}/images/not-an-id/preview"), 404)
