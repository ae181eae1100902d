"""A rule: what it asks of a packet, what it does with it, and how often it did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.linux.netfilter.xtables import CALL, CONTINUE, GOTO, JUMP, VERDICTS, Target

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netfilter.xtables import Devices, Match, Part
    from dockernet_sim.wire.packet import Packet


class Rule:
    """One rule of a chain.

    ``tests`` are the questions beside ``src``, ``dst``, ``proto``, ``indev``, ``outdev`` and ``states`` (of which the
    flow must have one; 0 for any).
    """

    __slots__ = (
        "_label", "asks", "bytes", "chain", "dst", "dst_mask", "dst_not", "fragment", "header", "in_name",
        "in_not", "indev", "jump",
        "matches", "out_name", "out_not", "outdev", "packets", "proto", "proto_not", "src", "src_mask",
        "src_not",
        "states", "steady", "target", "target_name", "tests", "verdict",
    )  # fmt: skip

    def __init__(self) -> None:
        self.src = self.src_mask = self.dst = self.dst_mask = self.proto = 0
        self.src_not = self.dst_not = self.proto_not = self.in_not = self.out_not = False
        self.in_name = self.out_name = ""
        self.indev: str | None = None
        self.outdev: str | None = None
        self.fragment: bool | None = None
        self.matches: Sequence[Match] = ()
        self.states = 0
        self.asks = False  # whether it asks for more than devices
        self.header = False  # whether it asks for addresses or a protocol
        self.steady = True  # its answer is the same for all packets of a flow
        self.tests: tuple[Callable[..., bool], ...] = ()
        self.target: Target | None = None
        self.target_name = ""
        self.jump: Chain | None = None
        self.verdict = CONTINUE
        self.chain: Chain | None = None
        self.packets = self.bytes = 0
        self._label = (-1, "")  # the label, and the version of the chain that it is of

    def compile(self, goto: bool) -> None:
        """All parts are known: prepare what the walk looks at."""
        tests: list[Callable[..., bool]] = []
        for name, inwards in ((self.in_name, True), (self.out_name, False)):
            if name.endswith("+"):
                if name != "+":
                    tests.append(_prefix_test(name, inwards, self.in_not if inwards else self.out_not))
            elif inwards:
                self.indev = name or None
            else:
                self.outdev = name or None
        if self.fragment is not None:
            tests.append(_fragment_test(self.fragment))
        matches = [match for match in self.matches if not match.always]
        self.states = matches[0].only_states if matches else 0
        tests += [match.test for match in matches[1 if self.states else 0 :]]
        self.tests = tuple(tests)
        self.header = bool(self.proto or self.src_mask or self.dst_mask)
        self.asks = bool(self.states or self.header or tests)
        self.steady = self.target is None and self.fragment is None and all(m.per_flow for m in self.matches)
        if self.jump is not None:
            self.verdict = GOTO if goto else JUMP
        elif self.target is not None:
            self.verdict = CALL
        else:
            self.verdict = VERDICTS.get(self.target_name, CONTINUE)

    def fits(self, inname: str, outname: str) -> bool:
        """Whether the names of the devices leave it in play."""
        if self.outdev is not None and (self.outdev == outname) is self.out_not:
            return False
        return self.indev is None or (self.indev == inname) is not self.in_not

    def meant(self, packet: Packet) -> bool:
        """Whether protocol and addresses are meant."""
        if self.dst_mask and (packet.dst & self.dst_mask == self.dst) is self.dst_not:
            return False
        if self.src_mask and (packet.src & self.src_mask == self.src) is self.src_not:
            return False
        return not self.proto or (self.proto == packet.proto) is not self.proto_not

    def tested(self, packet: Packet, devices: Devices) -> bool:
        """Whether all its tests say yes."""
        return all(test(packet, devices) for test in self.tests)

    @property
    def extended(self) -> bool:
        """Whether it has matches, or a target of its own."""
        return bool(self.matches) or self.target is not None

    @property
    def parts(self) -> tuple[Part, ...]:
        """Its matches, and its target if that is one of its own."""
        return (*self.matches, self.target) if self.target is not None else (*self.matches,)

    @property
    def needs_conntrack(self) -> bool:
        """Whether flows must be tracked for this rule's sake."""
        return any(part.needs_conntrack for part in self.parts)

    @property
    def number(self) -> int:
        """Its place in its chain, from 1."""
        return self.chain.rules.index(self) + 1 if self.chain is not None else 0

    @property
    def label(self) -> str:
        """How the trace names it: ``filter FORWARD 3: -i docker0 -j ACCEPT``."""
        chain = self.chain
        if chain is None:
            return f"?: {self}"
        if self._label[0] != chain.version:
            self._label = chain.version, f"{chain.table} {chain.name} {self.number}: {self}"
        return self._label[1]

    def __str__(self) -> str:
        return self.target_name  # what makes rules knows how to print them


def named(name: str, pattern: str) -> bool:
    """Whether a device is meant by ``NAME`` or ``PREFIX+``."""
    return name.startswith(pattern[:-1]) if pattern.endswith("+") else name == pattern


def _prefix_test(pattern: str, inwards: bool, negated: bool) -> Callable[..., bool]:
    def test(_packet: Packet, devices: Devices) -> bool:
        device = devices[0 if inwards else 1]
        return named(device.name if device is not None else "", pattern) is not negated

    return test


def _fragment_test(later: bool) -> Callable[..., bool]:
    def test(packet: Packet, devices: Devices) -> bool:
        return (packet.offset > 0) is later

    return test
