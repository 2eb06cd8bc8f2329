"""What one turn of one contender measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measured:
    """Images answered, the seconds it took, and those of a core that its processes used (0: unknown)."""

    images: int
    seconds: float
    cpu_seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Images a second."""
        return self.images / self.seconds

    @property
    def core_ms(self) -> float:
        """Milliseconds of a core an image, those of the load generator not counted."""
        return 1000 * self.cpu_seconds / self.images
