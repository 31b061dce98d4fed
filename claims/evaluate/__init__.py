"""Benchmarks against gold data and against other systems."""
