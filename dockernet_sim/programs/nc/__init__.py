"""nc, busybox's and OpenBSD's, and telnet."""
