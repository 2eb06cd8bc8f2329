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
    """Keras, quietly. Takes seconds and hundreds of megabytes; serving from LiteRT never needs it.

    Keras imports TensorFlow now and then, whatever `KERAS_BACKEND` says it computes with.
    """
    import_tensorflow()
    return import_module("keras")


def import_tensorflow() -> ModuleType:
    """TensorFlow, quietly. Its log level is read once, at import; a value set outside wins."""
    if "tensorflow" in sys.modules:
        return sys.modules["tensorflow"]
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    with without_chatter():
        return import_module("tensorflow")


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
