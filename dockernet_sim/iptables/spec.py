"""Rule specifications as people type them: ``-s 172.17.0.0/16 ! -o docker0 -j MASQUERADE``."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from typing import TYPE_CHECKING

from dockernet_sim.iptables.errors import HINT, IptablesError, misused
from dockernet_sim.iptables.extension import Extension, Option
from dockernet_sim.iptables.matches import match_named
from dockernet_sim.iptables.names import protocol_name, protocol_number
from dockernet_sim.iptables.rule import PARTS, Rule
from dockernet_sim.iptables.targets import VERDICTS, target_named
from dockernet_sim.linux.errors import Unfit
from dockernet_sim.linux.netfilter.chain import Table
from dockernet_sim.linux.netfilter.matches.ports import PortMatch
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import LOOPBACK, WIDTH, ip_int, ip_text, mask

if TYPE_CHECKING:
    from dockernet_sim.iptables.matches.base import Match
    from dockernet_sim.iptables.targets.base import Target
    from dockernet_sim.linux.netns import NetNs

LONG = {
    "--protocol": "-p", "--proto": "-p", "--source": "-s", "--src": "-s", "--destination": "-d", "--dst": "-d",
    "--in-interface": "-i", "--out-interface": "-o", "--match": "-m", "--jump": "-j", "--goto": "-g",
    "--fragment": "-f", "--set-counters": "-c",
}  # fmt: skip
OPTIONS = {
    "-p": Option(negatable=True), "-s": Option(negatable=True), "-d": Option(negatable=True),
    "-i": Option(negatable=True), "-o": Option(negatable=True), "-f": Option(0, negatable=True),
    "-m": Option(), "-j": Option(), "-g": Option(), "-c": Option(2),
}  # fmt: skip
REAL_MATCHES = frozenset(  # that the model refuses by name
    (
        "ah", "bpf", "cgroup", "cluster", "connbytes", "connlabel", "cpu", "dccp", "devgroup", "ecn", "esp", "helper",
        "ipcomp",
        "ipvs", "nfacct", "osf", "policy", "rateest", "realm", "rpfilter", "sctp", "set", "socket", "srh", "string",
        "time",
        "u32",
    )
)  # fmt: skip
REAL_TARGETS = frozenset(
    (
        "AUDIT", "CLASSIFY", "CLUSTERIP", "CONNSECMARK", "ECN", "HL", "HMARK", "IDLETIMER", "LED", "NFQUEUE", "QUEUE",
        "RATEEST", "SECMARK", "SET", "SYNPROXY", "TCPOPTSTRIP", "TEE", "TPROXY", "TRACE", "ULOG",
    )
)  # fmt: skip
NAME_LENGTH = 28
QUOTING = re.compile(r"[\\'\"#]")


def words_of(spec: str | list[str]) -> list[str]:
    """A specification as words."""
    if not isinstance(spec, str):
        return list(spec)
    try:
        return shlex.split(spec) if QUOTING.search(spec) else spec.split()
    except ValueError as error:
        raise misused(f"{spec}: {error}") from None


def addresses_of(text: str, find: dict[str, int]) -> list[tuple[int, int]]:
    """``ADDR[/MASK][,...]`` as (address, mask) pairs; `find` knows names."""
    return [_address(part, find) for part in text.split(",")]


def _address(text: str, find: dict[str, int]) -> tuple[int, int]:
    host, slash, plen = text.partition("/")
    if not slash:
        bits = mask(WIDTH)
    elif plen.isdigit() and int(plen) <= WIDTH:
        bits = mask(int(plen))
    else:
        try:
            bits = ip_int(plen)
        except ValueError:
            raise misused(f"invalid mask `{plen}' specified") from None
    parts = host.split(".")
    try:
        address = find[host] if host in find else ip_int(".".join(parts + ["0"] * (4 - len(parts))))
    except ValueError:
        raise misused(f"host/network `{host}' not found") from None
    return address & bits, bits


class Builder:
    """Takes the options of one rule, one by one,
    and builds the rules they stand for (lists of addresses mean several)."""

    def __init__(self, ns: NetNs, table: Table, names: dict[str, int] | None = None) -> None:
        self.ns = ns
        self.table = table
        self.names = names or {}
        self.rule = Rule()
        self.sources: list[tuple[int, int]] = [(0, 0)]
        self.destinations: list[tuple[int, int]] = [(0, 0)]
        self.target: Target | None = None
        self.goto = False
        self.given: set[str] = set()
        self.used: set[tuple[Extension, str]] = set()

    # -- which option is meant -------------------------------------------------
    def find(self, name: str) -> tuple[Extension | None, str, Option] | None:
        """Whose option a word is: (None: the rule's own; or an extension), its full name, its form;
        None when nothing has it."""
        short = LONG.get(name, name)
        if short in OPTIONS:
            return None, short, OPTIONS[short]
        return self._of_extension(name) or self._of_protocol(name)

    def _of_extension(self, name: str) -> tuple[Extension, str, Option] | None:
        loaded: list[Extension] = [*([self.target] if self.target is not None else []), *reversed(self.rule.matches)]
        for extension in loaded:
            if name in extension.options:
                return extension, name, extension.options[name]
        begun = [
            (extension, option, form)
            for extension in loaded
            for option, form in extension.options.items()
            if name.startswith("--") and len(name) > 3 and option.startswith(name)
        ]
        return begun[0] if len(begun) == 1 else None

    def _of_protocol(self, name: str) -> tuple[Extension, str, Option] | None:
        """``--dport`` behind ``-p tcp`` loads ``-m tcp`` by itself."""
        proto = protocol_name(self.rule.proto)
        kind = match_named(proto) if self.rule.proto else None
        if kind is None or any(m.name == proto for m in self.rule.matches):
            return None
        self.rule.matches.append(kind(self.ns))
        found = self._of_extension(name)
        if found is None:
            self.rule.matches.pop()
        return found

    # -- taking ----------------------------------------------------------------
    def take(self, owner: Extension | None, name: str, form: Option, words: list[str], negated: bool) -> None:
        """Take an option that :meth:`find` found."""
        if owner is not None:
            self._take_of(owner, name, form, words, negated)
            return
        if negated and not form.negatable:
            raise misused("unexpected ! flag before --match" if name == "-m" else f"cannot have ! before {name}")
        if name in self.given and name != "-m":
            raise misused(f"multiple {name} flags not allowed")
        self.given.add(name)
        getattr(self, f"_take_{name[1]}")(words, negated)

    def _take_of(self, owner: Extension, name: str, form: Option, words: list[str], negated: bool) -> None:
        if negated and not form.negatable:
            raise owner.bad(f'option "{name}" cannot be inverted.')
        if (owner, name) in self.used and not isinstance(owner, PortMatch):
            raise owner.bad(f'option "{name}" can only be used once.')
        self.used.add((owner, name))
        owner.parse(name, words, negated)

    def _take_p(self, words: list[str], negated: bool) -> None:
        self.rule.proto, self.rule.proto_not = protocol_number(words[0]), negated
        if negated and not self.rule.proto:
            raise misused("rule would never match protocol")

    def _take_s(self, words: list[str], negated: bool) -> None:
        self.sources, self.rule.src_not = addresses_of(words[0], self.names), negated

    def _take_d(self, words: list[str], negated: bool) -> None:
        self.destinations, self.rule.dst_not = addresses_of(words[0], self.names), negated

    def _take_i(self, words: list[str], negated: bool) -> None:
        self.rule.in_name, self.rule.in_not = _device(words[0]), negated

    def _take_o(self, words: list[str], negated: bool) -> None:
        self.rule.out_name, self.rule.out_not = _device(words[0]), negated

    def _take_f(self, _words: list[str], negated: bool) -> None:
        self.rule.fragment = not negated

    def _take_c(self, words: list[str], _negated: bool) -> None:
        for word, what in zip(words, ("packet", "byte"), strict=True):
            if not word.isdigit():
                raise misused(f"-c {what} counter not numeric")
        self.rule.packets, self.rule.bytes = int(words[0]), int(words[1])

    def _take_m(self, words: list[str], _negated: bool) -> None:
        name = words[0]
        kind = match_named(name, self.ns.host)
        if kind is None:
            if name in REAL_MATCHES:
                raise NotModelled(f"match {name} is not modelled")
            raise misused(f"Couldn't load match `{name}':No such file or directory\n")
        if issubclass(kind, PortMatch) and any(type(m) is kind for m in self.rule.matches):
            return  # both write to the same place
        self.rule.matches.append(kind(self.ns))

    def _take_g(self, words: list[str], negated: bool) -> None:
        self.goto = True
        self._take_j(words, negated)

    def _take_j(self, words: list[str], _negated: bool) -> None:
        name = words[0]
        if len(name) > NAME_LENGTH:
            raise misused(f"Invalid target name `{name}' ({NAME_LENGTH} chars max)")
        self.rule.target_name = name
        kind = None if self.goto else target_named(name, self.ns.host)
        if kind is not None:
            self.target = self.rule.target = kind(self.ns)
        elif name in REAL_TARGETS and name not in self.table.chains:
            raise NotModelled(f"target {name} is not modelled")

    # -- the rules ---------------------------------------------------------------
    def build(self) -> list[Rule]:
        """The rules; complains about what is missing or does not go together."""
        rule = self.rule
        self._resolve_target(rule)
        if (len(self.sources) > 1 and rule.src_not) or (len(self.destinations) > 1 and rule.dst_not):
            raise misused("! not allowed with multiple source or destination IP addresses")
        parts: list[Match | Target] = [*rule.matches, *([rule.target] if rule.target is not None else [])]
        for part in parts:
            part.finish(rule)
            part.check(rule)
        pairs = [(source, destination) for source in self.sources for destination in self.destinations]
        rules = [rule] + [rule.copy() for _ in pairs[1:]]
        for each, ((src, src_mask), (dst, dst_mask)) in zip(rules, pairs, strict=True):
            if (each.src_not and not src_mask) or (each.dst_not and not dst_mask):
                raise Unfit
            each.src, each.src_mask, each.dst, each.dst_mask = src, src_mask, dst, dst_mask
            each.compile(self.goto)
        return rules

    def _resolve_target(self, rule: Rule) -> None:
        name = rule.target_name
        if not name or rule.target is not None or (name in VERDICTS and not self.goto):
            if self.table.name == "nat" and name == "DROP":
                raise misused(
                    '\nThe "nat" table is not intended for filtering, the use of DROP is therefore inhibited.\n\n'
                )
            return
        rule.jump = self.table.chains.get(name)
        if rule.jump is not None and rule.jump.builtin:
            raise Unfit("Operation not supported")
        if rule.jump is None:
            raise misused(f"Chain '{name}' does not exist")


def _device(name: str) -> str:
    if len(name) > 15:
        raise misused(f"interface name `{name}' must be shorter than IFNAMSIZ (15)")
    return name


Found = tuple[Extension | None, str, Option]


def scan(
    words: list[str],
    find: Callable[[str], Found | None],
    take: Callable[[Extension | None, str, Option, list[str], bool], None],
) -> None:
    """Read a command line as getopt_long does: `find` says what a word means, `take` is given it with its arguments."""
    waiting = words[::-1]
    negated = False
    while waiting:
        word = waiting.pop()
        if word == "!":
            if negated or not waiting:
                raise misused("nothing appropriate following !")
            negated = True
            continue
        if word[:1] != "-" or word == "-":
            raise IptablesError(f"Bad argument `{word}'\n{HINT}", 2)
        name, attached = _split(word)
        found = find(name)
        if found is None:
            raise misused(f'unknown option "{word}"')
        owner, full, form = found
        if attached and not name.startswith("--") and not form.words and not form.more:
            waiting.append(f"-{attached}")  # several letters in one word
            attached = ""
        arguments = [attached] if attached else []
        while waiting and len(arguments) < form.words and (full != "--tcp-flags" or waiting[-1][:1] != "-"):
            arguments.append(waiting.pop())
        if len(arguments) < form.words:
            raise _lacking(full, name)
        while form.more and waiting and len(arguments) < form.words + form.more and waiting[-1][:1] not in ("-", "!"):
            arguments.append(waiting.pop())
        take(owner, full, form, arguments, negated)
        negated = False


def _split(word: str) -> tuple[str, str]:
    """An option, and the argument that is attached to it."""
    if word[:2] == "--":
        name, _, value = word.partition("=")
        return name, value
    return word[:2], word[2:]


def _lacking(full: str, typed: str) -> IptablesError:
    texts = {"--tcp-flags": "--tcp-flags requires two args.", "-c": "-c requires packet and byte counter"}
    return misused(texts.get(full, f'option "{typed}" requires an argument'))


def parse(ns: NetNs, table: Table, spec: str | list[str], names: dict[str, int] | None = None) -> list[Rule]:
    """The rules that a specification stands for."""
    builder = Builder(ns, table, names)
    scan(words_of(spec), builder.find, builder.take)
    return builder.build()


class Towards:
    """Rules that differ in nothing but the single address that their packets go to: read once, made for each address.

    Parameters
    ----------
    ns : NetNs
        Whose rules they are.
    table : Table
        The table that they are for.
    rest : str
        What stands behind ``-d ADDRESS``; neither a match nor a target of its own, which belong to one rule.
    """

    __slots__ = ("_parts", "_rest")

    def __init__(self, ns: NetNs, table: Table, rest: str) -> None:
        (model,) = parse(ns, table, f"-d {ip_text(LOOPBACK)} {rest}")
        assert not model.extended
        self._rest = str(model).partition(f"{ip_text(LOOPBACK)}/{WIDTH}")[2]
        plain = Rule()
        parts = [(slot, getattr(model, slot)) for slot in PARTS]
        self._parts = [(slot, value) for slot, value in parts if value != getattr(plain, slot)]

    def rule(self, address: int) -> Rule:
        """The rule for packets to `address`."""
        rule = Rule()
        for slot, value in self._parts:
            setattr(rule, slot, value)
        rule.dst, rule.saved = address, f"-d {ip_text(address)}/{WIDTH}{self._rest}"
        return rule
