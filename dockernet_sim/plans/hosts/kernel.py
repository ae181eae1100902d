"""A dump's kernel side on a lab: routes, settings, sets, rules and listening programs, over what the engine made."""

from __future__ import annotations

import re

from dockernet_sim.linux.netns import NetNs
from dockernet_sim.plans.hosts import policy, rules
from dockernet_sim.plans.hosts.dump import HostDump, name_of
from dockernet_sim.plans.hosts.outside import LIMIT, Outside, server, word
from dockernet_sim.plans.listening import HOST
from dockernet_sim.world.result import Result
from dockernet_sim.world.world import World

SETTING = re.compile(r"net\.(ipv4|bridge|netfilter)\.")
CHANGED = frozenset(
    (
        "rp_filter",
        "forwarding",
        "route_localnet",
        "accept_local",
        "arp_ignore",
        "send_redirects",
        "log_martians",
        "proxy_arp",
        "arp_filter",
        "arp_announce",
    )
)
BRIDGE_NF = "net.bridge.bridge-nf-call-iptables"
MANY = 100  # settings from which a dump counts as all of sysctl -a


def settle(world: World, dump: HostDump, around: Outside | None) -> list[str]:
    """Let routes, settings, sets and rules be as they were.

    Returns
    -------
    list of str
        Rules that the model cannot ask in full.
    """
    vm = world.machine(HOST).host.root
    _routes(world, dump, vm)
    _settings(world, dump, vm)
    policy.settle(world, dump)
    _containers(world, dump)
    marked = _rules(world, dump, vm)
    _listeners(world, dump, vm)
    _notes(dump, around)
    return marked


def _line(world: World, dump: HostDump, line: str, what: str) -> Result:
    result = world.run_line(HOST, line, LIMIT)
    if result.exit:
        said = (result.stderr or result.stdout).strip().splitlines()
        dump.notes.append(f"{what} is not taken: {said[0] if said else f'exit {result.exit}'}")
    return result


# -- routes --------------------------------------------------------------------
def _routes(world: World, dump: HostDump, vm: NetNs) -> None:
    """The routes of the main table that do not come with an address."""
    have = {str(route).replace(" linkdown", "") for route in vm.ip.fib.routes()}
    for line in dump.routes.get("main", ()):
        line = " ".join(line.split())
        device = word(line, "dev")
        if word(line, "proto") == "kernel" or line.replace(" linkdown", "") in have:
            continue
        if device and device not in vm.devices:
            dump.notes.append(f"the route {line!r} leads to {device}, which is not in the dump (ip addr)")
            continue
        _line(world, dump, f"ip route replace {policy.plain_route(line)}", f"the route {line!r}")
    wanted = {key(line) for line in dump.routes.get("main", ())}
    for route in vm.ip.fib.routes() if wanted else []:
        if route.proto == "kernel" and key(str(route)) not in wanted and route.dev is not None and route.dev.up:
            _line(world, dump, f"ip route del {policy.plain_route(str(route))}", f"the missing route {str(route)!r}")


def key(line: str) -> tuple[str, str]:
    """A route's destination and device."""
    words = line.split()
    return words[0], word(line, "dev")


# -- settings ------------------------------------------------------------------
def _settings(world: World, dump: HostDump, vm: NetNs) -> None:
    names = sorted(
        (name for name in dump.sysctls if SETTING.match(name)),
        key=lambda name: (name != "net.ipv4.ip_forward", ".default." in name, ".all." not in name),
    )
    for name in names:
        value = dump.sysctls[name]
        last = name.rpartition(".")[2]
        if (".conf." in name and last not in CHANGED) or name not in vm.sysctl or not value.lstrip("-").isdigit():
            continue
        if vm.sysctl[name].split() != value.split():
            _line(world, dump, f"sysctl -w {name}={value}", f"the setting {name} = {value}")
    if len(dump.sysctls) >= MANY and BRIDGE_NF not in dump.sysctls:
        _line(world, dump, f"sysctl -w {BRIDGE_NF}=0", BRIDGE_NF)


