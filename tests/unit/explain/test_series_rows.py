"""`lab.series` and `lab.graph` as data for other libraries."""

from pathlib import Path

import pytest
from dockernet_sim import Lab
from dockernet_sim.sim.errors import BadArgument

networkx = pytest.importorskip("networkx")


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab()
    lab.sh(
        "docker network create n; docker run -d --name web --net n -p 8080:80 nginx; docker run -d --name box --net n busybox"
    )
    lab.sh(
        "docker run -d --name own --net host nginx; docker run -d --name linked nginx; docker run -d --link linked:l nginx"
    )
    lab.sh("ping -c 2 web; ping -c 1 -W 1 172.18.0.99", on="box")
    return lab


def test_round_trips_are_rows_with_none_for_no_answer(lab: Lab) -> None:
    rows = lab.series("rtt")
    assert [(row["source"], row["target"], row["rtt"] is None) for row in rows] == [
        ("box", "172.18.0.2", False),
        ("box", "172.18.0.2", False),
        ("box", "172.18.0.99", True),
    ]
    assert rows[1]["time"] - rows[0]["time"] == pytest.approx(1.0, abs=0.05)


def test_tables_are_rows(lab: Lab) -> None:
    assert {"bridge", "mac", "port", "first", "last", "seen"} == set(lab.series("fdb")[0])
    assert {"host", "address", "mac", "first", "last", "seen"} == set(lab.series("neighbours")[0])
    with pytest.raises(BadArgument, match=r"one of .rtt., .fdb., .neighbours."):
        lab.series("speed")


def test_the_graph_is_written_as_graphml_and_read_back(lab: Lab, tmp_path: Path) -> None:
    graph = lab.graph()
    path = tmp_path / "lab.graphml"
    networkx.write_graphml(graph, path)
    again = networkx.read_graphml(path, force_multigraph=True)
    assert {name: dict(data) for name, data in again.nodes(data=True)} == {
        name: dict(data) for name, data in graph.nodes(data=True)
    }
    assert sorted(map(str, again.edges(keys=True))) == sorted(map(str, graph.edges(keys=True))) or len(
        again.edges
    ) == len(graph.edges)
