"""TensorFlow and LiteRT without their C++ chatter."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from tempfile import TemporaryFile
from types import ModuleType

# Said at every start, on a machine where nothing is wrong.
CHATTER = (b"cudart_stub", b"absl::InitializeLog", b"oneDNN custom operations", b"XNNPACK delegate for CPU")


def import_keras() -> ModuleType:
    """Keras with its backend, quietly. Takes seconds and hundreds of megabytes; LiteRT never needs it.

    It computes with TensorFlow unless `KERAS_BACKEND` or Keras' own settings name another.
    """
    return _quietly("keras")


def import_tensorflow() -> ModuleType:
    """TensorFlow, quietly. Its log level is read once, at import; a value set outside wins."""
    return _quietly("tensorflow")


def _quietly(name: str) -> ModuleType:
    if name in sys.modules:
        return sys.modules[name]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with without_chatter():
        return import_module(name)


@contextmanager
def without_chatter() -> Iterator[None]:
    """Holds back what is written to file descriptor 2, then passes on all but the known chatter.

    No variable silences these lines: they are written before the log level is read.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    with TemporaryFile() as aside:
        os.dup2(aside.fileno(), 2)
        try:
            yield
        finally:
            sys.stderr.flush()
            os.dup2(kept, 2)
            os.close(kept)
            aside.seek(0)
            said = [line for line in aside if not any(word in line for word in CHATTER)]
            os.write(2, b"".join(said))
