"""The options of the modelled qdiscs, read and printed (iproute2's q_netem.c and q_tbf.c)."""

from __future__ import annotations

from collections.abc import Callable

from dockernet_sim.linux.link.qdisc import Chance, Netem, Qdisc, Tbf
from dockernet_sim.programs.ip.words import IpFault
from dockernet_sim.programs.tc import texts
from dockernet_sim.programs.tc.units import NUMBER, rate_of, size_of
from dockernet_sim.sim.errors import NotModelled

TIMES = {"": 1e-6, "s": 1.0, "sec": 1.0, "secs": 1.0, "ms": 1e-3, "msec": 1e-3, "msecs": 1e-3}
TIMES |= {"us": 1e-6, "usec": 1e-6, "usecs": 1e-6, "ns": 1e-9, "nsec": 1e-9, "nsecs": 1e-9}
LONGEST = 4294.967296  # seconds: what 32 bits of microseconds hold


class Options:
    """The words behind a qdisc's kind."""

    def __init__(self, words: list[str]) -> None:
        self.left = list(words)

    def next(self) -> str:
        """The next word, which must be there."""
        if not self.left:
            raise IpFault('Command line is not complete. Try option "help"', 255)
        return self.left.pop(0)

    def numeric(self) -> bool:
        """Whether the next word begins as a number does."""
        return bool(self.left) and self.left[0][:1].isdigit()


def time_of(word: str) -> float | None:
    """Seconds: ``10ms``, or microseconds without a unit."""
    found = NUMBER.fullmatch(word)
    factor = TIMES.get(found[2].lower()) if found is not None else None
    seconds = None if found is None or factor is None else float(found[1]) * factor
    return seconds if seconds is not None and seconds < LONGEST else None


def percent_of(word: str) -> float | None:
    """A probability out of ``1%`` or ``1``."""
    found = NUMBER.fullmatch(word.removesuffix("%"))
    share = float(found[1]) / 100 if found is not None and not found[2] else None
    return share if share is not None and share <= 1 else None


def _need(value: float | None, name: str) -> float:
    if value is None:
        raise IpFault(f'Illegal "{name}"')
    return value


def _chance(words: Options, name: str, what: str = "") -> Chance:
    share = _need(percent_of(words.next()), what or name)
    related = _need(percent_of(words.next()), f"{name} correlation") if words.numeric() else 0.0
    return Chance(share, related)


def _usage(usage: str, text: str = "") -> IpFault:
    return IpFault((f"{text}\n" if text else "") + usage.rstrip("\n"))


# -- netem ---------------------------------------------------------------------
def netem(words: Options) -> Netem:
    """``netem [limit PACKETS] [delay TIME [JITTER [CORRELATION]]] [loss PERCENT] ...``."""
    made = Netem()
    while words.left:
        word = words.next()
        option = OPTIONS.get(word)
        if word == "help":
            raise _usage(texts.NETEM)
        if word in ("distribution", "ecn", "slot", "trace"):
            raise NotModelled(f"netem {word} is not modelled")
        if option is None:
            raise _usage(texts.NETEM, f'What is "{word}"?')
        option(made, words)
    if made.reorder.probability:
        made.gap = made.gap or 1
    elif made.gap:
        raise _usage(texts.NETEM, "gap specified without reorder probability")
    if made.reorder.probability and not made.latency:
        raise _usage(texts.NETEM, "reordering not possible without specifying some delay")
    return made


def _delay(made: Netem, words: Options) -> None:
    made.latency = _need(time_of(words.next()), "latency")
    if words.numeric():
        made.jitter = _need(time_of(words.next()), "latency")
        if words.numeric():
            made.jitter_chance = Chance(1.0, _need(percent_of(words.next()), "latency"))


def _loss(made: Netem, words: Options) -> None:
    if words.left and words.left[0] in ("state", "gemodel"):
        raise NotModelled(f"netem loss {words.left[0]} is not modelled")
    if words.left[:1] == ["random"]:
        words.next()
    if words.left and not words.numeric():
        raise IpFault(f"Unknown loss parameter: {words.left[0]}")
    made.loss = _chance(words, "loss", "loss percent")


def _limit(made: Netem, words: Options) -> None:
    size = size_of(words.next())
    made.limit = int(_need(size, "limit"))


