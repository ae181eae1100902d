"""daemon.json's keys of later releases: what came, and what went."""

from __future__ import annotations

from types import MappingProxyType

from dockernet_sim.engine.daemonkeys import KEYS, KeyTable, by_key, key_set

CLASSIC = key_set("cluster-advertise cluster-store cluster-store-opts graph oom-score-adjust")
CORS, UPLOADED, KEY_PATH = "api-cors-header", "allow-nondistributable-artifacts", "deprecated-key-path"
PROXIES = "http-proxy https-proxy no-proxy"  # below "proxies" alone


def _later(table: KeyTable, more: dict[str, str], gone: frozenset[str] = frozenset()) -> MappingProxyType[str, str]:
    kept = {key: kind for key, kind in table.kinds.items() if key not in gone}
    return MappingProxyType({**kept, **by_key(more)})


KEYS_26: KeyTable = KEYS._replace(
    kinds=_later(
        KEYS,
        {
            "[]net.IP": "dns",
            "[]string": "cdi-spec-dirs",
            "map[string]map[string]string": "default-network-opts",
            "map[string]system.Runtime": "runtimes",
            "log.OutputFormat": "log-format",
            "config.Proxies": "proxies",
        },
        CLASSIC | {KEY_PATH},
    ),
    unread=(KEYS.unread - {"cluster-store-opt"})
    | {"cdi-spec-dir", "default-network-opt", "validate", KEY_PATH, *PROXIES.split()},
    flat=(KEYS.flat - {"cluster-store-opts"}) | {"default-network-opts"},
    absent=KEYS.absent | {"proxies"},
    failed="merged configuration validation from file and command line flags failed: ",
    whole=True,
    runc_reserved=False,
)
KEYS_28: KeyTable = KEYS_26._replace(
    kinds=_later(
        KEYS_26,
        {
            "bool": "allow-direct-routing ip-forward-no-drop",
            "string": "bip6",
            "[]netip.Addr": "host-gateway-ips",
            "map[string]*container.Ulimit": "default-ulimits",
        },
        frozenset((UPLOADED,)),
    ),
    unread=KEYS_26.unread | {"feature", UPLOADED},
    absent=KEYS_26.absent | {"bip6"},
    bases_checked=True,
    cors_removed=True,
)
KEYS_29: KeyTable = KEYS_28._replace(
    kinds=_later(
        KEYS_28,
        {
            "string": "bridge-accept-fwmark firewall-backend min-api-version",
            "int": "default-stop-timeout",
            "[]netip.Addr": "dns",
            "opts.NRIOpts": "nri-opts",
        },
        frozenset((CORS,)),
    ),
    flat=KEYS_28.flat | {"nri-opts"},
    absent=KEYS_28.absent | {"min-api-version"},
    invalid="invalid JSON: ",
)
