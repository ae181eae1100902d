"""The table of commands: everything that the real ``docker`` lists, with what carries it out where it is modelled."""

from dockernet_sim.shell.docker.table.root import ROOT

__all__ = ["ROOT"]
