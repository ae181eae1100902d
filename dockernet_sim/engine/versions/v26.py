"""Docker 26.1.5, as Debian 13 packages it: 20.10's rules, MACs and pools;
names, files and checks as later releases have them."""

from dataclasses import replace

from dockernet_sim.engine.inspect.later import SHAPE_26
from dockernet_sim.engine.names.files import CommentedFiles
from dockernet_sim.engine.versions.flags import FLAGS_26
from dockernet_sim.engine.versions.keys import KEYS_26
from dockernet_sim.engine.versions.release import LOGGERS, Build
from dockernet_sim.engine.versions.texts import TEXTS_26
from dockernet_sim.engine.versions.v20_10 import V20_10
from dockernet_sim.engine.versions.v29 import COMPONENTS

V26 = replace(
    V20_10,
    name="26",
    build=Build(
        release="26.1.5+dfsg1",
        api="1.45",
        min_api="1.24",
        go="go1.24.4",
        git_commit="411e817",
        built="Mon Jul 21 09:00:00 2025",
        components=COMPONENTS,
    ),
    files=CommentedFiles(),
    log_drivers=LOGGERS,
    shapes=(((1, 0), SHAPE_26),),
    flags=FLAGS_26,
    keys=KEYS_26,
    texts=TEXTS_26,
    rules=V20_10.rules._replace(
        prunes_named=False,
        internal_default_route=False,
        host_bits=False,
        kernel_memory=False,
        twins=False,
        small_pools=True,
        checked_early=True,
        several_networks=True,
        anonymous_names=False,
        default_mode="bridge",
        dns_host_always=False,
        dns_nxdomain_final=True,
        dns_servfail=True,
        ipv6_loopback=True,
        forwarding_now=False,
        stale_default=False,
        bridge_mtu=True,
        both_refused=True,
        link_local_kept=True,
    ),
)
