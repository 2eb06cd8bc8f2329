"""What every part of a model card is: fixed once read, and refused where it says something unknown."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """Base of the card and of all that it holds. A new field needs a default, or older cards break."""

    model_config = ConfigDict(frozen=True, extra="forbid")
