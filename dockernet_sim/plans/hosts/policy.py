"""A dump's policy routing on a lab: tables besides main, and the rules that lead to them."""

from __future__ import annotations

import re

from dockernet_sim.plans.hosts.dump import HostDump
from dockernet_sim.plans.hosts.outside import LIMIT, word
from dockernet_sim.plans.listening import HOST
from dockernet_sim.world.world import World

ROUTE_WORDS = ("proto", "scope", "linkdown", "onlink", "dead", "pref", "expires", "mtu", "advmss", "window", "rto_min")
USUAL = re.compile(r"^(0:\s+from all lookup local|32766:\s+from all lookup main|32767:\s+from all lookup default)\s*$")
OWN = ("main", "local", "default", "254", "255", "253")
FIRST = 10_000  # of the numbers for tables that only have a name


def settle(world: World, dump: HostDump) -> None:
    """Let tables and rules be as they were; what the model refuses becomes a note."""
    names = [each for each in dump.routes if each not in OWN and not each.isdigit()]
    numbers = {each: str(FIRST + place) for place, each in enumerate(names)}
    vm = world.machine(HOST).host.root
    for table, lines in dump.routes.items():
        for line in lines if table not in OWN else ():
            device = word(line, "dev")
            if device and device not in vm.devices:
                dump.notes.append(f"the route {line!r} of table {table} leads to {device}, which is not in the dump")
                continue
            _type(world, dump, f"ip route replace {plain_route(line)} table {numbers.get(table, table)}", line)
    for line in dump.policy:
        if not USUAL.match(line.strip()):
            pref, _, rest = " ".join(line.split()).partition(":")
            words = [numbers.get(each, each) for each in rest.replace("[detached]", "").split()]
            _type(world, dump, f"ip rule add pref {pref} {' '.join(words)}", line)
    for name, number in numbers.items():
        dump.notes.append(f"the table {name} is called {number} in the lab")


def _type(world: World, dump: HostDump, line: str, what: str) -> None:
    result = world.run_line(HOST, line, LIMIT)
    if result.exit:
        said = (result.stderr or result.stdout).strip().splitlines()
        told = said[0] if said else f"exit {result.exit}"
        dump.notes.append(f"policy routing: {' '.join(what.split())} is not taken ({told}): what it decides may differ")


def plain_route(line: str) -> str:
    """A route without what says only where it came from."""
    words, found = line.split(), []
    skip = False
    for each in words:
        if skip:
            skip = False
        elif each in ("linkdown", "dead", "onlink"):
            found += ["onlink"] if each == "onlink" else []
        elif each in ROUTE_WORDS:
            skip = True
        else:
            found.append(each)
    return " ".join(found)
