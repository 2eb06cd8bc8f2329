"""Two ways to run a finder's network on inputs of several shapes."""

from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.engines.traced import compiled
from models.finders.architecture import NUMBERS, STRIDES
from models.quiet import without_chatter

if TYPE_CHECKING:
    import keras

KEPT = 6  # shapes whose memory is laid out at a time; a camera needs one or two, a folder of photos some more

Grids = list[NDArray[np.float32]]


class GridEngine(Protocol):
    """Runs a finder's network on one process's thread."""

    def grids(self, pixels: NDArray[np.uint8]) -> Grids:
        """H×W×3 RGB uint8, sides multiples of 32, to rows×columns×15 float32 for each of `STRIDES`."""
        ...


class LiteRtGrids:
    """LiteRT with XNNPACK on one thread; an interpreter for each shape that was asked for lately.

    To give one interpreter another shape costs as much as several runs. Not for two threads at once.
    """

    def __init__(self, file: Path) -> None:
        """Raises what LiteRT raises for a file that it cannot run, when the first picture comes."""
        self._content = file.read_bytes()
        self._shapes: OrderedDict[tuple[int, int], _Shaped] = OrderedDict()

    def grids(self, pixels: NDArray[np.uint8]) -> Grids:
        """H×W×3 RGB uint8 to a list of rows×columns×15 float32."""
        shape = (pixels.shape[0], pixels.shape[1])
        if shape not in self._shapes:
            self._shapes[shape] = _Shaped(self._content, shape)
            if len(self._shapes) > KEPT:
                self._shapes.popitem(last=False)
        self._shapes.move_to_end(shape)
        return self._shapes[shape].grids(pixels)


class _Shaped:
    """An interpreter whose input has one shape."""

    def __init__(self, content: bytes, shape: tuple[int, int]) -> None:
        from ai_edge_litert.interpreter import Interpreter  # noqa: PLC0415

        with without_chatter():
            self._interpreter: Any = Interpreter(model_content=content, num_threads=1)
            self._input: int = self._interpreter.get_input_details()[0]["index"]
            self._interpreter.resize_tensor_input(self._input, (1, *shape, 3))
            self._interpreter.allocate_tensors()
        self._outputs: list[int] | None = None

    def grids(self, pixels: NDArray[np.uint8]) -> Grids:
        # Through a view of the tensor: converted to float on the way, without a copy in between. No view
        # outlives its statement: LiteRT refuses to run while one exists.
        self._interpreter.tensor(self._input)()[0] = pixels
        self._interpreter.invoke()
        if self._outputs is None:  # their shapes are known only now; the finest grid comes first
            details = self._interpreter.get_output_details()
            details.sort(key=lambda each: -int(self._interpreter.get_tensor(each["index"]).shape[1]))
            self._outputs = [each["index"] for each in details]
        return [self._interpreter.get_tensor(index)[0] for index in self._outputs]


class KerasGrids:
    """A Keras model as a compiled function, traced once for all shapes."""

    def __init__(self, network: "keras.Model") -> None:
        if len(network.outputs) != len(STRIDES) or any(o.shape[-1] != NUMBERS for o in network.outputs):
            raise ValueError("this is no finder's network: it gives other grids")
        self._call = compiled(network)

    def grids(self, pixels: NDArray[np.uint8]) -> Grids:
        """H×W×3 RGB uint8 to a list of rows×columns×15 float32."""
        return [np.asarray(grid)[0] for grid in self._call(pixels[None].astype(np.float32))]
