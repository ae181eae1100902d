"""The program traceroute."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs import resolver
from dockernet_sim.programs.mailbox import Mailbox
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.resolver.config import aton
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.traceroute.options import Options, Refused, parse
from dockernet_sim.programs.traceroute.probes import METHODS, Method, Probe
from dockernet_sim.wire.address import ip_text
from dockernet_sim.wire.packet import Packet

SENDING = 150e-6  # seconds that one probe takes to be made and sent: what is near has answered the one before by then


@program("traceroute")
def traceroute(task: Task) -> Generator[Any, Any, int]:
    """``traceroute [OPTIONS] HOST [PACKETLEN]``: a line for each hop, until the target answers."""
    try:
        options = parse(task.args)
        answer = yield from resolver.lookup(task, options.host)
        if answer.error:
            where = f"on position 1 (argc {options.host_at})"
            raise Refused(
                f'{options.host}: {answer.text}\nCannot handle "host" cmdline arg `{options.host}\' {where}\n'
            )
        return (yield from _Run(task, options, answer.addresses[0]).run())
    except Refused as refused:
        task.err(refused.text)
        return refused.code


class _Run:
    """One run."""

    def __init__(self, task: Task, options: Options, target: int) -> None:
        self.task, self.options, self.target = task, options, target
        self.probes = [Probe(n) for n in range(options.max_hops * options.queries)]
        self.end = len(self.probes)
        self.mailbox: Mailbox[Packet] = Mailbox(task.clock)
        self.last_send = float("-inf")

    def run(self) -> Generator[Any, Any, int]:
        """Send, wait and print until the last hop is printed."""
        options, task = self.options, self.task
        header = f"traceroute to {options.host} ({ip_text(self.target)}), {options.max_hops} hops max"
        if options.method != "default":  # these say what they are told only once they are ready
            method = self._method("")
            task.out(f"{header}, {options.packet} byte packets")
        else:
            task.out(f"{header}, {options.packet} byte packets")
            method = self._method("\n")
        start = (options.first - 1) * options.queries
        while start < self.end:
            begun = start
            until = None
            start = yield from self._print_ready(start)
            if start < self.end:
                until = yield from self._fill(method, start)
            if begun == start and until is not None:
                yield from self.mailbox.wait(max(0.0, until - task.clock.now))
            while (heard := self.mailbox.next()) is not None:
                method.take(*heard)
                if method.shared:
                    break
        task.out("\n")
        return 0

    def _method(self, before: str) -> Method:
        options, ns = self.options, self.task.ns
        try:
            device = ns.devices[options.device] if options.device else None
        except KeyError:
            raise Refused(f"\nsetsockopt SO_BINDTODEVICE: {NetError('ENODEV').text}\n", 1) from None
        source = aton(options.source) if options.source else None
        if source is not None and not ns.ip.is_local(source):
            raise Refused(f"\nbind: {NetError('EADDRNOTAVAIL').text}\n", 1)
        try:
            found = ns.ip.source_for(self.target, device)
        except NetError as error:
            raise Refused(f"\nconnect: {error.text}\n", 1) from None
        return METHODS[options.method](self.task, options, self.target, source or found, device, self.mailbox)

    # -- sending --------------------------------------------------------------
    def _fill(self, method: Method, start: int) -> Generator[Any, Any, float]:
        """Keep so many probes under way; when the next thing is due."""
        options, clock = self.options, self.task.clock
        due, under_way, n = float("inf"), 0, start
        while n < self.end and under_way < options.together:
            probe = self.probes[n]
            overdue = probe.sent is not None and clock.now >= probe.sent + self._patience(probe)
            if overdue and not self.mailbox.ready:  # what came in is read first
                probe.done = True
            if probe.done:
                if probe.final:
                    self.end = (n // options.queries + 1) * options.queries
                if n == start:
                    return clock.now
                n += 1
                continue
            if probe.sent is None:
                if clock.now < self.last_send + options.send_wait:
                    return min(due, self.last_send + options.send_wait)
                yield from self._send(method, probe)
            assert probe.sent is not None
            due = min(due, probe.sent + self._patience(probe))
            under_way += 1
            n += 1
        return due

    def _send(self, method: Method, probe: Probe) -> Generator[Any, Any, None]:
        probe.sent = self.last_send = self.task.clock.now
        try:
            method.send(probe, probe.number // self.options.queries + 1)
        except NetError as error:
            raise Refused(f"\nsend: {error.text}\n", 1) from None
        yield self.task.sleep(SENDING)

    def _patience(self, probe: Probe) -> float:
        """How long to wait for this one: MAX, but less when the same hop, or one behind it, has answered soon."""
        longest, here, near = self.options.wait
        first = probe.number - probe.number % self.options.queries
        if here:
            for other in self.probes[first : first + self.options.queries]:
                if other.took > 0:
                    return min(longest, other.took * here)
        if near:
            for other in self.probes[probe.number + 1 :]:
                if other.took > 0:
                    return min(longest, other.took * near)
        return longest

    # -- printing -------------------------------------------------------------
    def _print_ready(self, start: int) -> Generator[Any, Any, int]:
        """Print the probes that are done, in their order."""
        while start < self.end and self.probes[start].done:
            probe = self.probes[start]
            if probe.final:
                self.end = (start // self.options.queries + 1) * self.options.queries
            yield from self._print(probe)
            start += 1
        return start

    def _print(self, probe: Probe) -> Generator[Any, Any, None]:
        out, place = self.task.out, probe.number % self.options.queries
        if not place:
            out(f"\n{probe.number // self.options.queries + 1:2} ")
        if probe.received is None:
            out(" *")
            return
        before = [p for p in self.probes[probe.number - place : probe.number] if p.received is not None]
        if not before or before[-1].source != probe.source:
            name = yield from self._name(probe.source)
            out(f" {name}")
        out(f"  {probe.took * 1000:.3f} ms" + (f" {probe.remark}" if probe.remark else ""))

    def _name(self, ip: int) -> Generator[Any, Any, str]:
        if self.options.numeric:
            return ip_text(ip)
        name = yield from resolver.reverse(self.task, ip)
        return f"{name or ip_text(ip)} ({ip_text(ip)})"
