"""Names: a container's hosts file and resolv.conf, a network's names, and the embedded DNS server."""
