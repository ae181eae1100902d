"""Headers as values: what is on the wire, printed as tcpdump prints it."""
