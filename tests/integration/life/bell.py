"""A doorbell that rings in the same process: how many rings nobody has heard yet."""

from core.doorbell import Doorbell


class Bell(Doorbell):
    """Redis and Celery in one number, which a test may lose or multiply."""

    def __init__(self) -> None:
        self.rings = 0

    def answers(self) -> bool:
        """It is there."""
        return True

    def ring(self, images: int) -> None:
        """One ring is enough for the few images of a test."""
        self.rings += 1 if images else 0

    def ring_unless_ringing(self, images: int) -> None:
        """Ring for forgotten work."""
        if not self.rings:
            self.ring(images)
