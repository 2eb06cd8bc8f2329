"""What the face finder learns from, and how it is measured."""
