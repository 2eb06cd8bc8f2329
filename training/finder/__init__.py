"""The face finder: what it learns from, how it learns, and how good it is."""
