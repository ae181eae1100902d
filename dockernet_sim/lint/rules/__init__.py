"""The rules: files (NET0), addresses (NET1), ports (NET2), names (NET3), ways out (NET4), comments (NET9)."""

from dockernet_sim.lint.rules import addresses, files, mtu, names, ports, ways

__all__ = ["addresses", "files", "mtu", "names", "ports", "ways"]
