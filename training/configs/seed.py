"""The model of the project's origin, as it was.

Command: `browline train --config seed --data DATA`.
"""

from training.config import Config

CONFIG = Config(
    name="seed",
    version="seed-1",
    architecture="seed",
    epochs=17,
    batch_size=20,
    learning_rate=0.001,  # Adam's default, which the original used
    seed=123,
)
