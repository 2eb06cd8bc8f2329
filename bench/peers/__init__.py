"""Browline beside what else serves models in Python: same pictures, network, cores and load generator."""
