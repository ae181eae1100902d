"""Same seed, same story: two processes with different hash seeds write byte-identical traces."""

import os
import subprocess
import sys

LINES = (
    "docker network create mynet",
    "docker run -d --name web -p 8080:80 --net mynet nginx",
    "docker run -d --name db mysql",
    "docker run -d --name cli --link db busybox",
    "docker network connect mynet cli",
    "docker exec cli ping -c 2 web",
    "docker exec cli curl -s web",
    "docker exec web ping -c 1 -W 1 172.17.0.2",
    "curl -s 127.0.0.1:8080",
    "iptables-save",
    "docker network inspect mynet",
)
STORY = f"""
from dockernet_sim import Lab
lab = Lab(seed={{seed}})
for line in {(*LINES, "docker rm -f web")!r}:
    print(lab.sh(line))
assert len(lab.trace) > 100
print(lab.trace.digest())
"""


def tell(seed: int, hash_seed: str) -> str:
    environment = dict(os.environ, PYTHONHASHSEED=hash_seed)
    code = STORY.format(seed=seed)
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    ).stdout


def test_the_hash_seed_changes_nothing() -> None:
    assert tell(7, "1") == tell(7, "2")


def test_the_seed_changes_something() -> None:
    assert tell(7, "1").splitlines()[-1] != tell(8, "1").splitlines()[-1]
