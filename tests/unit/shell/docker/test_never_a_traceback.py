"""Whatever somebody types behind ``docker``, it ends with an exit code and Docker's words."""

import shlex

from dockernet_sim.shell.docker.command import Command
from dockernet_sim.shell.docker.table import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st

from .machine import Machine

COMMANDS = [((c.name,), c) for c in ROOT.commands] + [((g.name, c.name), c) for g in ROOT.groups for c in g.commands]
MODELLED = [(path, command) for path, command in COMMANDS if command.run is not None]
NAMES = ("web", "cold", "net1", "bridge", "nginx", "busybox", "c9")
ODD = (
    "", "x", "10.0.0.0/24", "10.0.0.5", "80", "80:80", "1-3", "-1", "true", "a=b", "=", "a:b", "none", "container:web",
    "sleep",
    "{{.ID}}", "{{.Name", "table {{.ID}}\\t{{.Labels}}", "json", "status=exited", "name=web", "\u00e9", "1.5g", "5s",
    "::1", "--", "-",
    "name=net1,alias=q", "a=b=c", ":", "/", "99999:1", "host:1.2.3.4", "NET_ADMIN", "9", "02:42:ac:11:00:99",
)  # fmt: skip


@st.composite
def lines(draw: st.DrawFn) -> str:
    path, command = draw(st.sampled_from(MODELLED))
    words = [*path, *draw(options(command))]
    count = draw(st.sampled_from([command.arity.least, 0, 1, 2]))
    words += draw(st.lists(st.sampled_from(NAMES + NAMES + ODD), min_size=count, max_size=count))
    return shlex.join(["docker", *words])


@st.composite
def options(draw: st.DrawFn, command: Command) -> list[str]:
    words = []
    for option in draw(st.lists(st.sampled_from(command.options), max_size=3)) if command.options else []:
        words.append(f"-{option.short}" if option.short and draw(st.booleans()) else f"--{option.name}")
        if option.kind != "bool" or draw(st.integers(0, 9)) == 0:
            value = draw(st.sampled_from(NAMES + ODD))
            if draw(st.booleans()):
                words[-1] += f"={value}"
            else:
                words.append(value)
    return words


@settings(max_examples=25, deadline=None)
@given(st.lists(lines(), min_size=1, max_size=12))
def test_lines(typed: list[str]) -> None:
    vm = Machine()
    for line in (
        "docker network create net1",
        "docker run -d --name web --network net1 nginx",
        "docker create --name cold busybox",
    ):
        vm.out(line)
    for line in typed:
        done = vm(line, limit=2.0)
        assert done.exit == 0 or done.stdout or done.stderr or done.exit > 128, line
