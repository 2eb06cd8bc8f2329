"""Packs: what is promised is on the disk, what is not leaves no trace."""

import os
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.blobs import BlobChanged, BlobMissing, BlobRef, BlobStore
from core.checksum import CHECKED, CHECKSUM_BYTES


@pytest.fixture
def store(tmp_path: Path) -> BlobStore:
    return BlobStore(tmp_path / "blobs")


def put(store: BlobStore, *images: bytes, job: str = "job") -> list[BlobRef]:
    with store.pack(job) as pack:
        return [pack.add(data) for data in images]


def files(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "blobs").rglob("*"))


def test_images_come_back_in_the_order_asked(store: BlobStore) -> None:
    first, second, third = put(store, b"one", b"two!", b"")
    assert store.read([second, first, third]) == [b"two!", b"one", b""]


def test_images_of_many_packs_are_read_together(store: BlobStore) -> None:
    refs = [ref for number in range(5) for ref in put(store, bytes([number]) * 9, job=f"job-{number % 2}")]
    assert store.read(refs) == [bytes([number]) * 9 for number in range(5)]


def test_a_pack_is_one_file_of_its_job(store: BlobStore, tmp_path: Path) -> None:
    (ref, _) = put(store, b"one", b"two")
    sums = [zlib.crc32(data).to_bytes(CHECKSUM_BYTES, "big") for data in (b"one", b"two")]
    assert (tmp_path / "blobs" / ref.pack).read_bytes() == b"one" + sums[0] + b"two" + sums[1]
    assert ref.pack.startswith("job/")


def test_an_empty_pack_leaves_no_trace(store: BlobStore, tmp_path: Path) -> None:
    with store.pack("job"):
        pass
    assert files(tmp_path) == []


def fail_while_packing(store: BlobStore) -> None:
    with store.pack("job") as pack:
        pack.add(b"half")
        raise RuntimeError


def test_a_pack_whose_request_fails_leaves_no_trace(store: BlobStore, tmp_path: Path) -> None:
    with pytest.raises(RuntimeError):
        fail_while_packing(store)
    assert files(tmp_path) == []


def test_discarding_a_pack_spares_its_neighbours(store: BlobStore) -> None:
    (gone,), (kept,) = put(store, b"gone"), put(store, b"kept")
    store.discard(gone.pack)
    assert store.read_one(kept) == b"kept"
    with pytest.raises(BlobMissing):
        store.read_one(gone)


def test_discarding_twice_is_harmless(store: BlobStore, tmp_path: Path) -> None:
    (ref,) = put(store, b"gone")
    store.discard(ref.pack)
    store.discard(ref.pack)
    assert files(tmp_path) == []


def test_a_missing_pack_costs_only_its_own_images(store: BlobStore) -> None:
    (kept,) = put(store, b"kept")
    missing, data = store.read([BlobRef("job/nowhere", 0, 4), kept])
    assert isinstance(missing, BlobMissing)
    assert data == b"kept"


@pytest.mark.parametrize("byte", range(7 + CHECKSUM_BYTES))
def test_a_changed_byte_costs_only_its_image(store: BlobStore, tmp_path: Path, byte: int) -> None:
    first, changed, last = put(store, b"first", b"changed", b"last")
    with (tmp_path / "blobs" / first.pack).open("r+b") as file:
        at = changed.offset + byte
        file.seek(at)
        value = file.read(1)[0]
        file.seek(at)
        file.write(bytes([value ^ 1]))
    found = store.read([first, changed, last])
    assert isinstance(found[1], BlobChanged)
    assert (found[0], found[2]) == (b"first", b"last")


def test_packs_from_before_there_were_checksums_are_read(store: BlobStore, tmp_path: Path) -> None:
    old = tmp_path / "blobs" / "job" / "pack"
    old.parent.mkdir(parents=True)
    old.write_bytes(b"onetwo")
    assert store.read([BlobRef("job/pack", 0, 3), BlobRef("job/pack", 3, 3)]) == [b"one", b"two"]


def test_what_the_disk_cannot_read_is_missing(store: BlobStore, tmp_path: Path) -> None:
    (tmp_path / "blobs" / f"folder{CHECKED}").mkdir(parents=True)
    assert isinstance(store.read([BlobRef(f"folder{CHECKED}", 0, 3)])[0], BlobMissing)


def test_a_cut_pack_costs_only_what_was_cut(store: BlobStore, tmp_path: Path) -> None:
    whole, cut = put(store, b"whole", b"cut off")
    os.truncate(tmp_path / "blobs" / whole.pack, 12)
    data, short = store.read([whole, cut])
    assert data == b"whole"
    assert isinstance(short, BlobMissing)


def test_deleting_a_job_removes_its_packs_alone(store: BlobStore) -> None:
    put(store, b"a", job="old")
    (kept,) = put(store, b"b", job="young")
    store.delete_job("old")
    store.delete_job("never there")
    assert store.read_one(kept) == b"b"


def test_groups_of_refused_files_do_not_disturb_the_groups_beside_them(store: BlobStore) -> None:
    def group(number: int) -> BlobRef | None:
        with store.pack("job") as pack:
            return pack.add(b"kept") if number % 2 else None

    with ThreadPoolExecutor(4) as browser:
        refs = [ref for ref in browser.map(group, range(400)) if ref]
    assert store.read(refs) == [b"kept"] * 200


def test_wiping_leaves_the_others_and_whoever_shares_the_pack(tmp_path: Path) -> None:
    store = BlobStore(tmp_path)
    with store.pack("job") as pack:
        refs = [pack.add(bytes([number]) * 5000) for number in range(1, 4)]
    other = tmp_path / "linked.pack"
    other.hardlink_to(tmp_path / refs[0].pack)
    before = other.read_bytes()
    store.wipe(refs[1].pack, [(refs[1].offset, refs[1].length)])
    assert [store.read_one(refs[0]), store.read_one(refs[2])] == [b"\1" * 5000, b"\3" * 5000]
    with pytest.raises(BlobMissing):
        store.read_one(refs[1])
    assert b"\2" not in (tmp_path / refs[1].pack).read_bytes()
    assert other.read_bytes() == before
    store.wipe("job/gone", [(0, 10)])
