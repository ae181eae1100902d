"""Which keys a compose file may have, and of what kind their values are (the Compose specification's, as data)."""

from __future__ import annotations

from typing import Any, NamedTuple

# A kind is a word (str, int, num, bool, null; several joined by "|"), a List, a Keys, a Names, or a tuple of those for one-of.


class List(NamedTuple):
    """A list of one kind; ``unique`` when no two items may be equal."""

    kind: Any
    unique: bool = False


class Keys(NamedTuple):
    """A mapping with known keys; ``needed`` must be there; ``x-`` keys are always allowed, others when ``open``."""

    keys: dict[str, Any]
    needed: tuple[str, ...] = ()
    open: bool = False


class Names(NamedTuple):
    """A mapping from names of one's own to one kind."""

    kind: Any
    strict: bool = True


FLAG = "bool|str"
NUMBER = "num|str"
WHOLE = "int|str"
WORDS = List("str", unique=True)
WORDS_OR_WORD = ("str", WORDS)
PAIRS = (Names("str|num|bool|null", strict=False), WORDS)
COMMAND = ("null", "str", List("str"))
HOSTS = (Names(("str", List("str")), strict=False), WORDS)
FILES = List(("str", Keys({"source": "str", "target": "str", "uid": "str", "gid": "str", "mode": NUMBER})))
ULIMITS = Names((WHOLE, Keys({"hard": WHOLE, "soft": WHOLE}, ("soft", "hard"))), strict=False)
OPTIONS = Names("str|num", strict=False)
EXTERNAL = (FLAG, Keys({"name": "str"}))
HOOK = {"command": COMMAND, "user": "str", "privileged": FLAG, "working_dir": "str", "environment": PAIRS}
DEVICE = Keys({"capabilities": WORDS, "count": WHOLE, "device_ids": WORDS, "driver": "str", "options": PAIRS}, ("capabilities",))
RATE, WEIGHT = Keys({"path": "str", "rate": WHOLE}), Keys({"path": "str", "weight": WHOLE})

