"""iproute2's `tc`: queueing disciplines."""
