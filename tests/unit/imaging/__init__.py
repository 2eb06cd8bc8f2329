"""Tests of bytes and pixels."""
