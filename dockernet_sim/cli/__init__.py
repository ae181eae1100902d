"""The `dockernet-sim` command."""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

from dockernet_sim.cli import (
    checking,
    differing,
    dumps,
    exposing,
    grading,
    linting,
    projects,
    serving,
    sources,
    speaking,
    verifying,
)
from dockernet_sim.engine.versions import DEFAULT, OLDEST, RELEASES
from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.explain.why import Why
from dockernet_sim.lab import Lab
from dockernet_sim.sim.errors import DockernetError
from dockernet_sim.sim.printable import printable

EXTENSION = "an installed extension that the lab has; may be given again"
GARBAGE = 100_000  # objects between two collections: the default, 700, cost a sixth of a short command's time


def build_parser(lang: str = "en") -> argparse.ArgumentParser:
    """All subcommands and their options, with their help in a language."""
    parser = argparse.ArgumentParser(
        prog="dockernet-sim",
        description="Docker's networking as a model: the same commands, the same answers, no daemon.",
    )
    parser.add_argument(
        "--lang",
        choices=tuple(LANGUAGES),
        help="language of help and of answers; the engine and the programs of a lab speak English, as everywhere "
        "(default: as LC_ALL, LC_MESSAGES or LANG says)",
    )
    parser.add_argument("--version", action="version", version=f"dockernet-sim {version('dockernet_sim')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--engine",
        default="",
        choices=tuple(RELEASES),
        help=f"the engine's release (default: the one that a scenario names, or {DEFAULT})",
    )
    common.add_argument("--seed", type=int, default=0, help="decides MACs, ids and ports (default %(default)s)")

    one = commands.add_parser("demo", parents=[common], help="the story of docker0, --link and user-defined networks")
    one.add_argument("--fast", action="store_true", help="without pauses for reading")
    one.add_argument(
        "--lang", default="en", choices=tuple(LANGUAGES), help="language of the sentences (default %(default)s)"
    )
    one.set_defaults(run=_demo)

    one = commands.add_parser("shell", parents=[common], help="a prompt on the lab's machines")
    one.add_argument(
        "--pace",
        type=_pace,
        default=None,
        help="simulated seconds for each real one; 0: do not wait (default: 1 at a terminal, else 0)",
    )
    one.add_argument("--load", metavar="FILE", help="go on with a saved lab")
    one.add_argument("--save", metavar="FILE", help="save the lab at the end")
    one.add_argument("--extension", action="append", default=[], metavar="NAME", help=EXTENSION)
    one.set_defaults(run=_shell)

    one = commands.add_parser("replay", parents=[common], help="play scenario files, each on a fresh lab")
    one.add_argument("--json", action="store_true", help="one JSON object a scenario, each on a line of its own")
    one.add_argument("files", nargs="+", metavar="FILE", help="lines of WHERE$ COMMAND")
    one.set_defaults(run=_replay)

    one = commands.add_parser(
        "why", parents=[common], help="why something is reached or not, after a scenario was played"
    )
    one.add_argument("--lang", default="en", choices=tuple(LANGUAGES), help="language (default %(default)s)")
    one.add_argument("--json", action="store_true", help="the answer as one JSON object")
    one.add_argument("--name", action="store_true", help="TARGET is a name to look up, nothing more")
    one.add_argument("--size", type=int, default=56, help="bytes of data in a ping (default %(default)s)")
    sources.add_options(one)
    one.add_argument("source", metavar="SOURCE", help="a container, host or lan; or a whole docker command, alone")
    one.add_argument(
        "target",
        metavar="TARGET",
        nargs="?",
        default="",
        help="db, db:5432, db:53/udp, 10.0.0.5, http://db/, internet, host",
    )
    one.set_defaults(run=_why)
    _add_looking(commands, common)
    projects.add_parsers(commands, common)
    dumps.add_parsers(commands)
    checking.add_parsers(commands, common)
    linting.add_parsers(commands, common)
    verifying.add_parsers(commands, common)
    serving.add_parser(commands, common)
    exposing.add_parsers(commands, common)
    differing.add_parsers(commands, common)
    grading.add_parsers(commands)
    return speaking.speak(parser, lang)