# -- containers ------------------------------------------------------------------
def _containers(world: World, dump: HostDump) -> None:
    """Routes and settings inside containers."""
    for name in {**dump.container_routes, **dump.container_sysctls}:
        given = dump.container(name)
        if given is None or not world.containers_called(name_of(given)):
            dump.notes.append(f"routes or settings of {name}, which is no running container of the dump, are left out")
            continue
        ns = world.place(name_of(given)).ns
        inside = f"nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {name_of(given)}) -n"
        if name in dump.container_routes:
            lines = dump.container_routes[name]
            defaults = [line for line in lines if line.startswith("default")]
            if not defaults and any(route.plen == 0 for route in ns.ip.fib.routes()):
                _line(world, dump, f"{inside} ip route del default", f"{name} without a default route")
            for line in [*defaults, *(line for line in lines if word(line, "via") and line not in defaults)]:
                gateway = word(line, "via")
                if gateway:
                    _line(
                        world,
                        dump,
                        f"{inside} ip route replace {line.split()[0]} via {gateway}",
                        f"the route {line!r} of {name}",
                    )
        for setting, value in dump.container_sysctls.get(name, {}).items():
            if setting in ns.sysctl and value.isdigit() and ns.sysctl[setting] != value:
                _line(world, dump, f"{inside} sysctl -w {setting}={value}", f"the setting {setting} of {name}")


# -- rules -----------------------------------------------------------------------
def _rules(world: World, dump: HostDump, vm: NetNs) -> list[str]:
    if dump.sets:
        sets = re.sub(r"^(add .*?) timeout \d+", r"\1", dump.sets, flags=re.MULTILINE)  # as it was at that moment
        _line(world, dump, f"ipset restore <<'EOF'\n{sets}EOF", "ipset save")
    if not dump.rules:
        return []
    given = rules.tables(dump.rules)
    for table in ("raw", "mangle", "nat", "filter"):
        if table not in given and {"nat", "filter"} <= set(given):
            world.run_line(HOST, f"iptables -t {table} -F; iptables -t {table} -X", LIMIT)
    world.run_line(
        HOST, "iptables -F; iptables -X; iptables -t nat -F; iptables -t nat -X", LIMIT
    ) if "nat" in given else None
    if "filter" in given and not any(line.startswith(":FORWARD") for line in given["filter"]):
        world.run_line(HOST, "iptables -P FORWARD ACCEPT", LIMIT)
    _line(world, dump, f"iptables-restore <<'EOF'\n{rules.frame(dump.rules)}EOF", "iptables-save")
    found = rules.checked(dump.rules, vm)
    _line(world, dump, f"iptables-restore <<'EOF'\n{found.text}EOF", "iptables-save")
    dump.notes += [
        f"a rule that the model cannot ask in full: {line}; answers that it decides are unknown"
        for line in found.marked
    ]
    return found.marked


# -- programs --------------------------------------------------------------------
def _listeners(world: World, dump: HostDump, vm: NetNs) -> None:
    """What listens on the host besides docker-proxy and containers in host mode."""
    for each in dump.listeners or ():
        taken = any(other.port == each.port for other in vm.sockets.listeners())
        if each.proto == "tcp" and each.program not in ("docker-proxy", "rootlesskit") and not taken:
            world.start_task(server(each.port, each.address), HOST)
    if dump.listeners:
        world.run_until(world.clock.now + 0.1)


def _notes(dump: HostDump, around: Outside | None) -> None:
    if dump.rules6:
        dump.notes.append("ip6tables-save is kept and not asked: over IPv6 all is unknown")
    if around is not None and around.beyond:
        dump.notes.append(
            f"what lies beyond {', '.join(around.beyond)} is not in the dump: it answers as if all were well there"
        )