def _gap(made: Netem, words: Options) -> None:
    word = words.next()
    made.gap = int(_need(float(word) if word.isdigit() else None, "gap"))


def _rate(made: Netem, words: Options) -> None:
    made.rate = _need(rate_of(words.next()), "rate")
    if words.numeric():
        raise NotModelled("netem rate with an overhead or cells is not modelled")


def _setting(name: str) -> Callable[[Netem, Options], None]:
    return lambda made, words: setattr(made, name, _chance(words, name))


OPTIONS: dict[str, Callable[[Netem, Options], None]] = {
    "limit": _limit,
    "latency": _delay,
    "delay": _delay,
    "loss": _loss,
    "drop": _loss,
    "duplicate": _setting("duplicate"),
    "corrupt": _setting("corrupt"),
    "reorder": _setting("reorder"),
    "gap": _gap,
    "rate": _rate,
}


def netem_text(shown: Netem) -> str:
    """As `tc qdisc show` prints it."""
    out = f"limit {shown.limit}"
    if shown.latency:
        out += f" delay {texts.time_text(shown.latency)}"
        if shown.jitter:
            out += f"  {texts.time_text(shown.jitter)}"
            related = shown.jitter_chance.correlation
            out += f" {texts.percent_text(related)}" if related else ""
    for name in ("loss", "duplicate", "reorder", "corrupt"):
        chance: Chance = getattr(shown, name)
        if chance.probability:
            out += f" {name} {texts.percent_text(chance.probability)}"
            out += f" {texts.percent_text(chance.correlation)}" if chance.correlation else ""
    if shown.rate:
        out += f" rate {texts.rate_text(shown.rate)}"
    return out + (f" gap {shown.gap}" if shown.gap else "")


# -- tbf -----------------------------------------------------------------------
def tbf(words: Options) -> Tbf:
    """``tbf rate RATE burst BYTES {latency TIME | limit BYTES}``."""
    given: dict[str, float] = {}
    while words.left:
        word = words.next()
        name = {"buffer": "burst", "maxburst": "burst"}.get(word, word)
        if word in ("peakrate", "mtu", "minburst", "overhead", "linklayer", "mpu"):
            raise NotModelled(f"tbf {word} is not modelled")
        if name not in ("rate", "burst", "latency", "limit"):
            raise _usage(texts.TBF, "" if word == "help" else f'tbf: unknown parameter "{word}"')
        value = words.next()
        read = rate_of(value) if name == "rate" else time_of(value) if name == "latency" else size_of(value)
        if read is None:
            raise IpFault(f'tbf: illegal value for "{word}": "{value}"')
        if {"latency", "limit"} <= {name, *given}:
            raise IpFault('tbf: specifying both "latency" and "limit" is not allowed')
        given[name] = read
    missing = [f'tbf: the "{name}" parameter is mandatory.' for name in ("rate", "burst") if not given.get(name)]
    if "latency" not in given and "limit" not in given:
        missing.append('tbf: either "limit" or "latency" is required.')
    if missing:
        raise _usage(texts.TBF, "\n".join(missing))
    rate, burst = given["rate"], int(given["burst"])
    limit = given["limit"] if "limit" in given else rate / 8 * given["latency"] + burst
    return Tbf(rate, burst, int(limit))


def tbf_text(shown: Tbf) -> str:
    """As `tc qdisc show` prints it, with its blank at the end."""
    rate, burst = texts.rate_text(shown.rate), texts.size_text(shown.burst)
    return f"rate {rate} burst {burst} lat {texts.time_text(max(0.0, shown.latency))} "


KINDS: dict[str, Callable[[Options], Qdisc]] = {"netem": netem, "tbf": tbf}
_PLAIN = "bfifo pfifo pfifo_head_drop pfifo_fast sfq red codel fq fq_codel fq_pie pie cake hhf choke plug gred sfb cbs"
_OTHERS = "prio cbq htb hfsc drr qfq multiq mqprio mq etf taprio skbprio ets dsmark atm noqueue ingress clsact"
REAL = frozenset(f"{_PLAIN} {_OTHERS}".split())


def text_of(qdisc: Qdisc) -> str:
    """Its options."""
    if isinstance(qdisc, Netem):
        return netem_text(qdisc)
    assert isinstance(qdisc, Tbf)
    return tbf_text(qdisc)
