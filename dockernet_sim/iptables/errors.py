"""What iptables says when it refuses a call. Texts and exit codes are those of iptables v1.8.9 (nf_tables)."""

from __future__ import annotations

from dockernet_sim.sim.errors import DockernetError

VERSION = "1.8.9"
PROGRAM = f"iptables v{VERSION} (nf_tables)"
HINT = "Try `iptables -h' or 'iptables --help' for more information."


class IptablesError(DockernetError):
    """A refused call: ``text`` is what iptables prints on stderr, ``exit`` its exit code."""

    def __init__(self, text: str, exit: int = 1) -> None:
        self.text = text
        self.exit = exit
        super().__init__(text)


def misused(message: str) -> IptablesError:
    """The command line itself is wrong: exit 2, with the hint to ask for help."""
    return IptablesError(f"{PROGRAM}: {message}\n{HINT}", 2)


def refused(message: str) -> IptablesError:
    """The tables are not as the call expects them: exit 1."""
    return IptablesError(f"iptables: {message}.", 1)


def failed(operation: str, why: str, where: str) -> IptablesError:
    """The kernel did not take the change: exit 4."""
    return IptablesError(f"{PROGRAM}:  {operation} failed ({why}): {where}", 4)


NO_CHAIN = "No chain/target/match by that name"
NO_RULE = "Bad rule (does a matching rule exist in that chain?)"
