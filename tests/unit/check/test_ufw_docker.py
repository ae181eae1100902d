"""ufw-docker's recipe from a dump: who is let through, and who is not."""

import pytest
from dockernet_sim.check.verdict import ask
from dockernet_sim.lab import Lab
from dockernet_sim.plans.hosts import reading, snapshot
from dockernet_sim.plans.hosts.dump import HostDump
from dockernet_sim.plans.hosts.standing import flags, stand

RECIPE = [
    "docker run -d --name httpd -p 8080:80 nginx",
    "iptables -N ufw-user-forward",
    "iptables -N ufw-docker-logging-deny",
    "iptables -F DOCKER-USER",
    "iptables -A DOCKER-USER -j ufw-user-forward",
    "iptables -A DOCKER-USER -m conntrack --ctstate RELATED,ESTABLISHED -j RETURN",
    "iptables -A DOCKER-USER -m conntrack --ctstate INVALID -j DROP",
    "iptables -A DOCKER-USER -i docker0 -o docker0 -j ACCEPT",
    "iptables -A DOCKER-USER -s 10.0.0.0/8 -j RETURN",
    "iptables -A DOCKER-USER -s 192.168.0.0/16 -j RETURN",
    "iptables -A DOCKER-USER -m conntrack --ctstate NEW -d 172.16.0.0/12 -j ufw-docker-logging-deny",
    "iptables -A DOCKER-USER -j RETURN",
    (
        'iptables -A ufw-docker-logging-deny -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW DOCKER '
        'BLOCK] "'
    ),
    "iptables -A ufw-docker-logging-deny -j DROP",
]


def dumped(*lines: str) -> HostDump:
    lab = Lab(engine="20.10")
    for line in lines:
        assert lab.sh(line).exit == 0, line
    return reading.from_texts(
        [("host.txt", "".join(lab.sh(line).stdout for line in (*snapshot.LINES, snapshot.INSIDE)))]
    )


@pytest.mark.parametrize(
    ("more", "word", "named"),
    [
        ([], "dropped", "filter ufw-docker-logging-deny"),
        (["iptables -A ufw-user-forward -p tcp --dport 80 -j ACCEPT"], "open", "httpd"),
        (["iptables -A ufw-user-forward -p tcp --dport 8080 -j ACCEPT"], "dropped", "filter ufw-docker-logging-deny"),
    ],
)
def test_recipe_is_told_from_a_dump(more: list[str], word: str, named: str) -> None:
    dump = dumped(*RECIPE, *more)
    lab = Lab(engine="20.10", daemon=flags(dump))
    host = stand(lab.world, dump)

    found = ask(lab, "internet", "host:8080", host)

    assert found.word == word
    assert named in found.deciding


def test_ufw_default_does_not_block_a_published_port() -> None:
    dump = dumped("docker run -d --name httpd -p 8080:80 nginx", "iptables -P INPUT DROP")
    lab = Lab(engine="20.10", daemon=flags(dump))
    host = stand(lab.world, dump)

    found = ask(lab, "internet", "host:8080", host)

    assert found.word == "open"
    assert "never INPUT, where ufw has its rules" in str(found.why)