HEALTHCHECK = Keys(
    {
        **{key: "str" for key in ("interval", "timeout", "start_period", "start_interval")},
        "disable": FLAG,
        "retries": NUMBER,
        "test": ("str", List("str")),
    }
)
UPDATE = Keys(
    {
        **{key: "str" for key in ("delay", "failure_action", "monitor", "order")},
        "parallelism": WHOLE,
        "max_failure_ratio": NUMBER,
    }
)
LIMITS = {"cpus": NUMBER, "memory": "str"}
GENERIC = List(Keys({"discrete_resource_spec": Keys({"kind": "str", "value": NUMBER})}))
DEPLOY = (
    "null",
    Keys(
        {
            "mode": "str",
            "endpoint_mode": "str",
            "replicas": WHOLE,
            "labels": PAIRS,
            "update_config": UPDATE,
            "rollback_config": UPDATE,
            "resources": Keys(
                {
                    "limits": Keys({**LIMITS, "pids": WHOLE}),
                    "reservations": Keys({**LIMITS, "generic_resources": GENERIC, "devices": List(DEVICE)}),
                }
            ),
            "restart_policy": Keys({"condition": "str", "delay": "str", "max_attempts": WHOLE, "window": "str"}),
            "placement": Keys(
                {
                    "constraints": List("str"),
                    "preferences": List(Keys({"spread": "str"})),
                    "max_replicas_per_node": WHOLE,
                }
            ),
        }
    ),
)
WATCH = Keys(
    {
        **{key: "str" for key in ("path", "action", "target")},
        "ignore": WORDS_OR_WORD,
        "include": WORDS_OR_WORD,
        "exec": Keys(HOOK),
        "initial_sync": "bool",
    },
    ("path", "action"),
)
BUILD = Keys(
    {
        **{key: "str" for key in ("context", "dockerfile", "dockerfile_inline", "network", "target", "isolation")},
        **{key: List("str") for key in ("entitlements", "cache_from", "cache_to", "tags", "platforms")},
        **{key: PAIRS for key in ("args", "ssh", "labels", "additional_contexts")},
        **{key: FLAG for key in ("no_cache", "provenance", "sbom", "pull", "privileged")},
        "no_cache_filter": WORDS_OR_WORD,
        "shm_size": WHOLE,
        "extra_hosts": HOSTS,
        "secrets": FILES,
        "ulimits": ULIMITS,
    }
)
MOUNT = Keys(
    {
        **{key: "str" for key in ("type", "source", "target", "consistency")},
        "read_only": FLAG,
        "bind": Keys({"propagation": "str", "create_host_path": FLAG, "recursive": "str", "selinux": "str"}),
        "volume": Keys({"labels": PAIRS, "nocopy": FLAG, "subpath": "str"}),
        "tmpfs": Keys({"size": WHOLE, "mode": NUMBER}),
        "image": Keys({"subpath": "str"}),
    },
    ("type",),
)
PORT = Keys(
    {
        **{key: "str" for key in ("name", "mode", "host_ip", "protocol", "app_protocol")},
        "target": WHOLE,
        "published": WHOLE,
    }
)
ENDPOINT = Keys(
    {
        **{key: "str" for key in ("interface_name", "ipv4_address", "ipv6_address", "mac_address")},
        "aliases": WORDS,
        "link_local_ips": WORDS,
        "driver_opts": OPTIONS,
        "priority": "num",
        "gw_priority": "num",
    }
)
DEPENDENCY = Keys({"restart": FLAG, "required": FLAG, "condition": "str"}, ("condition",))
BLKIO = {f"device_{way}_{unit}": List(RATE) for way in ("read", "write") for unit in ("bps", "iops")}
SERVICE = Keys(
    {
        **{key: "str" for key in ("cgroup", "cgroup_parent", "container_name", "cpuset", "domainname", "hostname", "image", "ipc")},
        **{key: "str" for key in ("isolation", "mac_address", "network_mode", "platform", "pull_policy", "pull_refresh_after")},
        **{key: "str" for key in ("restart", "runtime", "stop_grace_period", "stop_signal", "user", "uts", "userns_mode", "working_dir")},
        **{key: FLAG for key in ("attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty")},
        **{key: NUMBER for key in ("cpu_shares", "cpu_quota", "cpu_period", "cpu_rt_period", "cpu_rt_runtime", "cpus")},
        **{key: NUMBER for key in ("mem_limit", "memswap_limit", "pids_limit", "shm_size")},
        **{key: WHOLE for key in ("cpu_count", "cpu_percent", "mem_reservation", "mem_swappiness", "oom_score_adj", "scale")},
        **{key: WORDS for key in ("cap_add", "cap_drop", "dns_opt", "external_links", "links", "security_opt", "volumes_from")},
        **{key: WORDS for key in ("device_cgroup_rules", "profiles")},
        **{key: WORDS_OR_WORD for key in ("dns", "dns_search", "tmpfs")},
        **{key: PAIRS for key in ("annotations", "environment", "labels", "sysctls")},
        **{key: COMMAND for key in ("command", "entrypoint")},
        **{key: FILES for key in ("configs", "secrets")},
        **{key: List(Keys(HOOK, ("command",))) for key in ("post_start", "pre_stop")},
        "pre_start": List(Keys({**HOOK, "image": "str", "per_replica": FLAG})),
        "develop": ("null", Keys({"watch": List(WATCH)})),
        "deploy": DEPLOY,
        "build": ("str", BUILD),
        "blkio_config": Keys({**BLKIO, "weight": WHOLE, "weight_device": List(WEIGHT)}),
        "credential_spec": Keys({"config": "str", "file": "str", "registry": "str"}),
        "depends_on": (WORDS, Names(DEPENDENCY)),
        "devices": List(("str", Keys({"source": "str", "target": "str", "permissions": "str"}, ("source",)))),
        "env_file": ("str", List(("str", Keys({"path": "str", "format": "str", "required": FLAG}, ("path",))))),
        "label_file": ("str", List("str")),
        "expose": List("str|num", unique=True),
        "extends": ("str", Keys({"service": "str", "file": "str"}, ("service",))),
        "provider": Keys({"type": "str", "options": Names(("str|num|bool", List("str|num|bool")), strict=False)}, ("type",)),
        "extra_hosts": HOSTS,
        "gpus": ("str", List(DEVICE)),
        "group_add": List("str|num", unique=True),
        "healthcheck": HEALTHCHECK,
        "logging": Keys({"driver": "str", "options": Names("str|num|null", strict=False)}),
        "models": (WORDS, Names(("null", Keys({"endpoint_var": "str", "model_var": "str"})))),
        "networks": (WORDS, Names(("null", ENDPOINT))),
        "pid": "str|null",
        "ports": List(("num", "str", PORT), unique=True),
        "storage_opt": Names("str|num|bool|null", strict=False),
        "ulimits": ULIMITS,
        "use_api_socket": "bool",
        "volumes": List(("str", MOUNT), unique=True),
    }
)
POOL = Keys({"subnet": "str", "ip_range": "str", "gateway": "str", "aux_addresses": Names("str", strict=False)})
NETWORK = (
    "null",
    Keys(
        {
            "name": "str",
            "driver": "str",
            "driver_opts": OPTIONS,
            "ipam": Keys({"driver": "str", "config": List(POOL), "options": Names("str", strict=False)}),
            "external": EXTERNAL,
            **{key: FLAG for key in ("internal", "enable_ipv4", "enable_ipv6", "attachable")},
            "labels": PAIRS,
        }
    ),
)
STORE = {"name": "str", "driver": "str", "driver_opts": OPTIONS, "external": EXTERNAL, "labels": PAIRS}
SECRET = Keys({**STORE, "environment": "str", "file": "str", "template_driver": "str"})
CONFIG = Keys(
    {
        **{key: "str" for key in ("name", "content", "environment", "file", "template_driver")},
        "external": EXTERNAL,
        "labels": PAIRS,
    }
)
MODEL = Keys({"name": "str", "model": "str", "context_size": "int", "runtime_flags": List("str")}, ("model",))
INCLUDE = List(("str", Keys({"path": WORDS_OR_WORD, "env_file": WORDS_OR_WORD, "project_directory": "str"})))
FILE = Keys(
    {
        "version": "str",
        "name": "str",
        "include": INCLUDE,
        "services": Names(SERVICE),
        "networks": Names(NETWORK),
        "volumes": Names(("null", Keys(STORE))),
        "secrets": Names(SECRET),
        "configs": Names(CONFIG),
        "models": Names(MODEL),
    }
)
