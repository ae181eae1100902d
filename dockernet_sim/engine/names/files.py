"""Texts of a container's /etc/hosts and /etc/resolv.conf, which change from release to release."""

from __future__ import annotations

from collections.abc import Container, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from dockernet_sim.engine.names import hosts, resolvconf
from dockernet_sim.engine.names.conf import Conf
from dockernet_sim.engine.names.hosts import Line

ADDRESS = "127.0.0.11"
NDOTS = "ndots:0"


class Overrides(NamedTuple):
    """``--dns``, ``--dns-search`` and ``--dns-option``: the container's own, or else the daemon's."""

    servers: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    options: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.servers or self.search or self.options)


NONE = Overrides()


class ContainerFiles(Protocol):
    """A release's texts."""

    def hosts(self, extra: Sequence[Line]) -> str:
        """A fresh /etc/hosts: the lines of every container, then the `extra` ones."""

    def hosts_without(self, text: str, names: Container[str]) -> str:
        """The file after an endpoint left a network that knew these names."""

    def resolv_conf(self, host_text: str, overrides: Overrides) -> str:
        """The file of a container without the embedded server, made from the host's."""

    def resolv_conf_shared(self, host_text: str, overrides: Overrides) -> str:
        """The file of a container in the host's own namespace."""

    def resolv_conf_again(self, text: str) -> str:
        """The same file, unchanged until now, as another endpoint joins."""

    def resolv_conf_inside(self, text: str, host_text: str, overrides: Overrides) -> tuple[str, bool]:
        """The file once the embedded server runs, made from `text`,
        and whether ndots was set by the user or the host."""


class BareFiles:
    """Files without comments; lines of /etc/hosts are deleted by name alone (releases up to 25)."""

    def hosts(self, extra: Sequence[Line]) -> str:
        """IPv4 and IPv6 lines, then the extra ones."""
        return hosts.build(extra)

    def hosts_without(self, text: str, names: Container[str]) -> str:
        """Lines that end in one of the names go, whatever their address."""
        ends = set(map(hosts.last_names, text.splitlines()))
        return hosts.delete(text, {name for name in ends if name in names})

    def resolv_conf(self, host_text: str, overrides: Overrides) -> str:
        """What flags do not set is the host's; without flags, the host's file without unreachable servers."""
        if not overrides:
            return resolvconf.filtered(host_text)
        return resolvconf.build(
            overrides.servers or resolvconf.nameservers(host_text),
            overrides.search or resolvconf.search_domains(host_text),
            overrides.options or resolvconf.options(host_text),
        )

    def resolv_conf_shared(self, host_text: str, overrides: Overrides) -> str:
        """The host's own, unless flags set something over it."""
        return self.resolv_conf(host_text, overrides) if overrides else host_text

    def resolv_conf_again(self, text: str) -> str:
        """Filtered again."""
        return resolvconf.filtered(text)

    def resolv_conf_inside(self, text: str, host_text: str, overrides: Overrides) -> tuple[str, bool]:
        """127.0.0.11 in place of all IPv4 servers, and ``ndots:0`` unless ndots was set."""
        return _inside(text)


@lru_cache
def _inside(text: str) -> tuple[str, bool]:
    opts = resolvconf.options(text)
    given = resolvconf.ndots_given(opts)
    six = [server for server in resolvconf.nameservers(text) if ":" in server]
    search = resolvconf.search_domains(text)
    return resolvconf.build([ADDRESS, *six], search, opts if given else [*opts, NDOTS]), given


class CommentedFiles(BareFiles):
    """resolv.conf as releases from 26 on write it: nameservers first, and comments on where each part comes from."""

    asks_from_host = False  # whether servers of the host's file are all asked from the host, and so marked

    def resolv_conf(self, host_text: str, overrides: Overrides) -> str:
        """Nameservers, search, options; of the host where flags do not set them."""
        return _legacy(host_text, overrides)

    def resolv_conf_shared(self, host_text: str, overrides: Overrides) -> str:
        """All of the host's servers, with comments."""
        return Conf.read(host_text, overrides).text()

    def resolv_conf_again(self, text: str) -> str:
        """As it is."""
        return text

    def resolv_conf_inside(self, text: str, host_text: str, overrides: Overrides) -> tuple[str, bool]:
        """Made anew from the host's file, unless it was changed: 127.0.0.11, ``ndots:0`` where ndots is not set."""
        return _internal(host_text, overrides, self.asks_from_host)


@lru_cache
def _legacy(host_text: str, overrides: Overrides) -> str:
    conf = Conf.read(host_text, overrides)
    conf.for_legacy()
    return conf.text()


@lru_cache
def _internal(host_text: str, overrides: Overrides, asks_from_host: bool) -> tuple[str, bool]:
    conf = Conf.read(host_text, overrides)
    given = resolvconf.ndots_given(conf.options)
    conf.for_resolver(ADDRESS, asks_from_host)
    return conf.text(), given


class LaterFiles(CommentedFiles):
    """The same from 28 on: shorter IPv6 lines in /etc/hosts,
    and all servers of the host's file are asked from the host."""

    asks_from_host = True

    def hosts(self, extra: Sequence[Line]) -> str:
        """IPv4 and IPv6 lines, then the extra ones."""
        return hosts.add(hosts.LATER, extra)
