"""Datasets, mask drawing, training, evaluation and publishing of artefacts."""
