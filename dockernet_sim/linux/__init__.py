"""One kernel: devices, IP, netfilter and sockets, as Linux has them; it knows nothing of Docker."""
