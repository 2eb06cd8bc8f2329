"""Folders, scenes and the browser's camera."""

from pathlib import Path

import cv2
import numpy as np
import pytest

from demo.faces import draw_face
from demo.pictures import jpeg, scene, write_fake_camera, write_folder
from imaging.accept import Limits, accept
from imaging.decode import decode


def test_a_folder_of_faces(tmp_path: Path) -> None:
    paths = write_folder(tmp_path / "new" / "faces", 3, size=64, first_seed=5)
    assert [path.name for path in paths] == ["face-00001.jpg", "face-00002.jpg", "face-00003.jpg"]
    assert [path.read_bytes() for path in paths] == [jpeg(seed, 64) for seed in (5, 6, 7)]


def test_a_portrait_keeps_its_colours_as_a_file() -> None:
    taken = accept(jpeg(2, 96), Limits())
    assert (taken.kind, taken.width, taken.height) == ("jpeg", 96, 96)
    error = decode(taken.data).astype(int) - draw_face(2, 96)
    assert np.abs(error).mean() < 4


@pytest.mark.parametrize("faces", [0, 1, 3])
def test_a_scene_has_the_size_of_a_webcam(faces: int) -> None:
    frame = scene(1, 320, 180, faces)
    assert (frame.shape, frame.dtype) == ((180, 320, 3), np.uint8)


def test_somebody_is_in_the_middle() -> None:
    empty, taken = (scene(1, 320, 180, faces).astype(int) for faces in (0, 1))
    difference = np.abs(taken - empty).mean(axis=2)
    assert difference[60:150, 130:190].mean() > 10 * difference[:60, :60].mean()


def test_the_camera_plays_frames_that_move(tmp_path: Path) -> None:
    path = tmp_path / "camera.mjpeg"
    write_fake_camera(path, frames=5, width=160, height=120)
    film = path.read_bytes()
    frames = [b"\xff\xd8" + part for part in film.split(b"\xff\xd8")[1:]]
    pictures = [cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR) for frame in frames]
    assert [picture.shape for picture in pictures] == [(120, 160, 3)] * 5
    assert len(set(frames)) == 5
    assert all(frame.endswith(b"\xff\xd9") for frame in frames)
