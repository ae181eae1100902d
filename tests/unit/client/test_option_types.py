"""The types of keyword arguments are the keywords': no option more or less than the client takes."""

import inspect
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest
from dockernet_sim.client import APIClient, Container, NetworkCollection, Swarm, arguments, keywords
from dockernet_sim.client.images import ImageCollection
from dockernet_sim.client.options import CONFIG, HOST_CONFIG
from dockernet_sim.client.running import OF_CONTAINER, OF_HOST, OWN
from dockernet_sim.client.types import HEALTH

OF_THE_BODY = {"host_config", "networking_config", "detach", "name", "platform", "use_config_proxy"}


def names(kind: type) -> set[str]:
    """The keys of a type."""
    return set(kind.__annotations__)


def taken(call: Callable[..., Any]) -> set[str]:
    """The names of a call's parameters."""
    return set(inspect.signature(call).parameters)


def test_options_of_containers_are_those_that_are_written() -> None:
    assert names(keywords.CreateOptions) == OF_CONTAINER | OF_HOST | OWN
    assert names(keywords.MadeOptions) == names(keywords.CreateOptions) - {"detach", "log_config"}
    assert names(keywords.ContainerOptions) == CONFIG.keys() | OF_THE_BODY
    assert names(keywords.HostOptions) == HOST_CONFIG.keys() | {"network_mode", "init_path"}


def test_small_dictionaries_have_both_spellings() -> None:
    assert names(arguments.HealthOptions) == {*HEALTH, *HEALTH.values()}
    assert {name.lower() for name in names(arguments.UlimitOptions)} == {"name", "soft", "hard"}
    assert {name.lower() for name in names(arguments.LogOptions)} == {"type", "config"}


@pytest.mark.parametrize(
    ("kind", "call", "beside"),
    [
        (arguments.CommitOptions, APIClient.commit, {"self", "container", "repository", "tag"}),
        (arguments.ExecOptions, Container.exec_run, {"self", "cmd", "detach", "stream", "socket", "demux"}),
        (arguments.LogsOptions, APIClient.logs, {"self", "container", "stream"}),
        (arguments.AttachOptions, APIClient.attach, {"self", "container", "stream", "demux"}),
        (arguments.NetworkOptions, APIClient.create_network, {"self", "name", "driver"}),
        (arguments.SwarmOptions, APIClient.init_swarm, {"self", "advertise_addr", "listen_addr"}),
        (arguments.ConnectOptions, APIClient.connect_container_to_network, {"self", "container", "net_id"}),
    ],
    ids=lambda each: getattr(each, "__name__", ""),
)
def test_options_are_parameters_of_the_call_that_gets_them(kind: type, call: Any, beside: set[str]) -> None:
    assert names(kind) == taken(call) - beside


def test_options_of_a_pull_are_taken_or_change_nothing() -> None:
    assert names(arguments.PullOptions) == {"platform", "stream", "decode", "auth_config"}
    assert taken(ImageCollection.pull) == {"self", "repository", "tag", "all_tags", "options"}
    assert taken(NetworkCollection.create) == {"self", "name", "driver", "options"}
    assert taken(Swarm.init) == {"self", "advertise_addr", "listen_addr", "options"}


def test_types_cost_nothing_at_import() -> None:
    code = "import sys, dockernet_sim.client as c; print([m for m in sys.modules if m.startswith(c.__name__)])"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "client.lowlevel.networks" in loaded
    assert not any(f"client.{name}" in loaded for name in ("answers", "arguments", "keywords"))
