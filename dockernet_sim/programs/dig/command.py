"""The program dig."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs import resolver
from dockernet_sim.programs.dig.ask import Asker, Reply, legal
from dockernet_sim.programs.dig.options import VERSION, Line, Lookup, Usage, parse
from dockernet_sim.programs.dig.text import message_text, stats_text
from dockernet_sim.programs.registry import program
from dockernet_sim.programs.resolver.config import ResolvConf, read_resolv_conf, read_text
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_text

NO_REPLY, ILLEGAL = 9, 10


@program("dig")
def dig(task: Task) -> Generator[Any, Any, int]:
    """``dig [@SERVER] [NAME] [TYPE] [+OPTIONS]``: exit code 9 when no server answers."""
    try:
        line = parse(task.args)
    except Usage as problem:
        task.out(problem.out)
        task.err(problem.err)
        return problem.code
    task.err(line.warnings)
    run = Run(task, line)
    code = 0
    for lookup in line.lookups:
        ended = yield from run.lookup(lookup)
        if ended in (1, ILLEGAL):
            return ended
        code = ended or code
    return code


def servers_of(task: Task, name: str, program: str) -> Generator[Any, Any, list[int] | None]:
    """The servers behind ``@NAME``, or those of resolv.conf; None when the name means nothing."""
    if not name:
        conf = configuration(task)
        if "nameserver" not in read_text(task, "/etc/resolv.conf"):
            raise NotModelled(f"{program} without a name server in resolv.conf asks ::1, and IPv6 is not modelled")
        return conf.servers
    answer = yield from resolver.lookup(task, name)
    if answer.error:
        reason = "not found" if answer.error in ("NONAME", "NODATA") else "failure"
        task.err(f"{program}: couldn't get address for '{name}': {reason}\n")
        return None
    return answer.addresses


def configuration(task: Task) -> ResolvConf:
    """resolv.conf as BIND's tools read it."""
    return read_resolv_conf(read_text(task, "/etc/resolv.conf"), task.place.hostname)


def origins(name: str, conf: ResolvConf, ndots: int) -> list[str]:
    """The full names to try for a name that may be searched: the search list's, then the name itself."""
    if name.endswith(".") or name.count(".") >= ndots:
        return [name]
    return [f"{name}.{domain}" for domain in conf.search or []] + [name]


class Run:
    """One run of dig."""

    def __init__(self, task: Task, line: Line) -> None:
        self.task = task
        self.conf = configuration(task)
        server = next((lookup.server for lookup in line.lookups if lookup.server), "")
        words = "".join(f" {word}" for word in task.args)
        self._banner = f"\n; <<>> DiG {VERSION} <<>>{words}\n" if line.banner else ""
        self._found = bool(server)
        self._end = ";; global options: +cmd\n" if line.banner else ""
        self._servers: dict[str, list[int]] = {}

    def _greet(self, servers: list[int]) -> None:
        """The banner, once, before the first message."""
        if self._banner:
            count = f"; ({len(servers)} server{'s' if len(servers) > 1 else ''} found)\n" if self._found else ""
            self.task.out(self._banner + count + self._end)
            self._banner = ""

    def lookup(self, lookup: Lookup) -> Generator[Any, Any, int]:
        """Ask one question and show what came."""
        task = self.task
        wrong = legal(lookup.name)
        if wrong:
            task.err(f"dig: '{lookup.name}' is not a legal name ({wrong})\n")
            return ILLEGAL
        servers = self._servers.get(lookup.server)
        if servers is None:
            found = yield from servers_of(task, lookup.server, "dig")
            if found is None:
                return 1
            servers = self._servers[lookup.server] = found
        asker = Asker(task, servers, task.out, lambda: self._greet(servers))
        ndots = lookup.ndots if lookup.ndots >= 0 else self.conf.ndots
        names = origins(lookup.name, self.conf, ndots) if lookup.search else [lookup.name]
        how = lookup.how.towards(lookup.type)
        for left, name in zip(range(len(names) - 1, -1, -1), names):
            message = how.message(task, name, lookup.type, lookup.cls)
            if lookup.sending and not lookup.short:
                self._greet(servers)
                task.out((";; Sending:\n" if lookup.show.comments else "") + message_text(message, lookup.show))
            reply = yield from asker.ask(message, how, lookup.name)
            if reply is None:
                return NO_REPLY
            if reply.message.rcode == "NXDOMAIN" and left:
                continue
            self._show(reply, lookup, servers)
            break
        return 0

    def _show(self, reply: Reply, lookup: Lookup, servers: list[int]) -> None:
        out, message, show = self.task.out, reply.message, lookup.show
        if lookup.short:
            end = f" from server {ip_text(reply.server)} in {int(reply.seconds * 1000)} ms." if lookup.identify else ""
            out("".join(f"{record.text}{end}\n" for record in message.answers))
            return
        self._greet(servers)
        text = ";; Got answer:\n" if show.comments else ""
        text += message_text(message, show)
        if show.stats:
            text += stats_text(reply, lookup.how.port, self.task.clock.now)
        out(text)
