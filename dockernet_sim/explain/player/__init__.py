"""Stepping through the trace, forward and back: as plain steps, in a terminal, and as an HTML page of its own."""
