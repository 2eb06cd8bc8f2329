"""Quality flags in words for people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that may have misled the model."""

    word: str
    meaning: str


FLAGS = {
    "blurred": Flag("Blurred", "The face has little detail: out of focus, moved, or enlarged."),
    "dark": Flag("Dark", "There is little light on the face."),
    "tiny": Flag("Tiny", "The face has fewer pixels than it takes to judge it."),
    "turned": Flag("Turned", "The face looks to the side."),
}


def flags(words: str) -> list[Flag]:
    """The flags of a result row, from its words."""
    return [FLAGS.get(word, Flag(word.capitalize(), "A newer worker said this.")) for word in words.split()]
