"""The topology for other tools."""

from dockernet_sim import Lab


def test_the_graph_has_documented_attributes(eight: Lab) -> None:
    graph = eight.topology().graph()
    kinds = {"machine": 2, "bridge": 4, "netns": 7, "segment": 1}
    found = [each["kind"] for _, each in graph.nodes(data=True)]
    assert {kind: found.count(kind) for kind in kinds} == kinds
    edge = graph.edges["vm/db", next(n for n, d in graph.nodes(data=True) if d["label"] == "vault"), "eth1"]
    assert edge["kind"] == "veth" and edge["address"] == "172.20.0.2/16" and edge["outer"].startswith("veth")
    assert graph.nodes["vm/api"]["containers"] == ("api", "side")


def test_mermaid_and_dot_name_every_wire(eight: Lab) -> None:
    topology = eight.topology()
    mermaid, dot = topology.mermaid(), topology.dot()
    for box, space, link in topology.links():
        if link.peer and space is not box.root:
            assert link.peer[2] in mermaid and link.peer[2] in dot
    assert mermaid.startswith("flowchart LR\n") and mermaid.count("subgraph") == mermaid.count("  end") == 2
    assert dot.count("{") == dot.count("}") == 3


def test_pairs_between_namespaces_and_at_home_are_edges_too() -> None:
    lab = Lab()
    for line in (
        "ip netns add a",
        "ip netns add b",
        "ip link add va netns a type veth peer name vb netns b",
        "ip link add x type veth peer name y",
    ):
        assert lab.sh(line), line
    graph = lab.topology().graph()
    assert graph.edges["vm/a", "vm/b", "va"]["outer"] == "vb" and graph.number_of_edges("vm/a", "vm/b") == 1
    assert graph.number_of_edges("vm", "vm") == 1
