"""``ip rule``: show, add, delete."""

from __future__ import annotations

from typing import Any

from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.ip.rules import ACTIONS, DEFAULT, MAIN, Policy, PolicyRule
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.ip.json_text import dumps
from dockernet_sim.programs.ip.options import Options
from dockernet_sim.programs.ip.words import IpFault, Words, may_administer, prefix
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import net_text
from dockernet_sim.wire.numbers import U32

NAMES = {"main": "main", "254": "main", "default": "default", "253": "default", "local": "local", "255": "local"}
USUAL = (PolicyRule(0, "local"), PolicyRule(MAIN, "main"), PolicyRule(DEFAULT, "default"))


def policy(ns: NetNs) -> Policy:
    """The rules of a namespace; from now on look-ups ask them."""
    if ns.ip.fib.policy is None:
        ns.ip.fib.policy = Policy(ns.ip.fib)
    return ns.ip.fib.policy


def table_id(word: str) -> str:
    """A table: main, default, local, or a number."""
    if word in NAMES:
        return NAMES[word]
    if not word.isdigit():
        raise IpFault(f'Error: argument "{word}" is wrong: invalid table ID\n', 255)
    return word


def rule(task: Task, ns: NetNs, shown: Options, words: Words) -> int:
    """``ip rule COMMAND``."""
    command = words.command("list", "show", "lst", "add", "delete", "flush", "save", "restore") if words else "show"
    if command in ("list", "show", "lst") and not words:
        return _show(task, ns, shown)
    if command not in ("add", "delete") or shown.family == "inet6":
        raise NotModelled(f"ip {'-6 ' if shown.family == 'inet6' else ''}rule {command} with words is not modelled")
    wanted = _read(words)
    may_administer(task)
    (_add if command == "add" else _delete)(ns, wanted)
    ns.changed()
    return 0


def _show(task: Task, ns: NetNs, shown: Options) -> int:
    own = ns.ip.fib.policy.rules if ns.ip.fib.policy is not None and shown.family != "inet6" else []
    listed = sorted([*(USUAL[:2] if shown.family == "inet6" else USUAL), *own], key=lambda each: each.priority)
    if shown.json:
        if own:
            raise NotModelled("ip -j rule with rules of policy routing is not modelled")
        entries = [{"priority": each.priority, "src": "all", "table": each.table} for each in listed]
        task.out(dumps(entries, shown.pretty) + "\n")
        return 0
    for each in listed:
        task.out(f"{each.priority}:\t{_text(each)}\n")
    return 0


def _text(rule: PolicyRule) -> str:
    """As `ip rule` prints it, without the priority."""
    words = ["not"] if rule.negated else []
    words += ["from", net_text(*rule.src) if rule.src[1] else "all"]
    words += ["to", net_text(*rule.dst)] if rule.dst[1] else []
    full = "" if rule.mask == U32 else f"/{rule.mask:#x}"
    words += ["fwmark", f"{rule.mark:#x}{full}"] if rule.mask else []
    words += ["iif", rule.iif] if rule.iif else []
    words += ["oif", rule.oif] if rule.oif else []
    words += [rule.action] if rule.action else ["lookup", rule.table]
    words += ["suppress_prefixlength", str(rule.suppress)] if rule.suppress >= 0 else []
    return " ".join(words)


def _read(words: Words) -> dict[str, Any]:
    """What is said of a rule, by the names of its fields."""
    said: dict[str, Any] = {}
    while words:
        word = words.take()
        if word in ("from", "to"):
            value = words.take()
            said["src" if word == "from" else "dst"] = (0, 0) if value in ("all", "any", "default") else prefix(value)
        elif word == "fwmark":
            mark, _, mask = words.take().partition("/")
            said |= {"mark": int(mark, 0), "mask": int(mask, 0) if mask else U32}
        elif word in ("iif", "dev", "oif"):
            said["oif" if word == "oif" else "iif"] = words.take()
        elif word in ("table", "lookup"):
            said["table"] = table_id(words.take())
        elif word in ("pref", "preference", "priority", "order"):
            said["priority"] = words.number(word)
        elif word in ("suppress_prefixlength", "suppress_prefixlen", "sup_pl"):
            said["suppress"] = words.number(word)
        elif word == "not":
            said["negated"] = True
        elif word in ACTIONS:
            said["action"] = word
        else:
            raise NotModelled(f"ip rule ... {word} is not modelled")
    return said


def _add(ns: NetNs, said: dict[str, Any]) -> None:
    rules = policy(ns)
    first = min([MAIN, *(each.priority for each in rules.rules if each.priority)])
    wanted = PolicyRule(**{"priority": first - 1, "table": "" if "action" in said else "main"} | said)
    if wanted in rules.rules:
        raise NetError("EEXIST")
    rules.add(wanted)


def _delete(ns: NetNs, said: dict[str, Any]) -> None:
    rules = policy(ns)
    found = [each for each in rules.rules if all(getattr(each, key) == value for key, value in said.items())]
    if not found or not said:
        raise NetError("ENOENT")
    rules.rules.remove(found[0])
