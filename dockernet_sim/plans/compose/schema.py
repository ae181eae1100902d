"""Which keys a compose file may have, and of what kind their values are (the Compose specification's, as data)."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

# A kind is a word (str, int, num, bool, null; several joined by "|"), a Word, a List, a Keys, a Names, or a tuple of
# those for one-of.


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


class Word(NamedTuple):
    """A string of a closed list, or one that a pattern matches."""

    pattern: str
    said: str


def one_word(*words: str) -> Word:
    """A string out of a closed list."""
    return Word(
        "|".join(map(re.escape, words)),
        "value must be " + ("one of " if len(words) > 1 else "") + ", ".join(f"'{word}'" for word in words),
    )


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
DEVICE = Keys(
    {"capabilities": WORDS, "count": WHOLE, "device_ids": WORDS, "driver": "str", "options": PAIRS}, ("capabilities",)
)
RATE, WEIGHT = Keys({"path": "str", "rate": WHOLE}), Keys({"path": "str", "weight": WHOLE})

HEALTHCHECK = Keys(
    {
        **dict.fromkeys(("interval", "timeout", "start_period", "start_interval"), "str"),
        "disable": FLAG,
        "retries": NUMBER,
        "test": ("str", List("str")),
    }
)
UPDATE = Keys(
    {
        **dict.fromkeys(("delay", "failure_action", "monitor"), "str"),
        "order": one_word("start-first", "stop-first"),
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
        "path": "str",
        "target": "str",
        "action": one_word("rebuild", "sync", "restart", "sync+restart", "sync+exec"),
        "ignore": WORDS_OR_WORD,
        "include": WORDS_OR_WORD,
        "exec": Keys(HOOK),
        "initial_sync": "bool",
    },
    ("path", "action"),
)
BUILD = Keys(
    {
        **dict.fromkeys(("context", "dockerfile", "dockerfile_inline", "network", "target", "isolation"), "str"),
        **{key: List("str") for key in ("entitlements", "cache_from", "cache_to", "tags", "platforms")},
        **dict.fromkeys(("args", "ssh", "labels", "additional_contexts"), PAIRS),
        **dict.fromkeys(("no_cache", "provenance", "sbom", "pull", "privileged"), FLAG),
        "no_cache_filter": WORDS_OR_WORD,
        "shm_size": WHOLE,
        "extra_hosts": HOSTS,
        "secrets": FILES,
        "ulimits": ULIMITS,
    }
)
MOUNT = Keys(
    {
        **dict.fromkeys(("source", "target", "consistency"), "str"),
        "type": one_word("bind", "volume", "tmpfs", "cluster", "npipe", "image"),
        "read_only": FLAG,
        "bind": Keys(
            {
                "propagation": "str",
                "create_host_path": FLAG,
                "recursive": one_word("enabled", "disabled", "writable", "readonly"),
                "selinux": one_word("z", "Z"),
            }
        ),
        "volume": Keys({"labels": PAIRS, "nocopy": FLAG, "subpath": "str"}),
        "tmpfs": Keys({"size": WHOLE, "mode": NUMBER}),
        "image": Keys({"subpath": "str"}),
    },
    ("type",),
)
PORT = Keys(
    {
        **dict.fromkeys(("name", "mode", "host_ip", "protocol", "app_protocol"), "str"),
        "target": WHOLE,
        "published": WHOLE,
    }
)
ENDPOINT = Keys(
    {
        **dict.fromkeys(("interface_name", "ipv4_address", "ipv6_address", "mac_address"), "str"),
        "aliases": WORDS,
        "link_local_ips": WORDS,
        "driver_opts": OPTIONS,
        "priority": "num",
        "gw_priority": "num",
    }
)
CONDITION = one_word("service_started", "service_healthy", "service_completed_successfully")
DEPENDENCY = Keys({"restart": FLAG, "required": FLAG, "condition": CONDITION}, ("condition",))
BLKIO = {f"device_{way}_{unit}": List(RATE) for way in ("read", "write") for unit in ("bps", "iops")}
PULLED = "always|never|build|if_not_present|missing|refresh|daily|weekly|every_([0-9]+[wdhms])+"
SERVICE = Keys(
    {
        **dict.fromkeys(("cgroup_parent", "cpuset", "domainname", "hostname", "image", "ipc"), "str"),
        **dict.fromkeys(("isolation", "mac_address", "network_mode", "platform", "pull_refresh_after"), "str"),
        **dict.fromkeys(
            ("restart", "runtime", "stop_grace_period", "stop_signal", "user", "uts", "userns_mode", "working_dir"),
            "str",
        ),
        **dict.fromkeys(("attach", "init", "oom_kill_disable", "privileged", "read_only", "stdin_open", "tty"), FLAG),
        **dict.fromkeys(("cpu_shares", "cpu_quota", "cpu_period", "cpu_rt_period", "cpu_rt_runtime", "cpus"), NUMBER),
        **dict.fromkeys(("mem_limit", "memswap_limit", "pids_limit", "shm_size"), NUMBER),
        **dict.fromkeys(
            ("cpu_count", "cpu_percent", "mem_reservation", "mem_swappiness", "oom_score_adj", "scale"), WHOLE
        ),
        **dict.fromkeys(
            ("cap_add", "cap_drop", "dns_opt", "external_links", "links", "security_opt", "volumes_from"), WORDS
        ),
        **dict.fromkeys(("device_cgroup_rules", "profiles"), WORDS),
        **dict.fromkeys(("dns", "dns_search", "tmpfs"), WORDS_OR_WORD),
        **dict.fromkeys(("annotations", "environment", "labels", "sysctls"), PAIRS),
        **dict.fromkeys(("command", "entrypoint"), COMMAND),
        **dict.fromkeys(("configs", "secrets"), FILES),
        **{key: List(Keys(HOOK, ("command",))) for key in ("post_start", "pre_stop")},
        "cgroup": one_word("host", "private"),
        "container_name": Word("[a-zA-Z0-9][a-zA-Z0-9_.-]+", "does not match pattern '[a-zA-Z0-9][a-zA-Z0-9_.-]+'"),
        "pull_policy": Word(PULLED, f"does not match pattern '{PULLED}'"),
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
        "provider": Keys(
            {"type": "str", "options": Names(("str|num|bool", List("str|num|bool")), strict=False)}, ("type",)
        ),
        "extra_hosts": HOSTS,
        "gpus": (one_word("all"), List(DEVICE)),
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
            **dict.fromkeys(("internal", "enable_ipv4", "enable_ipv6", "attachable"), FLAG),
            "labels": PAIRS,
        }
    ),
)
STORE = {"name": "str", "driver": "str", "driver_opts": OPTIONS, "external": EXTERNAL, "labels": PAIRS}
SECRET = Keys({**STORE, "environment": "str", "file": "str", "template_driver": "str"})
CONFIG = Keys(
    {
        **dict.fromkeys(("name", "content", "environment", "file", "template_driver"), "str"),
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
