"""What the machine is: made up, and told by info, stats and nodes."""

MEMORY = 25_275_973_632  # bytes
CPUS = 2
KERNEL = "6.18.44"
OS_VERSION = "12"
OPERATING_SYSTEM = "Debian GNU/Linux 12 (bookworm)"
