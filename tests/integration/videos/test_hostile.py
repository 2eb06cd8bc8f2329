"""Files made to hurt a decoder: each ends with frames or a reason, in time, and hurts nobody else."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
from contextlib import closing, suppress
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest

from demo.films import encode
from imaging.video import sampling
from imaging.video.failures import VideoFailed
from imaging.video.limits import VideoLimits
from imaging.video.sampling import sample
from imaging.video.source import Order
from imaging.video.wire import Frame
from tests.support.files import portrait
from tests.support.films import film
from tests.support.mjpeg import camera
from tests.support.processes import GONE, children, wait_for

REASONS = {"undecodable", "no_frames", "truncated", "too_many_pixels", "too_much_memory", "too_long",
           "decoder_crashed", "too_many_frames"}  # fmt: skip


def run(path: Path, limits: VideoLimits | None = None, every: float = 0.1) -> tuple[int, str]:
    """How many frames came, and the code of the failure."""
    frames = 0
    try:
        with closing(sample(Order(str(path), every, limits or VideoLimits()))) as heard:
            for message in heard:
                frames += isinstance(message, Frame)
    except VideoFailed as failure:
        return frames, failure.code
    return frames, ""


def decoders(parent: int) -> list[int]:
    found = []
    for pid in children(parent):
        with suppress(*GONE):
            if b"imaging.video.process" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found


@pytest.mark.parametrize("kind", ["mp4", "webm"])
def test_damaged_bytes_end_in_frames_or_a_reason(tmp_path: Path, kind: str) -> None:
    chance = random.Random(kind)
    for turn in range(6):
        data = bytearray(film(kind))
        for _ in range(10 ** (turn % 3 + 1)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        path = tmp_path / f"{turn}.{kind}"
        path.write_bytes(data)
        frames, code = run(path)
        assert frames <= 40
        assert code in REASONS | {""}


def test_a_film_that_was_cut_off_says_so_and_keeps_what_came(tmp_path: Path) -> None:
    path = tmp_path / "cut.webm"
    path.write_bytes(film("webm", 10)[: 2 * len(film("webm", 10)) // 3])
    frames, code = run(path)
    assert 0 < frames < 90
    assert code == "truncated"


def test_a_blank_film_of_huge_frames_is_no_bomb(tmp_path: Path) -> None:
    path = tmp_path / "huge.mp4"
    path.write_bytes(encode([np.zeros((4000, 4000, 3), np.uint8)]))
    assert path.stat().st_size < 2**20
    assert run(path, VideoLimits(max_pixels=10_000_000)) == (0, "too_many_pixels")
    frames, code = run(path, VideoLimits(memory_bytes=350 * 2**20))
    assert frames == 0
    assert code in {"too_much_memory", "undecodable", "no_frames", "truncated", "decoder_crashed"}


@pytest.mark.parametrize(
    "content",
    [
        b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=x\r\nm=video 5004 RTP/AVP 96\r\n",
        b"\x1a\x45\xdf\xa3" + bytes(64),
        b"",
    ],
)
def test_nothing_but_films_is_opened(tmp_path: Path, content: bytes) -> None:
    """A playlist would make a decoder open other files and addresses."""
    path = tmp_path / "film.mp4"
    path.write_bytes(content)
    assert run(path) == (0, "undecodable")


def test_a_decoder_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def start_and_stop(order: Order) -> "subprocess.Popen[bytes]":
        process = start(order)
        process.send_signal(signal.SIGSTOP)
        return process

    path, start = tmp_path / "film.mp4", sampling._start
    path.write_bytes(film(seconds=30))
    monkeypatch.setattr(sampling, "_start", start_and_stop)
    assert run(path, VideoLimits(stall_seconds=1.0)) == (0, "decoder_stalled")
    assert decoders(os.getpid()) == []


def test_a_decoder_that_takes_too_much_processor_time_is_ended(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(film(seconds=3))
    frames, code = run(path, VideoLimits(wall_seconds=0.05))
    assert code == "too_slow"
    assert frames < 30  # of a quick machine some have come by then


def test_a_decoder_does_not_outlive_its_parent(tmp_path: Path) -> None:
    path = tmp_path / "film.mp4"
    path.write_bytes(film(seconds=3))
    script = (
        "import sys, time\n"
        "from imaging.video.sampling import sample\n"
        "from imaging.video.source import Order\n"
        "heard = sample(Order(sys.argv[1], 0.1))\n"
        "next(heard)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(path)])
    try:
        (child,) = wait_for(lambda: decoders(parent.pid))
    finally:
        parent.kill()
        parent.wait()
    wait_for(lambda: not Path(f"/proc/{child}").exists(), 10)


def test_secrets_of_the_environment_are_not_handed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_KEY", "hush")
    path = tmp_path / "film.mp4"
    path.write_bytes(film(seconds=3))
    with closing(sample(Order(str(path), 0.1))) as heard:
        next(heard)
        (pid,) = decoders(os.getpid())
        assert b"hush" not in Path(f"/proc/{pid}/environ").read_bytes()
        assert path.name.encode() not in Path(f"/proc/{pid}/cmdline").read_bytes()


def test_what_lies_in_the_current_folder_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, ran = tmp_path / "here", tmp_path / "ran"
    (here / "imaging").mkdir(parents=True)
    for name in ("json.py", "cv2.py", "imaging/__init__.py"):
        (here / name).write_text(f"open({str(ran)!r}, 'w')\nraise SystemExit\n")
    path = here / "film.mp4"
    path.write_bytes(film())
    monkeypatch.chdir(here)
    monkeypatch.setenv("PYTHONPATH", ":")  # two empty entries, each of which means the current folder
    assert run(path, every=1.0) == (3, "")
    assert not ran.exists()


@pytest.mark.parametrize(("parent", "speaks"), [(1, True), (2, False)])
def test_a_parent_with_number_1_is_a_parent_and_another_is_not(
    tmp_path: Path, parent: int, speaks: bool
) -> None:
    """In a container the worker may be process 1; an orphan finds another parent than the one that asked."""
    path = tmp_path / "film.mp4"
    path.write_bytes(film())
    script = "import os\nos.getppid = lambda: 1\nfrom imaging.video.process import main\nmain()\n"
    order = json.dumps(asdict(Order(str(path), 1.0)) | {"parent": parent}) + "\n"
    ended = subprocess.run(
        [sys.executable, "-c", script], input=order.encode(), capture_output=True, check=False, timeout=60
    )
    assert (ended.returncode == 0, ended.stdout.startswith(b"A")) == (speaks, speaks)


def test_a_camera_that_answers_with_a_playlist_leads_nowhere() -> None:
    """A hijacked camera must not make the decoder ask other addresses of the network."""
    asked = list[str]()

    class Camera(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            inside = f"http://{self.headers['Host']}/inside.ts"
            self.send_response(200)
            self.send_header("Content-Type", "application/vnd.apple.mpegurl")
            self.end_headers()
            self.wfile.write(
                f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{inside}\n#EXT-X-ENDLIST\n".encode()
            )

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Camera) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_address[1]}/live.m3u8"
        with pytest.raises(VideoFailed), closing(sample(Order(address, 0.1, live=True))) as heard:
            list(heard)
        server.shutdown()
    assert set(asked) == {"/live.m3u8"}


def test_a_camera_that_shows_frames_is_watched() -> None:
    with (
        camera([portrait(1, 200)]) as source,
        closing(sample(Order(source.address(), 0.1, live=True))) as heard,
    ):
        assert next(frame.index for frame in heard if isinstance(frame, Frame)) == 0


def test_an_rtsp_camera_is_asked_for_its_stream() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(30)
        address = f"rtsp://127.0.0.1:{listener.getsockname()[1]}/live"
        with closing(sample(Order(address, 0.1, live=True))) as heard:
            next(heard)
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(30)
                assert connection.recv(100).startswith(f"OPTIONS {address} RTSP/1.0".encode())
