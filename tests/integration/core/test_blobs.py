"""Packs: what is promised is on the disk, what is not leaves no trace."""

import io
import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import redis as redis_client

from core.blobs import LIVE, BlobChanged, BlobMissing, BlobRef, BlobStore, folder, known_folders
from core.blobs.checksum import CHECKED, CHECKSUM_BYTES
from core.blobs.folder import FolderStore
from core.ids import new_id
from tests.support.stores import Place


@pytest.fixture
def store(place: Place) -> BlobStore:
    return place.store


def put(store: BlobStore, *images: bytes, job: str = "job") -> list[BlobRef]:
    with store.pack(job) as pack:
        return [pack.add(data) for data in images]


def test_images_come_back_in_the_order_asked(store: BlobStore) -> None:
    first, second, third = put(store, b"one", b"two!", b"")
    assert store.read([second, first, third]) == [b"two!", b"one", b""]


def test_images_of_many_packs_are_read_together(store: BlobStore) -> None:
    refs = [ref for number in range(5) for ref in put(store, bytes([number]) * 9, job=f"job-{number % 2}")]
    assert store.read(refs) == [bytes([number]) * 9 for number in range(5)]


def test_a_small_request_is_one_pack_of_its_job(store: BlobStore, place: Place) -> None:
    (ref, _) = put(store, b"one", b"two")
    sums = [zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big") for data in (b"one", b"two")]
    assert place.read(ref.pack) == b"one" + sums[0] + b"two" + sums[1]
    assert [*store.packs("job")] == [ref.pack]
    assert ref.pack.startswith("job/")


def test_a_large_request_is_read_as_it_was_sent(store: BlobStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket cuts it into packs that can be erased from; nothing is stored before the request is whole."""
    monkeypatch.setattr("core.blobs.object_pack.PACK_BYTES", 1000)
    sent = [bytes([number]) * 400 for number in range(7)]
    with store.pack("job") as pack:
        refs = [pack.add(data) for data in sent]
        assert sum(file.length for file in store.packs("job").values()) == 0
    assert store.read(refs) == sent


def test_an_empty_pack_leaves_no_trace(store: BlobStore, place: Place) -> None:
    with store.pack("job"):
        pass
    assert place.all() == []


def fail_while_packing(store: BlobStore) -> None:
    with store.pack("job") as pack:
        pack.add(b"half")
        pack.add_file(io.BytesIO(b"a whole video"))
        raise RuntimeError


def test_a_pack_whose_request_fails_leaves_no_trace(store: BlobStore, place: Place) -> None:
    with pytest.raises(RuntimeError):
        fail_while_packing(store)
    assert place.all() == []


def test_discarding_a_pack_spares_its_neighbours(store: BlobStore) -> None:
    (gone,), (kept,) = put(store, b"gone"), put(store, b"kept")
    store.discard(gone.pack)
    assert store.read_one(kept) == b"kept"
    with pytest.raises(BlobMissing):
        store.read_one(gone)


def test_discarding_twice_is_harmless(store: BlobStore, place: Place) -> None:
    (ref,) = put(store, b"gone")
    store.discard(ref.pack)
    store.discard(ref.pack)
    assert place.all() == []


def test_a_missing_pack_costs_only_its_own_images(store: BlobStore) -> None:
    (kept,) = put(store, b"kept")
    missing, data = store.read([BlobRef("job/nowhere", 0, 4), kept])
    assert isinstance(missing, BlobMissing)
    assert data == b"kept"


def test_a_changed_byte_costs_only_its_image(store: BlobStore, place: Place) -> None:
    first, changed, last = put(store, b"first", b"changed", b"last")
    whole = place.read(first.pack)
    for at in range(changed.offset, changed.offset + changed.length + CHECKSUM_BYTES):
        place.write(first.pack, whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        found = store.read([first, changed, last])
        assert isinstance(found[1], BlobChanged)
        assert (found[0], found[2]) == (b"first", b"last")


def test_packs_from_before_there_were_checksums_are_read(store: BlobStore, place: Place) -> None:
    place.write("job/pack", b"onetwo")
    assert store.read([BlobRef("job/pack", 0, 3), BlobRef("job/pack", 3, 3)]) == [b"one", b"two"]


def test_what_the_disk_cannot_read_is_missing(tmp_path: Path) -> None:
    (tmp_path / f"folder{CHECKED}").mkdir(parents=True)
    assert isinstance(FolderStore(tmp_path).read([BlobRef(f"folder{CHECKED}", 0, 3)])[0], BlobMissing)


def test_a_cut_pack_costs_only_what_was_cut(store: BlobStore, place: Place) -> None:
    whole, cut, gone = put(store, b"whole", b"cut off", b"behind")
    place.write(whole.pack, place.read(whole.pack)[:12])
    data, *short = store.read([whole, cut, gone])
    assert data == b"whole"
    assert [type(missing) for missing in short] == [BlobMissing, BlobMissing]
    assert isinstance(store.read([gone])[0], BlobMissing)


def test_deleting_a_job_removes_its_packs_alone(store: BlobStore) -> None:
    put(store, b"a", job="old")
    (kept,) = put(store, b"b", job="older")
    store.delete_job("old")
    store.delete_job("never there")
    assert store.packs("old") == {}
    assert store.read_one(kept) == b"b"


def test_groups_of_refused_files_do_not_disturb_the_groups_beside_them(store: BlobStore) -> None:
    def group(number: int) -> BlobRef | None:
        with store.pack("job") as pack:
            return pack.add(b"kept") if number % 2 else None

    with ThreadPoolExecutor(4) as browser:
        refs = [ref for ref in browser.map(group, range(200)) if ref]
    assert store.read(refs) == [b"kept"] * 100


def test_an_empty_pack_takes_the_folder_away_from_the_pack_that_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, taken = Path.mkdir, []

    def make_and_lose(folder: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        make(folder, mode, parents, exist_ok)
        if folder.name == "job" and not taken:
            taken.append(folder)
            folder.rmdir()

    monkeypatch.setattr(Path, "mkdir", make_and_lose)
    store = FolderStore(tmp_path / "blobs")
    (ref,) = put(store, b"kept")
    assert taken
    assert store.read_one(ref) == b"kept"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """It is there for who makes it and not for who writes in it: a link to nowhere, or a stale cache."""
    (tmp_path / "job").symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileNotFoundError, match="job"):
        put(FolderStore(tmp_path), b"lost")


def test_a_large_file_comes_back_whole(store: BlobStore) -> None:
    video = os.urandom(12 * 2**20)
    with store.pack("job") as pack:
        ref = pack.add_file(io.BytesIO(video))
    looks = 0

    def look() -> None:
        nonlocal looks
        looks += 1

    with store.file(ref, look) as file:
        assert file.read_bytes() == video
    assert looks in {0, 2}  # a folder fetches nothing
    for wrong in (BlobRef(ref.pack, 0, ref.length + 1), BlobRef("job/nowhere", 0, 1)):
        with pytest.raises(BlobMissing), store.file(wrong):
            pass


def test_wiping_leaves_the_others_and_whoever_has_a_copy(store: BlobStore, place: Place) -> None:
    refs = put(store, *(bytes([number]) * 5000 for number in range(1, 4)))
    copy = store.copy([refs[0].pack], "again")[refs[0].pack]
    before = place.read(copy.name)
    store.wipe(refs[1].pack, [(refs[1].offset, refs[1].length)])
    assert [store.read_one(refs[0]), store.read_one(refs[2])] == [b"\1" * 5000, b"\3" * 5000]
    with pytest.raises(BlobMissing):
        store.read_one(refs[1])
    assert b"\2" not in place.read(refs[1].pack)
    assert (place.read(copy.name), copy.length) == (before, len(before))
    store.wipe("job/gone", [(0, 10)])
    assert [*store.packs("job")] == [refs[0].pack]


def test_who_wipes_at_once_brings_nothing_back(store: BlobStore, place: Place) -> None:
    refs = put(store, *(bytes([number]) * 50 for number in range(1, 9)))
    with ThreadPoolExecutor(3) as sweepers:
        list(sweepers.map(lambda ref: store.wipe(ref.pack, [(ref.offset, ref.length)]), refs[:7]))
    assert place.read(refs[0].pack).strip(b"\0") == place.read(refs[0].pack)[refs[7].offset :]
    assert store.read_one(refs[7]) == bytes([8]) * 50


def test_a_copy_of_what_is_gone_leaves_nothing(store: BlobStore, place: Place) -> None:
    (there,) = put(store, b"there")
    with pytest.raises(BlobMissing):
        store.copy([there.pack, f"job/{there.pack[4:]}x"], "again")
    assert [*store.packs("again")] == []


def test_jobs_and_settled_packs_are_told_by_their_age(store: BlobStore) -> None:
    job = new_id()
    (ref,) = put(store, b"young", job=job)
    put(store, b"frame", job="live")
    assert [*store.folders()] == [job]
    assert (store.job_ids(3600), store.settled(job, 3600)) == ([], [])
    assert (store.job_ids(-3600), store.settled(job, -3600)) == ([job], [ref.pack])
    assert store.is_settled(job)


def test_live_frames_are_read_and_go(store: BlobStore, redis: redis_client.Redis) -> None:
    (frame,) = put(store, b"frame", job=LIVE)
    (kept,) = put(store, b"kept")
    assert store.read([kept, frame]) == [b"kept", b"frame"]
    store.discard(frame.pack)
    assert isinstance(store.read([frame])[0], BlobMissing)
    assert redis.keys("browline:live/*") == []


def test_the_stores_folder_is_synced_for_a_jobs_first_pack_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And for the first after somebody made its folder anew, in whichever process."""
    synced = list[str]()
    for module in (folder, known_folders):
        monkeypatch.setattr(module, "sync_folder", lambda made: synced.append(made.name))
    home = tmp_path / "blobs"
    home.mkdir()
    store, other = FolderStore(home), FolderStore(home)
    for job in ("a", "a", "b", "a"):
        put(store, b"image", job=job)
    assert synced == ["a", "blobs", "a", "b", "blobs", "a"]
    store.delete_job("a")
    synced.clear()
    put(store, b"image", job="a")
    put(store, b"image", job="a")
    assert synced == ["a", "blobs", "a"]
    other.delete_job("a")
    (home / "a").mkdir()  # by another process, which has not synced it yet
    synced.clear()
    put(store, b"image", job="a")
    put(other, b"image", job="a")
    assert synced == ["a", "blobs", "a", "blobs"]


def test_few_folders_of_jobs_are_held_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(known_folders, "MOST", 3)
    store = FolderStore(tmp_path)
    for number in range(9):
        put(store, b"image", job=f"job-{number % 5}")
    assert held_open(tmp_path) == ["job-1", "job-2", "job-3"]
    with ThreadPoolExecutor(4) as senders:
        list(senders.map(lambda number: put(store, b"image", job=f"job-{number % 5}"), range(60)))
    assert len(held_open(tmp_path)) == 3
    for number in range(5):
        store.delete_job(f"job-{number}")
    assert held_open(tmp_path) == []


def held_open(folder: Path) -> list[str]:
    """What of a folder this process has open."""
    held = [Path(f"/proc/self/fd/{number}") for number in range(1000)]
    inside = [path.readlink() for path in held if path.is_symlink()]
    return sorted(path.name for path in inside if path.is_relative_to(folder))
