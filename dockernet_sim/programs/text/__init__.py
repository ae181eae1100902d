"""The small tools that read and write text: GNU's on machines, busybox's in containers."""
