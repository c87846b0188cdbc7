"""Measurements, kept apart from the tests: `make bench` prints the table of bench/README.md."""
