"""Throughput and latency, each beside its limit."""
