"""What `tc` prints: usages, and numbers in its own units (iproute2 6.1)."""

from __future__ import annotations

USAGE = """Usage:\ttc [ OPTIONS ] OBJECT { COMMAND | help }
\ttc [-force] -batch filename
where  OBJECT := { qdisc | class | filter | chain |
\t\t    action | monitor | exec }
       OPTIONS := { -V[ersion] | -s[tatistics] | -d[etails] | -r[aw] |
\t\t    -o[neline] | -j[son] | -p[retty] | -c[olor]
\t\t    -b[atch] [filename] | -n[etns] name | -N[umeric] |
\t\t     -nm | -nam[es] | { -cf | -conf } path
\t\t     -br[ief] }
"""
QDISC = """Usage: tc qdisc [ add | del | replace | change | show ] dev STRING
       [ handle QHANDLE ] [ root | ingress | clsact | parent CLASSID ]
       [ estimator INTERVAL TIME_CONSTANT ]
       [ stab [ help | STAB_OPTIONS] ]
       [ ingress_block BLOCK_INDEX ] [ egress_block BLOCK_INDEX ]
       [ [ QDISC_KIND ] [ help | OPTIONS ] ]

       tc qdisc { show | list } [ dev STRING ] [ QDISC_ID ] [ invisible ]
Where:
QDISC_KIND := { [p|b]fifo | tbf | prio | cbq | red | etc. }
OPTIONS := ... try tc qdisc add <desired QDISC_KIND> help
STAB_OPTIONS := ... try tc qdisc add stab help
QDISC_ID := { root | ingress | handle QHANDLE | parent CLASSID }
"""
NETEM = """Usage: ... netem [ limit PACKETS ]
                 [ delay TIME [ JITTER [CORRELATION]]]
                 [ distribution {uniform|normal|pareto|paretonormal} ]
                 [ corrupt PERCENT [CORRELATION]]
                 [ duplicate PERCENT [CORRELATION]]
                 [ loss random PERCENT [CORRELATION]]
                 [ loss state P13 [P31 [P32 [P23 P14]]]
                 [ loss gemodel PERCENT [R [1-H [1-K]]]
                 [ ecn ]
                 [ reorder PERCENT [CORRELATION] [ gap DISTANCE ]]
                 [ rate RATE [PACKETOVERHEAD] [CELLSIZE] [CELLOVERHEAD]]
                 [ slot MIN_DELAY [MAX_DELAY] [packets MAX_PACKETS] [bytes MAX_BYTES]]
                 [ slot distribution {uniform|normal|pareto|paretonormal|custom}
                   DELAY JITTER [packets MAX_PACKETS] [bytes MAX_BYTES]]
"""
TBF = """Usage: ... tbf limit BYTES burst BYTES[/BYTES] rate KBPS [ mtu BYTES[/BYTES] ]
\t[ peakrate KBPS ] [ latency TIME ] [ overhead BYTES ] [ linklayer TYPE ]
"""
KILO, MEGA = 1024, 1024 * 1024


def time_text(seconds: float) -> str:
    """As sprint_time64.

    >>> time_text(0.1), time_text(1.5), time_text(0.0000272)
    ('100ms', '1.5s', '27.2us')
    """
    for unit, factor in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= factor * (1 - 1e-9):
            return f"{seconds / factor:.3g}{unit}"
    return f"{seconds * 1e9:.0f}ns"


def rate_text(bits: float) -> str:
    """As tc_print_rate.

    >>> rate_text(1e6), rate_text(1.5e6), rate_text(9600)
    ('1Mbit', '1500Kbit', '9600bit')
    """
    rate, prefixes = round(bits), ["", "K", "M", "G", "T"]
    while len(prefixes) > 1 and rate >= 1000 and not (rate % 1000 and rate < 1000 * 1000):
        rate //= 1000
        prefixes.pop(0)
    return f"{rate}{prefixes[0]}bit"


def size_text(size: int) -> str:
    """As print_size.

    >>> size_text(1600), size_text(4096), size_text(2097152)
    ('1600b', '4Kb', '2Mb')
    """
    if size >= MEGA and abs(MEGA * round(size / MEGA) - size) < KILO:
        return f"{round(size / MEGA):g}Mb"
    if size >= KILO and abs(KILO * round(size / KILO) - size) < 16:
        return f"{round(size / KILO):g}Kb"
    return f"{size}b"


def percent_text(share: float) -> str:
    """A probability.

    >>> percent_text(0.01), percent_text(0.25)
    ('1%', '25%')
    """
    return f"{share * 100:.6g}%"
