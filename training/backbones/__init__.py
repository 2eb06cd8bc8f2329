"""Large networks that others trained, to learn from or to go on training."""
