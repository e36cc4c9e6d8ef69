"""Benchmarks that print ratios, so that results from different machines can be compared."""
