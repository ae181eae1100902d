"""The face: a dozen names, and what people may rely on of them."""

import subprocess
import sys

import dockernet_sim
from dockernet_sim import Lab

NAMES = {
    "BadSave", "BadSweep", "BroadcastLoop", "DockernetError", "Lab", "NameTaken", "NotModelled", "NotSaved", "OtherSweep", "Result", "Rows", "Runaway", "UnknownPlace", "World", "sweep",
}  # fmt: skip
METHODS = {
    "add_host", "capture", "copy", "curves", "docker", "draw", "env", "fault", "graph", "heatmap", "image", "ladder", "load", "process", "reach", "register", "run", "save", "sh", "step", "tables", "task", "topology", "trace", "why", "world",
}  # fmt: skip


def test_the_package_shows_these_names_and_no_others() -> None:
    assert set(dockernet_sim.__all__) == NAMES
    assert all(hasattr(dockernet_sim, name) for name in NAMES)


def test_the_lab_has_these_methods_and_no_others() -> None:
    assert {name for name in dir(Lab()) if not name.startswith("_")} == METHODS


def test_importing_it_needs_neither_networkx_nor_matplotlib_nor_numpy() -> None:
    code = "import sys; from dockernet_sim import Lab; print(sorted({'networkx', 'matplotlib', 'numpy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
