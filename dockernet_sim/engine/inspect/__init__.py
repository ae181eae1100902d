"""Engine API JSON: what inspect, ls and ps are made from, with Docker's keys in Docker's order."""
