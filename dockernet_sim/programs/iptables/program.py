"""iptables and ip6tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.iptables.edit import Editor
from dockernet_sim.iptables.errors import NO_CHAIN as NO_CHAIN
from dockernet_sim.iptables.errors import PROGRAM, IptablesError, failed, refused
from dockernet_sim.iptables.rule import rules_of
from dockernet_sim.linux.errors import Unfit
from dockernet_sim.programs.iptables.command import Command
from dockernet_sim.programs.iptables.listing import Listing, rule_lines, told
from dockernet_sim.programs.registry import program
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.wire.address import ip_int

if TYPE_CHECKING:
    from dockernet_sim.iptables.rule import Rule
    from dockernet_sim.linux.netfilter.netfilter import Netfilter
    from dockernet_sim.programs.task import Task

OPERATIONS = {"-A": "RULE_APPEND", "-I": "RULE_INSERT", "-R": "RULE_REPLACE"}


@program("iptables", "iptables-nft")
def iptables(task: Task) -> int:
    """``iptables [-t TABLE] COMMAND ...``."""
    return run(task, task.ns.nf, "iptables")


@program("ip6tables", "ip6tables-nft")
def ip6tables(task: Task) -> int:
    """``ip6tables``: its tables are empty, and stay so, as IPv6 is not modelled."""
    from dockernet_sim.linux.netfilter.netfilter import Netfilter

    if task.ns.nf.six:
        raise NotModelled("ip6tables on a host whose dockerd has rules of IPv6 is not modelled")
    return run(task, Netfilter(task.ns), "ip6tables")


def host_names(task: Task) -> dict[str, int]:
    """The names in /etc/hosts that have an IPv4 address."""
    found: dict[str, int] = {}
    text = task.files.read("/etc/hosts") if task.files.exists("/etc/hosts") else ""
    for line in text.splitlines():
        address, *names = line.partition("#")[0].split() or [""]
        if names and ":" not in address:
            for name in names:
                found.setdefault(name, ip_int(address))
    return found


def run(task: Task, nf: Netfilter, name: str) -> int:
    """Read a command line, carry it out, and say what iptables says."""
    names = host_names(task)
    try:
        editor = Editor(nf)
        command = Command(task.ns, editor.table, task.args, names)
        task.err(command.warnings)
        if "V" in command.given:
            task.out(f"{name} v{PROGRAM.partition(' v')[2]}\n")
            return 0
        if "NET_ADMIN" not in task.caps:
            raise not_permitted()
        if name == "ip6tables" and command.letter in ("-A", "-I", "-R", "-N", "-P"):
            raise NotModelled("rules for IPv6 are not modelled")
        Runner(editor, command, names).run(task)
    except IptablesError as error:
        task.err(f"{error.text.replace('iptables', name)}\n")
        return error.exit
    return 0


def not_permitted() -> IptablesError:
    """What a task without NET_ADMIN is told."""
    return IptablesError(f"{PROGRAM}: Could not fetch rule set generation id: Permission denied (you must be root)", 4)


class Runner:
    """Carries out one command."""

    def __init__(self, editor: Editor, command: Command, names: dict[str, int]) -> None:
        self.editor = editor
        self.command = command
        self.names = names
        self.verbose = "v" in command.given

    def run(self, task: Task) -> None:
        """Do it; IptablesError if it cannot be done."""
        command = self.command
        if command.letter in ("-A", "-I", "-R", "-C", "-D"):
            task.out(self._rule())
        elif command.letter in ("-L", "-S"):
            task.out(self._list())
        else:
            task.out(self._chains())

    # -- rules -----------------------------------------------------------------
    def _rule(self) -> str:
        editor, command = self.editor, self.command
        table, chain, number = command.table, command.words[0], command.number
        if command.letter == "-D" and number is not None:
            editor.delete(table, chain, number)
            return ""
        rules = self._built(chain)
        if command.letter == "-A":
            editor.append(table, chain, rules)
        elif command.letter == "-I":
            editor.insert(table, chain, rules, number or 1)
        elif command.letter == "-R":
            editor.replace(table, chain, number or 1, rules)
        elif command.letter == "-D":
            editor.delete(table, chain, rules)
        elif not editor.has(table, chain, rules):
            raise refused("Bad rule (does a matching rule exist in that chain?)")
        return "".join(f"{told(rule)}\n" for rule in rules) if self.verbose and command.letter != "-R" else ""

    def _built(self, chain: str) -> list[Rule]:
        try:
            return self.command.builder.build()
        except Unfit as unfit:
            operation = OPERATIONS.get(self.command.letter)
            if operation is None:
                raise refused("Bad rule (does a matching rule exist in that chain?)") from None
            raise failed(operation, unfit.text, f"rule in chain {chain}") from None

    # -- looking ---------------------------------------------------------------
    def _list(self) -> str:
        command, table = self.command, self.editor.table(self.command.table)
        chains = table.listed()
        if command.chain is not None:
            chains = [chain for chain in chains if chain.name == command.chain]
            if not chains:
                text = f"chain `{command.chain}' in table `{table.name}' is incompatible, use 'nft' tool."
                raise IptablesError(f"{PROGRAM}: {text}", 1)
        number = command.number
        if command.letter == "-S":
            return rule_lines(chains, self.verbose, number)
        given = command.given
        named = {address: name for name, address in reversed(self.names.items())}
        listing = Listing("n" in given, self.verbose, "x" in given, "0" in given, named)
        if number is not None:
            return "".join(f"{listing.row(rule, number)}\n" for rule in rules_of(chains[0])[number - 1 : number])
        return "\n".join(listing.chain(table, chain) for chain in chains)

    # -- chains ----------------------------------------------------------------
    def _chains(self) -> str:
        editor, command = self.editor, self.command
        table, chain = command.table, command.chain
        if command.letter == "-N":
            editor.new_chain(table, command.words[0])
        elif command.letter == "-E":
            editor.rename_chain(table, *command.words)
        elif command.letter == "-P":
            editor.policy(table, *command.words)
        else:
            return self._all_or_one(table, chain)
        return ""

    def _all_or_one(self, table: str, chain: str | None) -> str:
        """``-F``, ``-X`` and ``-Z``, which go over all chains unless one is named."""
        editor, letter = self.editor, self.command.letter
        listed = editor.table(table).listed() if chain is None else [editor.chain(table, chain)]
        if letter == "-F":
            editor.flush(table, chain)
            doing = "Flushing"
        elif letter == "-X":
            listed = [each for each in listed if not each.builtin]
            editor.delete_chain(table, chain)
            doing = "Deleting"
        else:
            editor.zero(table, chain, self.command.number)
            doing = "Zeroing"
        return "".join(f"{doing} chain `{each.name}'\n" for each in listed) if self.verbose else ""
