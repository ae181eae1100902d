"""tcpdump (4.99.3): the frames at a device, a line each."""
