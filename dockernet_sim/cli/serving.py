"""``dockernet-sim serve``: the Engine API of a lab, for real clients;
and labs that are served, for the other commands."""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dockernet_sim.cli import sources
from dockernet_sim.engine.versions import DEFAULT
from dockernet_sim.lab import Lab

if TYPE_CHECKING:
    from dockernet_sim.api.sockets import Server


def add_parser(add: Any, common: argparse.ArgumentParser) -> None:
    """The command."""
    one = add.add_parser(
        "serve", parents=[common], help="serve the Engine API: real docker, docker-py and Compose drive a lab"
    )
    where = one.add_mutually_exclusive_group()
    where.add_argument(
        "--socket", default="", metavar="PATH", help="a unix socket (default: one in a new private folder)"
    )
    where.add_argument("--tcp", default="", metavar="127.0.0.1:PORT", help="a port on the loopback instead")
    start = one.add_mutually_exclusive_group()
    start.add_argument("--lab", metavar="FILE", help="go on with a saved lab")
    start.add_argument("--load", dest="scenario", metavar="FILE", help="begin with a scenario or a compose project")
    one.add_argument("--save", metavar="FILE", help="keep the lab in a file, after every change and at the end")
    one.add_argument(
        "--pace", type=float, default=0.0, metavar="0..1",
        help="simulated seconds for each real one; 0: by what calls take, and by what clients wait for (default)",
    )  # fmt: skip
    one.add_argument(
        "--publish", action="store_true",
        help="bind published ports on this machine's loopback, so that a browser or curl comes through",
    )  # fmt: skip
    one.add_argument("--min-api", default="", metavar="VERSION", help="refuse clients below this API version")
    sources.add_project_options(one)
    one.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C or SIGTERM."""
    import asyncio

    from dockernet_sim.api.keeping import Keeper
    from dockernet_sim.api.serving import make

    lab = opened(options)
    keeper = Keeper(lab.world, options.save, sources.tell) if options.save else None
    with ExitStack() as stack:
        path = options.socket
        if not path and not options.tcp:
            path = str(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="dockernet-"))) / "docker.sock")
        made = make(
            lab.world, path, options.tcp, options.pace, options.min_api, keeper=keeper,
            tell=sources.tell, warn=sources.tell, publish=options.publish,
        )  # fmt: skip
        asyncio.run(_serve(made))
    if options.save:
        lab.save(options.save)
    return 0


def opened(options: argparse.Namespace) -> Lab:
    """The lab to begin with."""
    if options.lab:
        return Lab.load(options.lab)
    if options.scenario:
        return sources.opened(options).lab
    return Lab(engine=options.engine or DEFAULT, seed=options.seed)


async def _serve(make: Callable[[], Server]) -> None:
    import asyncio

    server, loop = make(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    await server.run(_tell)


def _tell(host: str) -> None:
    sys.stdout.write(f"export DOCKER_HOST={host}\n")
    sys.stdout.flush()
    if sys.stdout.isatty():
        sys.stderr.write("Type that line into another terminal, then docker as usual. Ctrl-C ends the lab.\n")
