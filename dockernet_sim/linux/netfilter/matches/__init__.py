"""Matches, as modules of the kernel (xt_*.c): their data and what they ask of packets."""
