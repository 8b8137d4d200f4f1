"""Measurements beside peers, each a script: `python -m benchmarks.NAME` prints a table and writes it to results/."""
