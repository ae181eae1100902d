"""The face: the lab, what it hands out and raises, and what people may rely on of them."""

import subprocess
import sys

import dockernet_sim
from dockernet_sim import Lab

NAMES = {
    "AlreadyRunning", "AmbiguousPlace", "BadArgument", "BadExtension", "BadFault", "BadLink", "BadSave", "BadSweep",
    "BroadcastLoop", "BrokenExtension", "Conn", "Datagrams", "DockernetError", "Done", "Fault", "Lab", "Listener",
    "Machine", "Me", "MissingExtra", "NameTaken", "NetError", "NotModelled", "NotSaved", "OtherSweep", "Record",
    "Request", "Response", "Result", "Rows", "Runaway", "Slice", "Steps", "Task", "Trace", "UnknownExtension",
    "UnknownFunction", "UnknownPlace", "UnknownProgram", "World", "sweep",
}  # fmt: skip
METHODS = {
    "add_host", "capture", "copy", "curves", "diff", "docker", "draw", "env", "exposure", "fault", "graph",
    "heatmap", "image", "ladder", "link", "load", "on", "process", "reach", "refused", "register", "run", "save",
    "series", "serve", "served_at", "sh", "spawn", "step", "tables", "task", "topology", "trace", "up", "why", "world",
}  # fmt: skip


def test_the_package_shows_these_names_and_no_others() -> None:
    assert set(dockernet_sim.__all__) == NAMES
    assert all(hasattr(dockernet_sim, name) for name in NAMES)


def test_the_lab_has_these_methods_and_no_others() -> None:
    assert {name for name in dir(Lab()) if not name.startswith("_")} == METHODS


def loaded_by(statement: str) -> set[str]:
    """The modules that a fresh process has loaded after a statement."""
    code = f"import sys; {statement}; print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_importing_it_loads_no_more_than_a_lab_needs() -> None:
    loaded = loaded_by("from dockernet_sim import Lab")
    assert not loaded & {"IPython", "argparse", "hypothesis", "matplotlib", "networkx", "numpy", "pandas", "yaml"}
    own = {name for name in loaded if name.startswith("dockernet_sim.")}
    for room in ("programs.ping", "programs.sh", "reach", "shell.docker", "shell.templates", "explain.why.", "testing"):
        assert not {name for name in own if name.startswith(f"dockernet_sim.{room}")}, room
    assert len(own) < 290


def test_importing_the_package_alone_loads_nothing() -> None:
    assert {name for name in loaded_by("import dockernet_sim") if name.startswith("dockernet_sim")} == {"dockernet_sim"}
