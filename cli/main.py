"""Entry point of the browline command."""


def main() -> None:
    """Run the command."""
