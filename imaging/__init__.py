"""Bytes and pixels: sniff, strip, decode, preview, crop. One decoder for everybody."""
