"""The server where the kernel has no unix sockets, as on Windows."""

import subprocess
import sys

CODE = """
import sys
sys.modules["fcntl"] = sys.modules["termios"] = None
import dockernet_sim.api.peer
"""


def test_peers_are_served_without_fcntl_and_termios() -> None:
    done = subprocess.run([sys.executable, "-c", CODE], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
