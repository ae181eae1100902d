"""busybox wget (busybox 1.35's networking/wget.c)."""
