"""iproute2's `ip` (ip(8)), version 6.1."""
