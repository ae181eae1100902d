"""docker-py's low-level calls: plain dictionaries, bytes and streams in and out."""

from __future__ import annotations

from dockernet_sim.client.checks import refused
from dockernet_sim.client.lowlevel.daemon import DaemonCalls
from dockernet_sim.client.lowlevel.execs import ExecCalls
from dockernet_sim.client.lowlevel.images import ImageCalls
from dockernet_sim.client.lowlevel.making import MakingCalls
from dockernet_sim.client.lowlevel.networks import NetworkCalls
from dockernet_sim.client.lowlevel.output import OutputCalls
from dockernet_sim.client.lowlevel.swarm import SwarmCalls
from dockernet_sim.client.lowlevel.volumes import VolumeCalls

__all__ = ["APIClient"]


class APIClient(MakingCalls, OutputCalls, ExecCalls, NetworkCalls, ImageCalls, VolumeCalls, DaemonCalls, SwarmCalls):
    """``client.api``: the Engine API call by call.

    Examples
    --------
    >>> from dockernet_sim import Lab
    >>> api = Lab().docker.api
    >>> made = api.create_container("nginx", host_config=api.create_host_config(port_bindings={80: 8080}))
    >>> api.start(made)
    >>> api.port(made, 80)[0]["HostPort"]
    '8080'
    """


ABSENT = """
build configure_plugin create_config create_plugin create_secret create_service diff disable_plugin enable_plugin export
get_archive get_image get_unlock_key import_image import_image_from_data import_image_from_file import_image_from_image
import_image_from_stream import_image_from_url inspect_config inspect_distribution inspect_secret inspect_service
inspect_task load_image login plugin_privileges prune_builds pull_plugin push push_plugin put_archive reload_config
remove_config remove_node remove_plugin remove_secret remove_service search service_logs unlock_swarm update_node
update_service update_swarm upgrade_plugin
"""
for _name in ABSENT.split():  # docker-py's other calls
    setattr(APIClient, _name, refused(f"APIClient.{_name}"))
