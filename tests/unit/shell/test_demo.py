"""The demo: what each sentence says is what the commands before it show."""

import re

import pytest
from dockernet_sim.engine.versions import OLDEST
from dockernet_sim.shell.demo import CHAPTERS, LANGUAGES, tell
from dockernet_sim.shell.session import open_world

FAILING = (
    "docker exec -it tomcat01 ping -c 1 tomcat02",
    "docker exec -it tomcat02 ping -c 1 tomcat03",
    "docker exec -it tomcat01 ping -c 1 -W 1 192.168.0.2",
    "docker exec -it tomcat-net-01 ping -c 1 -W 1 172.17.0.3",
)
SHOWN = {
    "ip -4 addr": "3: docker0: <NO-CARRIER,",
    "ip link": "master docker0 state UP",
    "docker exec -it tomcat01 ip addr": "4: eth0@if5:",
    "docker exec -it tomcat01 ping -c 1 tomcat02": "ping: tomcat02: Name or service not known\n",
    "docker exec -it tomcat03 cat /etc/hosts": "172.17.0.3\ttomcat02 ",
    "docker network ls": " mynet     bridge ",
    "docker exec -it tomcat-net-01 ping -c 2 tomcat-net-02": "from tomcat-net-02.mynet (192.168.0.3)",
    "docker exec -it tomcat-net-01 cat /etc/resolv.conf": "nameserver 127.0.0.11\n",
    "docker exec -it tomcat01 ip -4 addr": "inet 192.168.0.4/16",
    "docker exec -it tomcat01 ping -c 1 tomcat-net-01": "1 received",
}


def test_the_story_goes_as_it_is_told() -> None:
    world = open_world(engine=OLDEST)
    for chapter in CHAPTERS:
        for step in chapter.steps:
            result = world.run_line("vm", step.command)
            assert bool(result) == (step.command not in FAILING), step.command
            assert SHOWN.get(step.command, "") in result.output
            assert re.search(r"[\u4e00-\u9fff]", step.zh)
            assert step.en.isascii()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_paced_for_reading(language: str) -> None:
    pauses: list[float] = []
    pieces = list(tell(language, pause=pauses.append))
    assert all(piece.endswith("\n") for piece in pieces if piece)
    assert 30 < sum(pauses) < 180
    assert sum(piece.startswith("[root@vm ~]# ") for piece in pieces) == sum(len(c.steps) for c in CHAPTERS)
