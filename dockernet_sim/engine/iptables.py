"""dockerd's way with iptables: look first, then insert, append or delete, and tell failures as it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.engine.errors import ServerError
from dockernet_sim.iptables.errors import IptablesError
from dockernet_sim.linux.errors import Unfit

if TYPE_CHECKING:
    from dockernet_sim.iptables.edit import Spec
    from dockernet_sim.iptables.rule import Rule
    from dockernet_sim.iptables.spec import Towards
    from dockernet_sim.linux.netfilter.chain import Chain
    from dockernet_sim.linux.netns import NetNs

INSERT, APPEND, DELETE = "-I", "-A", "-D"


class IptablesFailed(ServerError):
    """An iptables command that dockerd ran did not work; ``bare`` is what some of its callers tell of it."""

    def __init__(self, command: str, refused: IptablesError) -> None:
        self.bare = f"iptables failed: {command}: {refused.text}\n (exit status {refused.exit})"
        super().__init__(f" ({self.bare})")


class Iptables:
    """The iptables of one namespace, as dockerd drives it.

    Parameters
    ----------
    ns : NetNs
        The namespace whose tables it edits.
    """

    def __init__(self, ns: NetNs) -> None:
        from dockernet_sim.iptables.edit import Editor

        self.nf = ns.nf
        self.editor = Editor(ns.nf)

    def _chain(self, table: str, name: str) -> Chain | None:
        return self.editor.table(table).chains.get(name)

    def exists(self, table: str, chain: str, spec: Spec) -> bool:
        """``iptables -C``: whether the rule is there; False also where the chain is not."""
        try:
            return self.editor.has(table, chain, spec)
        except IptablesError:
            return False

    def program(self, table: str, action: str, chain: str, spec: str, bare: bool = False) -> None:
        """Add the rule where it is missing, or delete it where it is there; a `bare` command does not name table
        filter.

        Raises
        ------
        IptablesFailed
            With iptables' own text inside dockerd's.
        """
        found = self._chain(table, chain)
        if action == DELETE and (found is None or not found.rules):
            return
        rules = self._read(table, spec)
        if self.exists(table, chain, rules) == (action == DELETE):
            self.run(table, action, chain, spec, bare, rules)

    def _read(self, table: str, spec: str) -> Spec:
        """The rules of a specification, which need not be read again then;
        a specification that is refused is left as it is."""
        try:
            return self.editor.parsed(table, spec)
        except (IptablesError, Unfit):
            return spec

    def program_rule(self, table: str, action: str, chain: str, rule: Rule) -> None:
        """The same for a rule that was read already and fits into this chain: at its end, where it is missing, or out
        of it."""
        found = self.editor.chain(table, chain)
        there = found.place_of(str(rule)) is not None
        if action == APPEND and not there:
            self.editor.put_last(found, rule)
        elif action == DELETE and there:
            self.editor.delete(table, chain, [rule])

    def towards(self, table: str, rest: str) -> Towards:
        """Rules ``-d ADDRESS REST`` for :meth:`program_rule`, to be made for many addresses."""
        from dockernet_sim.iptables.spec import Towards

        return Towards(self.nf.ns, self.editor.table(table), rest)

    def run(
        self, table: str, action: str, chain: str, spec: str, bare: bool = False, rules: Spec | None = None
    ) -> None:
        """Run one command, whatever is there; `rules` are those of its specification, where it was read already."""
        change = {INSERT: self.editor.insert, APPEND: self.editor.append, DELETE: self.editor.delete}[action]
        try:
            change(table, chain, rules or spec)
        except IptablesError as refused:
            where = "" if bare and table == "filter" else f"-t {table} "
            command = f"iptables --wait {where}{action} {chain} {spec}"
            raise IptablesFailed(command, refused) from None

    def new_chain(self, table: str, chain: str) -> None:
        """Make a chain unless it is there."""
        if self._chain(table, chain) is None:
            self.editor.new_chain(table, chain)

    def remove_chain(self, table: str, chain: str) -> None:
        """Flush and delete a chain that nothing jumps to any more; silent where it is not there."""
        if self._chain(table, chain) is not None:
            self.editor.flush(table, chain)
            try:
                self.editor.delete_chain(table, chain)
            except IptablesError:
                return

    def returns(self, chain: str) -> None:
        """See to it that a filter chain holds ``-j RETURN``."""
        self.program("filter", APPEND, chain, "-j RETURN", bare=True)

    def jump_first(self, chain: str, target: str) -> None:
        """See to it that the jump to a chain is the first rule."""
        spec = f"-j {target}"
        rules = self._read("filter", spec)
        if self.exists("filter", chain, rules):
            self.run("filter", DELETE, chain, spec, bare=True, rules=rules)
        self.run("filter", INSERT, chain, spec, bare=True, rules=rules)
