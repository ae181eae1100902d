"""Captures: what crossed a device, out of the trace, as pcapng files that Wireshark opens."""
