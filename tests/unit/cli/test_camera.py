"""A camera's address without its secrets."""

import pytest

from cli.camera import public_name


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("rtsp://me:secret@cam.local:554/live/1?token=x#y", "rtsp://cam.local:554/live/1"),
        ("http://10.0.0.7/video", "http://10.0.0.7/video"),
        ("https://:secret@[fe80::1]:8443/a", "https://[fe80::1]:8443/a"),
        ("RTSP://CAM/x", "rtsp://cam/x"),
    ],
)
def test_only_what_is_public_is_told(address: str, name: str) -> None:
    assert public_name(address) == name


@pytest.mark.parametrize(
    "address",
    ["", "cam.local", "/dev/video0", "file:///etc/passwd", "rtsp:///x", "http://secret@[bad/x", "http://a:b"],
)
def test_what_is_no_camera_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(ValueError, match="camera") as refused:
        public_name(address)
    assert not address or address not in str(refused.value)
