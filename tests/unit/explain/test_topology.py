"""The topology says what `ip` and `docker inspect` say."""

from dockernet_sim import Lab
from dockernet_sim.world.visible import digest


def test_every_veth_leads_to_the_device_that_names_it_as_its_other_end(eight: Lab) -> None:
    links = {(box.name, space.name, link.name): link for box, space, link in eight.topology().links()}
    pairs = [(key, link.peer) for key, link in links.items() if link.peer]
    assert len(pairs) == 2 * 8 + 2  # eight endpoints, and the line between vm and lan
    assert all(links[peer].peer == key for key, peer in pairs)


def test_bridges_know_their_network(eight: Lab) -> None:
    vm = eight.topology().box("vm")
    assert vm is not None
    shown = {each.network: (each.subnet, each.gateway, each.internal, len(each.ports)) for each in vm.bridges}
    assert shown == {
        "bridge": ("172.17.0.0/16", "172.17.0.1", False, 2),
        "front": ("172.18.0.0/16", "172.18.0.1", False, 1),
        "back": ("172.19.0.0/16", "172.19.0.1", False, 3),
        "vault": ("172.20.0.0/16", "172.20.0.1", True, 2),
    }


def test_containers_live_where_they_run(eight: Lab) -> None:
    vm = eight.topology().box("vm")
    assert vm is not None
    where = {space.name: [each.name for each in space.containers] for space in vm.spaces}
    assert where["root"] == ["mon"] and where["api"] == ["api", "side"] and where["lonely"] == ["lonely"]
    assert [each.name for each in vm.stopped] == ["asleep"]


def test_what_people_build_by_hand_is_there_too() -> None:
    lab = Lab()
    lab.sh(
        "ip link add br7 type bridge; ip netns add red; ip link add v0 type veth peer name v1; ip link set v1 "
        "netns red; ip link set v0 master br7"
    )
    vm = lab.topology().box("vm")
    assert vm is not None
    assert vm.bridge("br7").ports == ("v0",)
    assert [link.name for space in vm.spaces if space.name == "red" for link in space.wires] == ["v1"]
    assert "red" in lab.draw().svg and "br7" in lab.draw().svg


def test_looking_changes_nothing() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web -p 80:80 nginx")
    lab.sh("docker exec web ping -c 1 172.17.0.1")
    before, serial = digest(lab.world), lab.trace.serial
    (
        lab.draw(),
        lab.tables("web"),
        lab.tables("vm"),
        lab.topology().graph(),
        lab.ladder(),
        lab.heatmap(),
        lab.capture(),
        lab.step().html(),
    )
    lab.draw(ping=("web", "lan"))
    assert (digest(lab.world), lab.trace.serial) == (before, serial)
