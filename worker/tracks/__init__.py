"""Tracks: one person's faces through the frames of a video, joined by where they are and how they look."""
