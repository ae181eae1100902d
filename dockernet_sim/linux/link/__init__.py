"""Layer 2: devices, veth pairs, lines between machines, and bridges."""