def _add_looking(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], common: argparse.ArgumentParser
) -> None:
    """Commands that play a scenario and then show what came of it."""
    played = argparse.ArgumentParser(add_help=False)
    sources.add_options(played)

    one = commands.add_parser("draw", parents=[common, played], help="draw the topology after a scenario")
    one.add_argument("-o", "--output", required=True, metavar="FILE", help="a file that ends in .svg, .png or .pdf")
    one.add_argument("--ping", nargs=2, metavar=("FROM", "TO"), help="draw the way of a ping, too")
    one.add_argument("--whole", action="store_true", help="draw every container, also of a machine with 30 or more")
    one.add_argument(
        "--theme", default="auto", choices=("auto", "light", "dark"), help="colours of the ground (default auto)"
    )
    one.set_defaults(run=_draw)

    one = commands.add_parser("step", parents=[common, played], help="step through what happened in a scenario")
    one.add_argument(
        "--filter",
        action="append",
        default=[],
        metavar="WHAT",
        help="flow=1, device=docker0, device=web/eth0, or drops",
    )
    one.add_argument("--list", action="store_true", help="one line for each step, and no questions")
    one.add_argument("--html", metavar="FILE", help="write a page with buttons instead")
    one.set_defaults(run=_step)

    one = commands.add_parser("capture", parents=[common, played], help="write what crossed the devices as pcapng")
    one.add_argument(
        "-o", "--output", metavar="FILE", help="the file; - for standard output; printed as text unless given"
    )
    one.add_argument("--device", help="docker0, web/eth0; all unless given")
    one.set_defaults(run=_capture)


def _pace(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value


def _demo(options: argparse.Namespace) -> int:
    from dockernet_sim.shell import demo

    pause: Callable[[float], None] | None = None if options.fast else time.sleep
    for piece in demo.tell(options.lang, options.engine or OLDEST, pause, options.seed):
        sys.stdout.write(piece)
        sys.stdout.flush()
    return 0


def _shell(options: argparse.Namespace) -> int:
    from dockernet_sim.shell import interactive

    if options.load:
        lab = Lab.load(options.load)
    else:
        lab = Lab(engine=options.engine or DEFAULT, seed=options.seed, extensions=options.extension)
    code = interactive.run(lab.world, options.pace)
    if options.save:
        lab.save(options.save)
    return code


def _replay(options: argparse.Namespace) -> int:
    from dockernet_sim.shell import replay

    return replay.replay(options.files, options.json, options.engine, options.seed)


def _draw(options: argparse.Namespace) -> int:
    ping = (options.ping[0], options.ping[1]) if options.ping else None
    source = sources.opened(options)
    if ping:
        ping = (source.names(ping[0]), source.names(ping[1]))
    source.lab.draw(options.output, ping=ping, theme=options.theme, whole=options.whole)
    return 0


def _step(options: argparse.Namespace) -> int:
    from dockernet_sim.explain.player import terminal

    player = sources.opened(options).lab.step()
    if options.filter:
        player.only(**terminal.filters(options.filter))
    if options.html:
        player.save(options.html)
        return 0
    if options.list:
        sys.stdout.write(terminal.listing(player, around=None))
        return 0
    return terminal.run(player, sys.stdin, _say, prompt=sys.stdin.isatty())


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _capture(options: argparse.Namespace) -> int:
    found = sources.opened(options).lab.capture(options.device)
    if options.output == "-":
        sys.stdout.buffer.write(found.pcapng())
    elif options.output:
        found.save(options.output)
    else:
        sys.stdout.write(printable("".join(f"{line}\n" for line in found.lines(comments=True))))
    return 0


def _why(options: argparse.Namespace) -> int:
    source = sources.opened(options)
    lab = source.lab
    if source.host is not None:
        return _why_host(options, source)
    name, target = (options.target, "") if options.name else ("", options.target)
    answer = lab.why(source.names(options.source), target, name=name, size=options.size, lang=options.lang)
    shown = json.dumps(answer.to_data(), ensure_ascii=False) if options.json else _fitted(answer)
    sys.stdout.write(f"{shown}\n")
    return 0


def _fitted(answer: Why) -> str:
    """As wide as the terminal; in a pipe each step is one line."""
    return answer.wrapped(shutil.get_terminal_size().columns) if sys.stdout.isatty() else str(answer)


def _why_host(options: argparse.Namespace, source: sources.Source) -> int:
    """The same on a dump's host: first the verdict in a word, and what decided."""
    from dockernet_sim.check.verdict import ask

    projects.warn(source.host.notes if source.host else [])
    who, target = source.names(options.source), options.target
    found = ask(
        source.lab, who, target, source.host, name=options.name, remedies=True, size=options.size, lang=options.lang
    )
    if options.json:
        sys.stdout.write(json.dumps(found.to_data(), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(printable(f"{found}\n\n{_fitted(found.why)}\n"))
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 0, 1 for what failed, 2 for what was asked wrongly, 130 after Ctrl-C."""
    gc.set_threshold(GARBAGE)
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)  # spares the collection at the end, a tenth of a short command's time
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = build_parser(speaking.language(words, os.environ)).parse_args(sources.host_first(words))
    try:
        return int(options.run(options))
    except (DockernetError, OSError) as error:
        if isinstance(error, BrokenPipeError):  # whoever read our output has gone
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 141
        said = f"{error.filename}: {error.strerror}" if isinstance(error, OSError) and error.filename else str(error)
        sys.stderr.write(printable(f"dockernet-sim {options.command}: {said}\n"))
        return 1
    except KeyboardInterrupt:
        return 130
