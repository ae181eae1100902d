"""How a command ended, in the few ways that matter: a closed list, told from its exit code and its own words."""

from __future__ import annotations

from dataclasses import dataclass

from dockernet_sim.world.result import Result


@dataclass(frozen=True)
class Outcome:
    """One way of ending.

    Attributes
    ----------
    key : str
        ``works``, ``no-name``, ``silence``, ``refused``, ``no-way``, ``docker-no`` or ``fails``.
    en, zh : str
        What a student reads.
    said : tuple of str
        Words of ping, curl, getent, dig and docker that give it away.
    """

    key: str
    en: str
    zh: str
    said: tuple[str, ...] = ()

    def text(self, language: str) -> str:
        """In that language."""
        return self.zh if language == "zh" else self.en


WORKS = Outcome("works", "it works", "成功")
NO_NAME = Outcome(
    "no-name",
    "it fails: the name is not known",
    "失败：这个名称无法解析",
    (
        "Name or service not known",
        "Temporary failure in name resolution",
        "Could not resolve host",
        "bad address",
        "NXDOMAIN",
    ),
)
NO_WAY = Outcome(
    "no-way",
    "it fails: no route, or no such machine on the segment",
    "失败：没有路由，或者网段里没有这台机器",
    ("Host Unreachable", "Network is unreachable", "No route to host", "Net Unreachable"),
)
REFUSED = Outcome(
    "refused",
    "it fails at once: connection refused",
    "立刻失败：连接被拒绝",
    ("Connection refused", "Failed to connect", "Couldn't connect", "Connection reset"),
)
SILENCE = Outcome(
    "silence",
    "it fails after a wait: no answer comes",
    "等待之后失败：没有任何回答",
    ("100% packet loss", "timed out", "no servers could be reached"),
)
DOCKER_NO = Outcome(
    "docker-no",
    "Docker refuses the command",
    "Docker 拒绝执行这条命令",
    ("Error response from daemon", "docker: Error", "Error: No such", "OCI runtime exec failed"),
)
FAILS = Outcome("fails", "it fails in another way", "以其他方式失败")

OUTCOMES = (WORKS, NO_NAME, SILENCE, REFUSED, NO_WAY, DOCKER_NO, FAILS)
NETWORK_WORDS = ("ping", "curl", "wget", "traceroute", "nc", "getent", "dig", "nslookup", "arping")
CURL = {6: NO_NAME, 7: REFUSED, 28: SILENCE}


def of(line: str, result: Result) -> Outcome:
    """How this line ended.

    >>> of("ping -c 1 db", Result(2, "", "ping: db: Name or service not known\\n")).key
    'no-name'
    """
    if result.exit == 0 and not result.interrupted:
        return WORKS
    words = result.stdout + result.stderr
    for outcome in (DOCKER_NO, NO_NAME, NO_WAY, REFUSED, SILENCE):
        if any(each in words for each in outcome.said):
            return outcome
    if "curl" in line.split():
        return CURL.get(result.exit, FAILS)
    return NO_NAME if "getent" in line.split() else FAILS


def choices(line: str) -> tuple[Outcome, ...]:
    """The ways in which such a line can end, as a student is offered them."""
    words = line.split()
    if "getent" in words or "dig" in words or "nslookup" in words:
        return (WORKS, NO_NAME)
    if "ping" in words or "arping" in words:
        return (WORKS, NO_NAME, SILENCE, NO_WAY)
    if any(each in words for each in NETWORK_WORDS):
        return (WORKS, NO_NAME, SILENCE, REFUSED, NO_WAY)
    if words[:1] == ["docker"]:
        return (WORKS, DOCKER_NO)
    return (WORKS, FAILS)
