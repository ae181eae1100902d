"""ICMP of a namespace: answers echoes, reports errors, and hands both to listeners (RFC 792, RFC 1122 3.2.2)."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from dockernet_sim.linux import drops
from dockernet_sim.linux.errors import NetError
from dockernet_sim.wire import icmp as w
from dockernet_sim.wire.address import LIMITED_BROADCAST, UNSPECIFIED, is_loopback, is_multicast
from dockernet_sim.wire.icmp import Icmp
from dockernet_sim.wire.ipv4 import IPv4
from dockernet_sim.wire.packet import PROTO_ICMP, Packet

if TYPE_CHECKING:
    from dockernet_sim.linux.ip.stack import Ip
    from dockernet_sim.linux.link.device import Device

BURST = 6.0

Handler = Callable[[Packet, "Device"], None]
ErrorHandler = Callable[[Packet, Icmp, Packet], None]


class IcmpProtocol:
    """The ICMP of one namespace.

    ``raw`` are functions (packet, device) given every ICMP packet that arrives; ``errors`` maps an IP protocol to a
    function (quoted packet, ICMP message, whole packet) that is told of errors about what this namespace sent.
    """

    __slots__ = ("_answer", "_tokens", "clock", "errors", "idents", "ip", "local", "ns", "raw", "send")

    def __init__(self, ip: Ip) -> None:
        self.ip = ip
        self.ns = ip.ns
        self.local, self.idents, self.clock = ip.fib.local, ip.idents, ip.ns.clock
        self.send, self._answer = ip.output.send, self._reply
        self.raw: list[Handler] = []
        self.errors: dict[int, ErrorHandler] = ip.ns.sockets.error_handlers()
        self._tokens: dict[int, tuple[float, float]] = {}

    def receive(self, packet: Packet, dev: Device) -> None:
        """An ICMP packet for this namespace (icmp_rcv)."""
        ns = self.ns
        if ns.trace.on:
            ns.trace.add(ns.clock.t, ns.host.name, ns.name, dev.name, "deliver", packet, "icmp", "kernel")
        self.handle(packet, dev)

    def handle(self, packet: Packet, dev: Device) -> None:
        """The same for one whose delivery is recorded."""
        message: Icmp = packet.payload
        ns = self.ns
        if message.type == w.ECHO:
            dst = packet.dst
            if dst in self.local or is_loopback(dst):
                if not ns.ignores_echoes:
                    self.clock.defer(self._answer, packet)
            elif not ns.ignores_broadcast_echoes:
                self.clock.defer(self._reply_for_all, packet)
        for listener in self.raw:
            listener(packet, dev)
        inner = message.inner
        if inner is None:
            return
        if message.type == w.REDIRECT:
            self.ip.redirects.learn(packet, message, dev)
        elif message.type == w.UNREACHABLE and message.code == w.FRAG_NEEDED:
            ns.sockets.pmtu.learn(inner.dst, message.mtu)
        handler = self.errors.get(inner.proto) if message.is_error else None
        if handler is not None:
            handler(inner, message, packet)

    def _reply(self, packet: Packet, src: int = UNSPECIFIED) -> None:
        """Answer an echo request (icmp_echo, icmp_reply)."""
        reply, send, ident = packet.payload.reply(), self.send, self.idents.getrandbits(16)
        try:  # noqa: SIM105  # a with statement would cost more than all the rest
            send(IPv4(src or packet.dst, packet.src, PROTO_ICMP, reply, self.ns.default_ttl, ident, False, packet.tos))
        except NetError:
            pass  # nobody waits for the outcome of an answer

    def request(self, dst: int, ident: int, size: int = 56, src: int = UNSPECIFIED, df: bool = True) -> None:
        """Send one echo request as a ping socket does: the default TTL, sequence number 1."""
        ip, echo = self.ip, Icmp(w.ECHO, 0, ident, 1, size)
        src = src or ip.source_for(dst)
        self.send(IPv4(src, dst, PROTO_ICMP, echo, self.ns.default_ttl, ip.next_ident(), df))

    def _reply_for_all(self, packet: Packet) -> None:
        with suppress(NetError):  # there may be no way back
            self._reply(packet, self.ip.source_for(packet.src))

    def error(self, packet: Packet, type: int, code: int, mtu: int = 0) -> None:
        """Tell the sender of `packet` why it went no further; never about errors, broadcasts or later fragments."""
        if packet.offset or not self._may_report(packet):
            return
        if packet.proto == PROTO_ICMP and getattr(packet.payload, "is_error", False):
            return
        free = type == w.REDIRECT or (type == w.UNREACHABLE and code == w.FRAG_NEEDED)  # icmp_ratemask
        if not free and not self._within_rate(packet.src):
            return
        try:
            message = self._about(packet, type, code, mtu)
            if type != w.REDIRECT or not self._untranslatable(packet, message):
                self.ip.send(message)
        except NetError:
            pass  # the error has no way back either

    def _about(self, packet: Packet, type: int, code: int, mtu: int) -> Packet:
        src = packet.dst if self.ip.is_local(packet.dst) else self.ip.source_for(packet.src)
        message = Icmp(type, code, inner=packet, mtu=mtu)
        return IPv4(src, packet.src, PROTO_ICMP, message, self.ns.default_ttl, self.ip.next_ident(), False, 0xC0)

    def _untranslatable(self, packet: Packet, redirect: Packet) -> bool:
        """NAT drops redirects about a flow that it changes,
        or that it is not done with (nf_nat_icmp_reply_translation)."""
        direction = packet.ct
        if direction is None or direction.flow.settled:
            return False
        cause = "NAT drops redirects about a flow's first packet or a flow that it changes"
        self.ns.drop(redirect, None, drops.CT_INVALID, cause)
        return True

    def _may_report(self, packet: Packet) -> bool:
        fib = self.ip.fib
        special = packet.dst in fib.broadcasts or is_multicast(packet.dst) or packet.dst == LIMITED_BROADCAST
        return (
            packet.src != UNSPECIFIED
            and not special
            and packet.src not in fib.broadcasts
            and not is_multicast(packet.src)
        )

    def _within_rate(self, dst: int) -> bool:
        """Linux's token bucket for each destination: one error a second, bursts of six (icmp_ratelimit)."""
        if self.ip.is_local(dst):
            return True
        interval = self.ns.sysctl.number("net.ipv4.icmp_ratelimit") / 1000.0
        if not interval:
            return True
        now = self.ns.clock.t
        tokens, since = self._tokens.get(dst, (BURST, now))
        tokens = min(BURST, tokens + (now - since) / interval)
        allowed = tokens >= 1.0
        self._tokens[dst] = (tokens - 1.0 if allowed else tokens, now)
        return allowed
