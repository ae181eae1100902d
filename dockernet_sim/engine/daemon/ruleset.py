"""The iptables rules that dockerd keeps on its host now: for telling rules that a person added, or deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dockernet_sim.engine.drivers.bridge.driver import BridgeDriver
from dockernet_sim.engine.iptables import DELETE, Iptables

if TYPE_CHECKING:
    from dockernet_sim.engine.daemon.state import Daemon
    from dockernet_sim.iptables.edit import Spec
    from dockernet_sim.iptables.rule import Rule
    from dockernet_sim.linux.netns import NetNs


@dataclass
class Ruleset:
    """What dockerd would program.

    Attributes
    ----------
    rules : dict
        Table, chain and the text that ``iptables -S`` prints; as keys, in the order of programming.
    shut : bool
        Whether dockerd set FORWARD's policy to DROP.
    """

    rules: dict[tuple[str, str, str], None] = field(default_factory=dict)
    shut: bool = False


class _Noted(Iptables):
    """Notes rules in place of programming them."""

    def __init__(self, ns: NetNs) -> None:
        super().__init__(ns)
        self.rules: dict[tuple[str, str, str], None] = {}

    def program(self, table: str, action: str, chain: str, spec: str, bare: bool = False) -> None:
        """Note or forget the rule."""
        self.run(table, action, chain, spec, bare)

    def run(
        self, table: str, action: str, chain: str, spec: str, bare: bool = False, rules: Spec | None = None
    ) -> None:
        """Note or forget the rule."""
        read = rules or self._read(table, spec)
        for text in [read] if isinstance(read, str) else map(str, read):
            if action == DELETE:
                self.rules.pop((table, chain, text), None)
            else:
                self.rules[table, chain, text] = None

    def program_rule(self, table: str, action: str, chain: str, rule: Rule) -> None:
        """Note or forget the rule."""
        self.run(table, action, chain, "", rules=[rule])

    def new_chain(self, table: str, chain: str) -> None:
        """Chains are not noted."""

    def remove_chain(self, table: str, chain: str) -> None:
        """Chains are not noted."""

    def exists(self, table: str, chain: str, spec: Spec) -> bool:
        """Whether it is noted."""
        return False


def docker_rules(daemon: Daemon) -> Ruleset:
    """The rules of an engine's networks, published ports and links, as dockerd programs them;
    none with ``--iptables=false``."""
    found = Ruleset()
    if not daemon.settings.iptables:
        return found
    noted = _Noted(daemon.host.root)
    firewall = daemon.release.firewall(noted)
    firewall.start(daemon.settings.userland_proxy)
    firewall.user_chain()
    for network in daemon.controller.networks:
        if isinstance(network.driver, BridgeDriver) and network.id in network.driver.networks:
            network.driver.networks[network.id].program_again(firewall)
            found.shut |= network.driver.shut
    found.rules = noted.rules
    return found


__all__ = ["Ruleset", "docker_rules"]
