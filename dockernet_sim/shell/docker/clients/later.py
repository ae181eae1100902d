"""The clients that come with releases 26, 28 and 29."""

from __future__ import annotations

from functools import partial

from dockernet_sim.shell.docker.client import Client
from dockernet_sim.shell.docker.clients.changes import CHANGES_29, changed
from dockernet_sim.shell.docker.clients.help import command_help, group_help, root_help
from dockernet_sim.shell.docker.clients.words import WORDS_26, WORDS_28, WORDS_29
from dockernet_sim.shell.docker.table.root import ROOT
from dockernet_sim.shell.formats.containers import HEALTH, PLATFORM, container_rows
from dockernet_sim.shell.formats.images import image_tree, latest_image_rows
from dockernet_sim.shell.formats.later import (
    CONTAINER_26,
    CONTAINER_28,
    CONTAINER_29,
    EVENT_29,
    IMAGE_26,
    IMAGE_28,
    IMAGE_29,
    NETWORK_28,
    NETWORK_29,
)
from dockernet_sim.shell.formats.networks import later_network_rows
from dockernet_sim.shell.formats.ports import bracketed_ports
from dockernet_sim.shell.formats.system import later_client_version, later_info_text
from dockernet_sim.shell.formats.systemtypes import LATER_VERSION, LATER_WHOLE, LATEST_VERSION, WHOLE_26
from dockernet_sim.shell.formats.types import EVENT, NETWORK

LATER = changed(ROOT)
LATER_HELP = command_help(LATER)
LATEST = changed(LATER, CHANGES_29)

CLIENT_26 = Client(
    commit="a72d7cd",
    words=WORDS_26,
    types={"container": CONTAINER_26, "network": NETWORK, "image": IMAGE_26, "event": EVENT},
    client_version=later_client_version,
    info_text=later_info_text,
    version_type=LATER_VERSION,
    info_type=WHOLE_26,
    sorts_ports=True,
    brackets=True,
    info_errors_out=False,
    json_word=True,
    info_forgives=True,
    hides_swarm=True,
)
CLIENT_28 = Client(
    root=LATER,
    commit="e6534b4",
    words=WORDS_28,
    command_help=LATER_HELP,
    group_help=group_help,
    root_help=root_help,
    types={"container": CONTAINER_28, "network": NETWORK_28, "image": IMAGE_28, "event": EVENT},
    container_rows=partial(container_rows, ports=bracketed_ports, also=PLATFORM),
    network_rows=later_network_rows,
    client_version=later_client_version,
    info_text=later_info_text,
    version_type=LATER_VERSION,
    info_type=LATER_WHOLE,
    sorts_ports=True,
    brackets=True,
    info_errors_out=False,
    json_word=True,
    hides_swarm=True,
    several_networks=True,
)
CLIENT_29 = Client(
    root=LATEST,
    commit="48a9bd5",
    words=WORDS_29,
    command_help=command_help(LATEST),
    group_help=group_help,
    root_help=root_help,
    types={"container": CONTAINER_29, "network": NETWORK_29, "image": IMAGE_29, "event": EVENT_29},
    container_rows=partial(container_rows, ports=bracketed_ports, also=HEALTH),
    image_rows=latest_image_rows,
    image_tree=image_tree,
    network_rows=later_network_rows,
    client_version=later_client_version,
    info_text=later_info_text,
    version_type=LATEST_VERSION,
    info_type=LATER_WHOLE,
    sorts_ports=True,
    brackets=True,
    info_errors_out=False,
    json_word=True,
    hides_swarm=True,
    several_networks=True,
    reads_subnets=True,
    asks_first=True,
    silent_force=True,
)
