"""Masks drawn on aligned faces, so that unmasked pictures can teach and measure a network for masked ones."""
