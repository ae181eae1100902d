"""The rules, by what they are about: addresses (NET1), published ports (NET2), names (NET3), ways out (NET4), files and comments (NET0, NET9)."""

from dockernet_sim.lint.rules import addresses, files, mtu, names, ports, ways

__all__ = ["addresses", "files", "mtu", "names", "ports", "ways"]
