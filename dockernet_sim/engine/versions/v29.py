"""Docker 29.7.2, as docker.com packages it."""

from types import MappingProxyType

from dockernet_sim.engine.container.order import in_any_order
from dockernet_sim.engine.drivers.bridge.config import LATER_LABELS, skips_gateway
from dockernet_sim.engine.drivers.macs import AtRandom
from dockernet_sim.engine.drivers.pairs import MadeInside
from dockernet_sim.engine.firewall.forward import ForwardFirewall
from dockernet_sim.engine.inspect.later import SHAPE_28, SHAPE_29
from dockernet_sim.engine.ipam.order import FirstFit
from dockernet_sim.engine.names.files import LaterFiles
from dockernet_sim.engine.ports.binding import ascending
from dockernet_sim.engine.rules import Rules
from dockernet_sim.engine.versions.flags import FLAGS_29
from dockernet_sim.engine.versions.keys import KEYS_29
from dockernet_sim.engine.versions.release import LOGGERS, Build, Costs, Release
from dockernet_sim.engine.versions.texts import TEXTS_26, TEXTS_28, TEXTS_29

LINK_WARNING = (
    "Links on the default bridge network are deprecated and will be removed in a future release. Use a custom network "
    "instead."
)
COMPONENTS = MappingProxyType(
    {
        "containerd": {"Version": "v2.2.0", "GitCommit": "1c4457e00facac03ce1d75f7b6777a7a851e5c41"},
        "runc": {"Version": "1.4.0", "GitCommit": "v1.4.0-0-g8bd78a9"},
        "docker-init": {"Version": "0.19.0", "GitCommit": "de40ad0"},
    }
)
COSTS = Costs(
    MappingProxyType(
        {
            "start": 0.16,
            "restart": 0.27,
            "stop": 0.16,
            "kill": 0.16,
            "rm -f": 0.16,
            "exec": 0.07,
            "network create": 0.04,
            "network connect": 0.04,
            "network disconnect": 0.09,
            "network rm": 0.13,
        }
    ),
    other=0.02,
)

V29 = Release(
    name="29",
    build=Build(
        release="29.7.2",
        api="1.55",
        min_api="1.40",
        go="go1.26.5",
        git_commit="a60d7ee",
        built="Wed Nov 18 10:00:00 2026",
        components=COMPONENTS,
    ),
    costs=COSTS,
    firewall=ForwardFirewall,
    macs=AtRandom(),
    pairs=MadeInside(),
    pools=FirstFit,
    files=LaterFiles(),
    log_drivers=LOGGERS,
    publish_order=ascending,
    join_order=in_any_order,
    labels=LATER_LABELS,
    skips_gateway=skips_gateway,
    flags=FLAGS_29,
    keys=KEYS_29,
    shapes=(((1, 0), SHAPE_28), ((1, 52), SHAPE_29)),
    texts=MappingProxyType({**TEXTS_26, **TEXTS_28, **TEXTS_29}),
    rules=Rules(
        prunes_named=False,
        images_counted=True,
        internal_default_route=False,
        internal_ports_shown=True,
        static_ip_needs_subnet=False,
        host_bits=False,
        kernel_memory=False,
        twins=False,
        small_pools=True,
        cut_pools=True,
        checked_early=True,
        hosts_rewritten=True,
        announces=True,
        ipv6_loopback=True,
        same_ports=True,
        wildcard_ports=True,
        swarm_pool_shown=False,
        family_options=True,
        bridge_nodad=True,
        ipv6_unused_shown=False,
        ipv6_pools=True,
        exec_code_kept=True,
        endpoint_options=True,
        forwarding_now=False,
        forwards_late=True,
        stale_default=False,
        bridge_mtu=True,
        interface_sysctls=False,
        links_at_end=True,
        both_refused=True,
        subnets6_checked=True,
        hostname_checked=True,
        ports_typed=True,
        dangling_counts=True,
        failed_endpoint_stays=False,
        mode_network_needed=True,
        several_networks=True,
        anonymous_names=False,
        default_mode="bridge",
        dns_from_host=True,
        dns_host_always=False,
        dns_nxdomain_final=True,
        dns_servfail=True,
        link_variables=False,
        link_warning=LINK_WARNING,
        ports_open_to_bridges=True,
        bridge_skips_dnat=False,
    ),
)
