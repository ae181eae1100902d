"""Labs that tests only look at, each made once."""

import pytest
from dockernet_sim import Lab

NETWORKS = ("alpha", "beta", "gamma", "delta", "epsilon")


def typed(*lines: str) -> Lab:
    lab = Lab()
    for line in lines:
        assert lab.sh(line).exit == 0, line
    return lab


@pytest.fixture(scope="session")
def two() -> Lab:
    """Two containers on docker0."""
    return typed("docker run -d --name web -p 8080:80 nginx", "docker run -d --name db mysql")


@pytest.fixture(scope="session")
def eight() -> Lab:
    """All kinds of containers, on four networks, one of them internal."""
    return typed(
        "docker network create front",
        "docker network create back",
        "docker network create --internal vault",
        "docker run -d --name web --network front -p 8080:80 nginx",
        "docker network connect back web",
        "docker run -d --name api --network back nginx",
        "docker run -d --name db --network back mysql",
        "docker network connect vault db",
        "docker run -d --name backup --network vault busybox",
        "docker run -d --name old -p 127.0.0.1:9000:80 nginx",
        "docker run -d --name cli --link old:o busybox",
        "docker run -d --name mon --network host nginx",
        "docker run -d --name lonely --network none busybox",
        "docker run -d --name side --network container:api busybox",
        "docker create --name asleep nginx",
    )


@pytest.fixture(scope="session")
def thirty() -> Lab:
    """Thirty containers on five networks, three of them on two."""
    lines = [f"docker network create {name}" for name in NETWORKS]
    for i in range(30):
        port = f"-p {9000 + i}:80" if i % 4 == 0 else ""
        lines.append(f"docker run -d --name svc-{i:02d} --network {NETWORKS[i % 5]} {port} nginx")
    lines += [f"docker network connect {NETWORKS[(i + 2) % 5]} svc-{i:02d}" for i in (0, 7, 13)]
    return typed(*lines)


@pytest.fixture(scope="session")
def busy() -> Lab:
    """Two containers apart and two together, with what the article does between them: pings, a name, a page, NAT; and two drops."""
    lab = typed(
        "docker network create mynet",
        "docker run -d --name web --net mynet -p 8080:80 nginx",
        "docker run -d --name db --net mynet mysql",
        "docker run -d --name old nginx",
    )
    lab.sh("docker exec web ping -c 2 db")
    lab.sh("iptables -I DOCKER-USER -i docker0 -d 203.0.113.10 -j DROP")
    lab.sh("docker exec old ping -c 1 -W 1 203.0.113.10")
    lab.sh("docker exec old ping -c 1 -W 1 172.18.0.2")
    lab.sh("docker exec db curl -s http://web/")
    lab.sh("curl -s http://172.31.179.120:8080/", on="lan")
    lab.sh("docker exec web ping -c 1 203.0.113.10")
    lab.sh("docker exec web ping -c 1 -s 3000 db")
    return lab
