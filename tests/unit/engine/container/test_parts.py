"""What a container is made of: names, links, settings, checks, ports, programs."""

from random import Random
from typing import Any

import pytest
from dockernet_sim.engine.container.capabilities import capabilities
from dockernet_sim.engine.container.config import make_config, make_host_config
from dockernet_sim.engine.container.links import link_variables, parse_link
from dockernet_sim.engine.container.names import check_name, make_up
from dockernet_sim.engine.container.signals import first_process_reacts, read_signal
from dockernet_sim.engine.container.state import State
from dockernet_sim.engine.container.validate import check_extra_host, check_mode, check_request
from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.engine.images import Image
from dockernet_sim.engine.refusals import Refusals


def test_a_state_tells_what_happened() -> None:
    state = State()
    state.fail("no port")
    assert (state.status, state.exit_code, state.error) == ("created", 128, "no port")
    state.start(1.0, 7)
    assert (state.status, state.error, state.text(1.4)) == ("running", "", "Up Less than a second")
    state.paused = True
    assert state.text(90.0) == "Up About a minute (Paused)"
    state.stop(91.0, 3)
    assert (state.status, state.pid, state.text(3691.0)) == ("exited", 0, "Exited (3) About an hour ago")
    state.fail("again")
    assert state.exit_code == 3


@pytest.mark.parametrize("name", ["x", "-web", "we b", "", "w/eb", "wéb"])
def test_names_that_no_container_may_have(name: str) -> None:
    with pytest.raises(BadRequest, match="Invalid container name"):
        check_name(name)


def test_made_up_names_get_a_digit_only_when_taken() -> None:
    first = make_up(Random(5), (), "")
    assert make_up(Random(5), {first}, "") != first
    assert not first[-1].isdigit()


def test_linked_ports_are_told_lowest_first_and_runs_as_runs() -> None:
    found = link_variables("/web/c", "1.2.3.4", [], ["6001/tcp", "6000/tcp", "53/udp"])
    assert found[0] == "C_PORT=udp://1.2.3.4:53"
    assert found[1] == "C_PORT_6000_TCP_START=tcp://1.2.3.4:6000"
    assert "C_PORT_6000_TCP_END=tcp://1.2.3.4:6001" in found
    assert found.index("C_PORT_53_UDP=udp://1.2.3.4:53") < found.index("C_PORT_6001_TCP=tcp://1.2.3.4:6001")


@pytest.mark.parametrize("text", ["", "a:b:c"])
def test_links_that_are_none(text: str) -> None:
    with pytest.raises(BadRequest):
        parse_link(text)


def test_an_entrypoint_of_ones_own_does_not_get_the_images_command() -> None:
    image = Image("i", cmd=("run",), entrypoint=("start",))
    assert make_config({}, image)["Cmd"] == ["run"]
    config = make_config({"Entrypoint": ["sh"]}, image)
    assert (config["Entrypoint"], config["Cmd"]) == (["sh"], None)


def check(config: dict[str, Any], host: dict[str, Any]) -> None:
    check_mode(config, make_host_config(host), Refusals())


@pytest.mark.parametrize(
    ("config", "host", "text"),
    [
        ({"Hostname": "h"}, {"NetworkMode": "container:c"}, "hostname and the network mode"),
        ({}, {"NetworkMode": "container:c", "Links": ["a"]}, "container type network can't be used with links"),
        ({}, {"NetworkMode": "container:c", "Dns": ["1.1.1.1"]}, "dns and the network mode"),
        ({}, {"NetworkMode": "container:c", "ExtraHosts": ["a:1.1.1.1"]}, "custom host-to-IP mapping"),
        ({}, {"NetworkMode": "container:c", "PublishAllPorts": True}, "port publishing and the container type"),
        ({"ExposedPorts": {"80/tcp": {}}}, {"NetworkMode": "container:c"}, "port exposing and the container type"),
        ({"MacAddress": "02:00:00:00:00:01"}, {"NetworkMode": "host"}, "mac-address and the network mode"),
        ({}, {"NetworkMode": "host", "Links": ["a"]}, "host type networking can't be used with links"),
        ({"Hostname": "h"}, {"UTSMode": "host"}, "hostname and the UTS mode"),
        ({}, {"NetworkMode": "container:"}, "invalid container format"),
    ],
)
def test_settings_that_do_not_go_with_the_network_mode(config: dict[str, Any], host: dict[str, Any], text: str) -> None:
    with pytest.raises(BadRequest, match=text):
        check(config, host)


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ({"PortBindings": {"99999/tcp": []}}, 'invalid port specification: "99999"'),
        ({"PortBindings": {"80/tcp": [{"HostPort": "9-8"}]}}, 'invalid port specification: "9-8"'),
        ({"RestartPolicy": {"Name": "often"}}, "invalid restart policy 'often'"),
        ({"RestartPolicy": {"Name": "always", "MaximumRetryCount": 2}}, "maximum retry count cannot be used"),
        ({"RestartPolicy": {"Name": "always"}, "AutoRemove": True}, "can't create 'AutoRemove' container"),
        ({"CapAdd": ["NOSUCH"]}, 'invalid CapAdd: unknown capability: "CAP_NOSUCH"'),
        ({"ExtraHosts": ["a"]}, 'bad format for add-host: "a"'),
    ],
)
def test_settings_that_make_no_sense(host: dict[str, Any], text: str) -> None:
    with pytest.raises(BadRequest, match=text):
        check_request({}, make_host_config(host), Refusals())


def test_published_ports_of_host_mode_are_a_warning() -> None:
    host = make_host_config({"NetworkMode": "host", "PortBindings": {"80/tcp": [{"HostPort": "80"}]}})
    assert check_request({}, host, Refusals()) == ["Published ports are discarded when using host network mode"]


def test_an_extra_host_may_have_an_ipv6_address_or_be_the_gateway() -> None:
    check_extra_host("six:2001:db8::1")
    check_extra_host("gw:host-gateway")
    with pytest.raises(BadRequest, match=r'invalid IP address in add-host: "300\.1\.1\.1"'):
        check_extra_host("a:300.1.1.1")


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ({}, {"NET_RAW"}),
        ({"CapAdd": ["cap_net_admin"], "CapDrop": ["NET_RAW"]}, {"NET_ADMIN"}),
        ({"CapDrop": ["ALL"], "CapAdd": ["NET_RAW"]}, {"NET_RAW"}),
        ({"CapAdd": ["ALL"], "CapDrop": ["SYS_ADMIN"]}, {"NET_RAW", "NET_ADMIN"}),
        ({"Privileged": True, "CapDrop": ["ALL"]}, {"NET_RAW", "NET_ADMIN", "SYS_ADMIN"}),
    ],
)
def test_capabilities(host: dict[str, Any], expected: set[str]) -> None:
    assert capabilities(make_host_config(host)) == expected


def test_the_first_process_minds_only_what_it_has_a_handler_for() -> None:
    assert not first_process_reacts("sleep", "TERM", common=True)
    assert first_process_reacts("sleep", "KILL", common=True)
    assert first_process_reacts("ping", "INT", common=True)
    assert first_process_reacts("mine", "TERM", common=False)
    assert read_signal("FOO") == 0
