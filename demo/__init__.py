"""Pictures that the project draws itself, for tests, benchmarks and the tour."""
