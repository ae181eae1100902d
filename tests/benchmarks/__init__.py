"""Speed, as ratios to a floor that is measured beside it: ``python -m tests.benchmarks``."""
