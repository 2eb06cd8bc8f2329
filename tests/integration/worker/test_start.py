"""A worker that serves from LiteRT starts quickly, stays small and never meets TensorFlow."""

import subprocess
import sys

SCRIPT = """
import pathlib, re, sys, time
began = time.process_time()
import numpy as np
import worker.app, worker.pipeline
from core.settings import Settings
from worker.networks import load_networks
networks = load_networks(Settings())
networks.finder.find(np.zeros((480, 640, 3), np.uint8))
networks.classifier.classify(np.zeros((64, 96, 96, 3), np.uint8))
status = pathlib.Path("/proc/self/status").read_text()  # rusage would count the parent before exec
peak = int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) / 1024
light = not {"tensorflow", "keras"} & {name.split(".")[0] for name in sys.modules}
print(time.process_time() - began, peak, light)
"""


def test_a_worker_is_light() -> None:
    printed = subprocess.run([sys.executable, "-c", SCRIPT], check=True, capture_output=True, text=True)
    seconds, megabytes, light = printed.stdout.split()
    assert float(megabytes) < 200
    assert light == "True"
    assert float(seconds) < 4  # of processor time; 0.8 here, and the room is for slower machines
