"""The `dockernet-sim` command."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version

from dockernet_sim.explain.said import LANGUAGES
from dockernet_sim.lab import Lab
from dockernet_sim.shell import demo, interactive, replay
from dockernet_sim.sim.errors import DockernetError

ENGINES = ("20.10",)


def build_parser() -> argparse.ArgumentParser:
    """All subcommands and their options."""
    parser = argparse.ArgumentParser(
        prog="dockernet-sim",
        description="Docker's networking as a model: the same commands, the same answers, no daemon.",
    )
    parser.add_argument("--version", action="version", version=f"dockernet-sim {version('dockernet_sim')}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--engine", default="20.10", choices=ENGINES, help="the engine's version (default %(default)s)")
    common.add_argument("--seed", type=int, default=0, help="decides MACs, ids and ports (default %(default)s)")

    one = commands.add_parser("demo", parents=[common], help="the story of docker0, --link and user-defined networks")
    one.add_argument("--fast", action="store_true", help="without pauses for reading")
    one.add_argument(
        "--lang", default="en", choices=demo.LANGUAGES, help="language of the sentences (default %(default)s)"
    )
    one.set_defaults(run=_demo)

    one = commands.add_parser("shell", parents=[common], help="a prompt on the lab's machines")
    one.add_argument(
        "--pace",
        type=_pace,
        default=None,
        help="simulated seconds for each real one; 0: do not wait (default: 1 at a terminal, else 0)",
    )
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
    one.add_argument("scenario", metavar="SCENARIO", help="a file with lines of WHERE$ COMMAND")
    one.add_argument("source", metavar="SOURCE", help="a container, host or lan; or a whole docker command, alone")
    one.add_argument(
        "target",
        metavar="TARGET",
        nargs="?",
        default="",
        help="db, db:5432, db:53/udp, 10.0.0.5, http://db/, internet, host",
    )
    one.set_defaults(run=_why)
    return parser


def _pace(text: str) -> float:
    value = float(text)
    if not 0 <= value < float("inf"):
        raise ValueError(text)
    return value


def _demo(options: argparse.Namespace) -> int:
    pause: Callable[[float], None] | None = None if options.fast else time.sleep
    for piece in demo.tell(options.lang, options.engine, pause, options.seed):
        sys.stdout.write(piece)
        sys.stdout.flush()
    return 0


def _shell(options: argparse.Namespace) -> int:
    return interactive.run(options.engine, options.seed, options.pace)


def _replay(options: argparse.Namespace) -> int:
    return replay.replay(options.files, options.json, options.engine, options.seed)


def _why(options: argparse.Namespace) -> int:
    scenario = replay.load(options.scenario)
    lab = Lab(engine=options.engine, seed=options.seed, daemon=scenario.daemon)
    replay.play_on(lab.world, scenario)
    name, target = (options.target, "") if options.name else ("", options.target)
    answer = lab.why(options.source, target, name=name, size=options.size, lang=options.lang)
    shown = json.dumps(answer.to_data(), ensure_ascii=False) if options.json else str(answer)
    sys.stdout.write(f"{shown}\n")
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; the exit code is 0, 1 for what failed, 2 for what was asked wrongly, 130 after Ctrl-C."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    options = build_parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except DockernetError as error:
        sys.stderr.write(f"dockernet-sim {options.command}: {error}\n")
        return 1
    except BrokenPipeError:  # whoever read our output has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
