"""Docker 28.5.2, as Debian packages it: the layout of 29's rules with the isolation chains still in it."""

from dataclasses import replace
from types import MappingProxyType

from dockernet_sim.engine.firewall.forward import StagedFirewall
from dockernet_sim.engine.inspect.later import SHAPE_28
from dockernet_sim.engine.versions.flags import FLAGS_28
from dockernet_sim.engine.versions.keys import KEYS_28
from dockernet_sim.engine.versions.release import Build
from dockernet_sim.engine.versions.texts import TEXTS_26, TEXTS_28
from dockernet_sim.engine.versions.v29 import COMPONENTS, V29

V28 = replace(
    V29,
    name="28",
    build=Build(
        release="28.5.2+dfsg4",
        api="1.51",
        min_api="1.24",
        go="go1.24.9",
        git_commit="89c5e8f",
        built="Tue Nov  4 12:00:00 2025",
        components=COMPONENTS,
    ),
    flags=FLAGS_28,
    keys=KEYS_28,
    firewall=StagedFirewall,
    shapes=(((1, 0), SHAPE_28),),
    texts=MappingProxyType({**TEXTS_26, **TEXTS_28}),
    rules=V29.rules._replace(
        internal_ports_shown=False,
        ipv6_unused_shown=True,
        static_ip_needs_subnet=True,
        cut_pools=False,
        link_variables=True,
        link_warning="",
        ports_open_to_bridges=False,
        bridge_skips_dnat=True,
        failed_endpoint_stays=True,
        mode_network_needed=False,
        links_at_end=False,
        dangling_counts=False,
        hostname_checked=False,
        ports_typed=False,
    ),
)
