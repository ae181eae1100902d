"""Faults put into the model on purpose, and which property catches each: ``python tests/mutations.py [NAME ...]``.

Not part of the normal run. Each fault is a piece of source replaced in a copy of the package; then the properties run
against the copy, file by file, until one fails.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 240.0


class Fault(NamedTuple):
    """In this file, the first text is replaced by the second; the properties of these files should notice."""

    name: str
    file: str
    before: str
    after: str
    properties: str


FAULTS = (
    Fault(
        "isolation left out",
        "engine/firewall/isolation.py",
        '            for chain, spec in self._isolation():\n                self.iptables.program("filter", INSERT, chain, spec)',
        "            pass",
        "isolation reach_agrees",
    ),
    Fault(
        "internal networks like others",
        "engine/firewall/isolation.py",
        "            if self.config.internal:\n                self._internal(INSERT)",
        "            if False:\n                self._internal(INSERT)",
        "reach_agrees",
    ),
    Fault(
        "no MASQUERADE",
        "engine/firewall/isolation.py",
        "        if config.masquerade:",
        "        if False:",
        "reach_agrees",
    ),
    Fault(
        "icc=false ignored",
        "engine/firewall/isolation.py",
        '("ACCEPT", "DROP") if self.config.icc else ("DROP", "ACCEPT")',
        '("ACCEPT", "DROP")',
        "reach_agrees",
    ),
    Fault(
        "no RETURN before DNAT",
        "engine/firewall/isolation.py",
        '            if self.proxy:\n                self._step(action, "SKIP DNAT"',
        '            if False:\n                self._step(action, "SKIP DNAT"',
        "reach_agrees",
    ),
    Fault(
        "two-way link",
        "engine/firewall/links.py",
        "-s {answers} -d {asks} --sport {port} -j ACCEPT",
        "-s {answers} -d {asks} -j ACCEPT",
        "links reach_agrees",
    ),
    Fault(
        "link opens nothing",
        "engine/firewall/links.py",
        "-s {asks} -d {answers} --dport {port} -j ACCEPT",
        "-s {asks} -d {answers} --dport {port} -j DROP",
        "links",
    ),
    Fault(
        "link does not follow its target",
        "engine/daemon/connections.py",
        "            options.parent_updates = (*options.parent_updates, update)",
        "            pass",
        "links",
    ),
    Fault(
        "dead links can be entered",
        "engine/daemon/connections.py",
        '            if not child.running:\n                raise self._daemon.refuse("link-stopped"',
        '            if False:\n                raise self._daemon.refuse("link-stopped"',
        "links",
    ),
    Fault(
        "names on the default bridge",
        "engine/daemon/connections.py",
        "anonymous=anonymous or (network.name == DEFAULT_NETWORK and not settings.dns_names),",
        "anonymous=container.network_settings.anonymous,",
        "reach_agrees names",
    ),
    Fault(
        "embedded DNS on the default bridge",
        "engine/daemon/connections.py",
        "            resolution=is_user_defined(network.name),",
        "            resolution=True,",
        "names reach_agrees machine",
    ),
    Fault(
        "made-up names resolve",
        "engine/daemon/connections.py",
        "anonymous=anonymous or (network.name == DEFAULT_NETWORK and not settings.dns_names),",
        "anonymous=network.name == DEFAULT_NETWORK,",
        "reach_agrees names",
    ),
    Fault(
        "short ids are not known",
        "engine/daemon/connections.py",
        "names = [short] if short == hostname else [short, hostname]",
        "names = [hostname]",
        "reach_agrees",
    ),
    Fault(
        "names outlive their containers",
        "engine/names/records.py",
        "            for name in entry.names:",
        "            for name in ():",
        "names reach_agrees",
    ),
    Fault(
        "only one alias",
        "engine/names/records.py",
        "for each in (main, *aliases) if each]",
        "for each in (main, *aliases[:1]) if each]",
        "reach_agrees",
    ),
    Fault(
        "names of any network",
        "engine/cnm/lookup.py",
        "[each for each in endpoints if each.network.name == network] if network else endpoints",
        "endpoints",
        "reach_agrees machine",
    ),
    Fault(
        "one answer for a shared alias",
        "engine/names/server.py",
        "ip_text(ip)) for ip in known]",
        "ip_text(ip)) for ip in known[:1]]",
        "names",
    ),
    Fault(
        "answers shuffled by chance",
        "engine/names/server.py",
        '            self.ns.host.identity.stream("dns-shuffle").shuffle(known)',
        '            __import__("random").shuffle(known)',
        "determinism names",
    ),
    Fault(
        "rename is not told",
        "engine/daemon/names.py",
        "            container.sandbox.rename(container.short_name)",
        "            pass",
        "reach_agrees machine",
    ),
    Fault(
        "next-fit addresses",
        "engine/ipam/bitmap.py",
        "            if first <= number < lowest:",
        "            if False:",
        "addresses",
    ),
    Fault(
        "a leaked address",
        "engine/cnm/network.py",
        "            self.controller.warn(failed.text)\n        self._release(endpoint)",
        "            self.controller.warn(failed.text)",
        "addresses",
    ),
    Fault(
        "the broadcast address is given out",
        "engine/ipam/allocator.py",
        "        bits.set(bits.size - 1)  # broadcast",
        "        pass",
        "addresses",
    ),
    Fault(
        "subnets may overlap",
        "engine/ipam/allocator.py",
        "        if self._subnets.overlaps(net, plen):",
        "        if False:",
        "addresses",
    ),
    Fault(
        "lowest pool first",
        "engine/ipam/order.py",
        "                self._cursor = behind if behind < len(pools) else 0",
        "                self._cursor = 0",
        "addresses",
    ),
    Fault(
        "a veth pair left over",
        "engine/drivers/pairs.py",
        "        if interface.src_name in root.devices:\n            root.delete_device(interface.src_name)",
        "        pass",
        "addresses refusals",
    ),
    Fault(
        "internal networks lead outside first",
        "engine/cnm/endpoint.py",
        "self.network.internal, not self",
        "not self.network.internal, not self",
        "reach_agrees",
    ),
    Fault(
        "published ports not let through",
        "engine/firewall/isolation.py",
        '        program("filter", action, DOCKER, f"! -i',
        '        0 and program("filter", action, DOCKER, f"! -i',
        "reach_agrees",
    ),
    Fault(
        "a port's rules left over",
        "engine/ports/mapper.py",
        "                self._close(binding, mapping.ip)",
        "                pass",
        "addresses refusals",
    ),
    Fault(
        "a port is never free again",
        "engine/ports/mapper.py",
        "            self.allocator.release(binding.host_ip, binding.proto, binding.host_port)\n\n",
        "            pass\n\n",
        "addresses",
    ),
    Fault(
        "a bridge that echoes",
        "linux/link/bridge.py",
        "            if (port is not source or facts.hairpin) and port.up and port.carrier:\n",
        "            if port.up and port.carrier:\n",
        "bridge",
    ),
    Fault(
        "a bridge that forgets nothing",
        "linux/link/bridge.py",
        "ns.clock.t - entry.updated > fdb.ageing",
        "False",
        "bridge",
    ),
    Fault(
        "a bridge that does not see stations move",
        "linux/link/fdb.py",
        "        if entry.port is port:\n            return False\n        self._note(mac, port)\n        entry.port = port",
        "        return False",
        "bridge",
    ),
    Fault(
        "a bridge that floods all",
        "linux/link/bridge.py",
        "        entry = fdb.entries.get(dst)\n",
        "        entry = None\n",
        "bridge",
    ),
    Fault(
        "two bridges joined by a cable",
        "engine/drivers/bridge/network.py",
        "            bridge.add_port(outer)",
        '            next(d for d in self.machine.host.root.devices.values() if d.kind == "bridge").add_port(outer); bridge.ports.setdefault(outer, next(iter(outer.master.ports.values())))',
        "isolation reach_agrees",
    ),
    Fault(
        "a router that keeps the TTL",
        "linux/ip/input.py",
        "packet.with_ttl(packet.ttl - 1)",
        "packet.with_ttl(packet.ttl)",
        "packets",
    ),
    Fault(
        "replies not translated back",
        "linux/netfilter/nat.py",
        "affected = end if not direction.reply else SNAT + DNAT - end",
        "affected = end",
        "reach_agrees packets",
    ),
    Fault(
        "every flow is an old one",
        "linux/netfilter/flow.py",
        "Direction(self, False, NEW, first)",
        "Direction(self, False, ESTABLISHED, first)",
        "packets reach_agrees",
    ),
    Fault(
        "a cached path leaves no marks",
        "linux/fast/path.py",
        "            flow.expires = t + self.timeout\n",
        "            pass\n",
        "cached_equals_walked",
    ),
    Fault(
        "a joiner has no hosts file",
        "engine/container/container.py",
        "return self.donor.owner_of_files if self.donor is not None else self",
        "return self.donor or self",
        "names reach_agrees",
    ),
    Fault(
        "prune forgets the bridge",
        "engine/firewall/isolation.py",
        "        self._external(DELETE)\n",
        "        pass\n",
        "refusals addresses",
    ),
    Fault(
        "two NATed flows share a reply tuple",
        "linux/netfilter/nat.py",
        "        return self.conntrack.taken(inverted(new), flow)",
        "        return False",
        "kernel",
    ),
    Fault(
        "a router lets TTL 1 pass",
        "linux/ip/input.py",
        "        if packet.ttl <= 1:",
        "        if packet.ttl <= 0:",
        "kernel",
    ),
    Fault(
        "neighbours outlive their link",
        "linux/ip/stack.py",
        "        self.fib.flush_device(dev)\n        self.forget_neighbours(dev)\n",
        "        self.fib.flush_device(dev)\n",
        "kernel",
    ),
    Fault(
        "the bridge knows stations behind a port that is gone",
        "linux/link/bridge.py",
        "            self.fdb.forget_port(port)\n            self._ports_changed()",
        "            self._ports_changed()",
        "kernel",
    ),
    Fault(
        "the UDP proxy outlives its container",
        "programs/servers/docker_proxy.py",
        "        self.front.close()\n",
        "",
        "lives",
    ),
    Fault(
        "a UDP port is held once its socket is closed",
        "linux/socket/udp.py",
        "            self.inbox.clear()\n            self._proto.ports.release(self)",
        "            self.inbox.clear()",
        "lives",
    ),
    Fault(
        "a rename is told to one network only",
        "engine/cnm/sandbox.py",
        "        for endpoint in self.endpoints:\n            endpoint.rename(name)",
        "        for endpoint in self.endpoints[:1]:\n            endpoint.rename(name)",
        "lives",
    ),
    Fault(
        "AAAA of own names is asked upstream",
        "engine/names/server.py",
        "            return query.reply(compress=False)  # the name is there, this type of record is not",
        "            return None",
        "lives",
    ),
    Fault(
        "the restart delay stays as it is",
        "engine/daemon/life.py",
        "min(delay * 2, LAST_RESTART_DELAY)",
        "min(delay, LAST_RESTART_DELAY)",
        "lives",
    ),
    Fault(
        "hosts lines are updated by prefix",
        "engine/names/hosts.py",
        "{re.escape(name)}[\\s.])",
        "{re.escape(name)})",
        "lives",
    ),
    Fault(
        "extra hosts in the wrong order",
        "engine/daemon/connections.py",
        'extra_hosts=tuple(map(self._extra_host, host["ExtraHosts"]))',
        'extra_hosts=tuple(map(self._extra_host, reversed(host["ExtraHosts"])))',
        "lives",
    ),
)


def run(fault: Fault) -> str:
    """The first property that fails, or ``""``."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        for part in ("dockernet_sim", "tests"):
            shutil.copytree(
                ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__", "conformance", "unit")
            )
        shutil.copy(ROOT / "pyproject.toml", copy)
        source = copy / "dockernet_sim" / fault.file
        text = source.read_text(encoding="utf-8")
        if text.count(fault.before) != 1:
            return f"(!) {text.count(fault.before)} places to put it"
        source.write_text(text.replace(fault.before, fault.after), encoding="utf-8")
        for name in fault.properties.split():
            caught = _failing(copy, f"tests/properties/test_{name}.py")
            if caught:
                return caught
    return ""


def _failing(copy: Path, file: str) -> str:
    words = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "--no-header", "--tb=no"]
    words += ["--hypothesis-profile", "mutations", file]
    environment = dict(os.environ, PYTHONPATH=str(copy), CI="1")
    try:
        done = subprocess.run(
            words, cwd=copy, env=environment, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"{file} (never ended)"
    failed = re.search(r"^(?:FAILED|ERROR) tests/properties/(\S+)", done.stdout, re.MULTILINE)
    return failed.group(1) if failed else ("" if done.returncode == 0 else f"(!) {done.stdout[-200:]}")


def main(names: list[str]) -> int:
    """Run them all, or those named; a table in Markdown."""
    missed = 0
    print("| fault | where | caught by |\n| --- | --- | --- |")
    for fault in FAULTS:
        if names and fault.name not in names:
            continue
        caught = run(fault)
        missed += not caught or caught.startswith("(!)")
        print(f"| {fault.name} | `{fault.file}` | {f'`{caught}`' if caught else 'nothing'} |", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
