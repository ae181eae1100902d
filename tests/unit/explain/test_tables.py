"""Tables agree with what the commands print."""

import pytest
from dockernet_sim import Lab, UnknownPlace
from dockernet_sim.explain.tables import UnknownTable


def test_routes_and_neighbours_are_those_of_ip(busy: Lab) -> None:
    tables = busy.tables("vm")
    routes = [row["destination"] for row in tables["routes"]]
    assert routes == [line.split()[0] for line in str(busy.sh("ip route")).splitlines()]
    found = {(row["address"], row["state"]) for row in tables["neighbours"]}
    assert found == {(words[0], words[-1]) for line in str(busy.sh("ip neigh")).splitlines() if (words := line.split())}


def test_rules_have_their_counters(busy: Lab) -> None:
    rows = [
        row
        for row in busy.tables("vm")["rules"]
        if (row["table"], row["chain"]) == ("raw", "PREROUTING") and "DROP" in row["rule"]
    ]
    assert sum(int(row["packets"]) for row in rows) == 1
    saved = str(busy.sh("iptables -t nat -S DOCKER"))
    shown = [row["rule"] for row in busy.tables("vm")["rules"] if (row["table"], row["chain"]) == ("nat", "DOCKER")]
    assert [f"-A DOCKER {rule}" for rule in shown] == saved.splitlines()[1:]


def test_flows_names_and_files(busy: Lab) -> None:
    tables = busy.tables("vm")
    assert any(row["NAT"] == "DNAT" and "dport=8080" in row["original"] for row in tables["conntrack"])
    assert {"network": "mynet", "name": "web", "addresses": "172.18.0.2"} in list(tables["names"])
    assert any("172.18.0.2" in row["/etc/hosts"] for row in busy.tables("web")["hosts file"])
    resolv = [row["/etc/resolv.conf"] for row in busy.tables("web")["resolv.conf"]]
    assert (
        resolv == list(filter(None, busy.sh("cat /etc/resolv.conf", on="web").stdout.splitlines()))
        and "nameserver 127.0.0.11" in resolv
    )


def test_links_are_names_of_their_own() -> None:
    lab = Lab()
    for line in (
        "network create n",
        "run -d --name db --net n mysql",
        "run -d --name cli --net n --link db:sql busybox",
    ):
        lab.sh(f"docker {line}")
    assert {"network": "n", "name": "sql", "addresses": "link to db"} in list(lab.tables("cli")["names"])


def test_they_show_themselves(busy: Lab) -> None:
    tables = busy.tables("db")
    assert str(tables).startswith("tables of db\n\naddresses\nindex") and "fdb" not in str(tables)
    html = tables._repr_html_()
    assert "<caption><b>routes</b></caption>" in html and html.count("<table>") == html.count("</table>")


def test_what_is_not_there(busy: Lab) -> None:
    with pytest.raises(UnknownTable, match="there are addresses, routes"):
        busy.tables("vm")["weather"]
    with pytest.raises(UnknownPlace):
        busy.tables("nobody")
