"""A lab, dumped by its own commands and stood up again, is reached as before."""

from typing import Any

import pytest
from dockernet_sim.lab import Lab
from dockernet_sim.plans.hosts import reading, snapshot
from dockernet_sim.plans.hosts.asking import HostProject
from dockernet_sim.plans.hosts.dump import HostDump
from dockernet_sim.plans.hosts.standing import flags, stand

LINES = [
    "docker network create front",
    "docker network create --internal back",
    "docker run -d --name web --network front -p 8080:80 nginx",
    "docker run -d --name db --network back nginx",
    "docker network connect back web",
    "docker run -d --name old -p 127.0.0.1:8081:80 nginx",
]


def dumped(lab: Lab) -> HostDump:
    return reading.from_texts(
        [("host.txt", "".join(lab.sh(line).stdout for line in (*snapshot.LINES, snapshot.INSIDE)))]
    )


def answers(lab: Lab, dump: HostDump) -> dict[tuple[Any, ...], Any]:
    rows = HostProject(stand(lab.world, dump)).rows()
    return {
        tuple(row.get(key) for key in ("from", "ask", "name", "to", "net", "port")): (row["verdict"], row.get("answer"))
        for row in rows
    }


@pytest.mark.parametrize("engine", ["20.10", "29"])
@pytest.mark.parametrize("more", [[], ["iptables -I DOCKER-USER -p tcp -j DROP"], ["sysctl -w net.ipv4.ip_forward=0"]])
def test_dump_of_a_lab_is_reached_as_the_lab(engine: str, more: list[str]) -> None:
    lab = Lab(engine=engine)
    for line in [*LINES, *more]:
        assert lab.sh(line).exit == 0, line

    first = dumped(lab)
    second_lab = Lab(engine=engine, daemon=flags(first))
    told = answers(second_lab, first)
    second = dumped(second_lab)
    again = answers(Lab(engine=engine, daemon=flags(second)), second)

    assert first.release.startswith(engine)
    assert told == again
    assert told["lan", "tcp", None, "host", None, 8080][0] == ("dropped" if more else "open")
    assert told["web", "tcp", None, "db", "back", 80][0] == "open" or "DOCKER-USER" in str(more)
    assert told["old", "tcp", None, "db", "back", 80][0] in ("dropped", "unreachable")


def test_entry_of_a_set_with_a_timeout_is_there_as_at_the_dumps_moment() -> None:
    lab = Lab(engine="29")
    for line in ["ipset create bad hash:ip", "iptables -I FORWARD -m set --match-set bad dst -j DROP"]:
        assert lab.sh(line).exit == 0, line
    text = "".join(lab.sh(line).stdout for line in (*snapshot.LINES, snapshot.INSIDE))
    sets = "create bad hash:ip family inet hashsize 1024 maxelem 65536 timeout 600\nadd bad 198.51.100.7 timeout 311\n"
    dump = reading.from_texts([("host.txt", text), ("ipset-save.txt", sets)])
    second = Lab(engine="29", daemon=flags(dump))
    stand(second.world, dump)

    assert "add bad 198.51.100.7\n" in second.sh("ipset save").stdout
    assert not [note for note in dump.notes if "ipset" in note]
