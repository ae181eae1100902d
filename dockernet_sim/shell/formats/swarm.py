"""The rows of ``docker node ls``, and what ``docker node inspect --pretty`` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.types import ANY_STRUCT, plain, struct
from dockernet_sim.shell.formats.units import bytes_size
from dockernet_sim.shell.templates.gotypes import (
    BOOL,
    BYTES,
    INT64,
    STRING,
    STRING_MAP,
    TIME,
    UINT64,
    Field,
    PointerTo,
    SliceOf,
    StructType,
)
from dockernet_sim.shell.templates.show import show
from dockernet_sim.shell.templates.values import Time

PLUGIN = struct("swarm.PluginDescription", *plain(STRING, "Type?", "Name?"))
TLS_INFO = struct(
    "swarm.TLSInfo", *plain(STRING, "TrustRoot?"), *plain(BYTES, "CertIssuerSubject?", "CertIssuerPublicKey?")
)
RESOURCES = struct(
    "swarm.Resources", *plain(INT64, "NanoCPUs?", "MemoryBytes?"), *plain(SliceOf(ANY_STRUCT), "GenericResources?")
)
ENGINE = struct(
    "swarm.EngineDescription",
    *plain(STRING, "EngineVersion?"),
    *plain(STRING_MAP, "Labels?"),
    *plain(SliceOf(PLUGIN), "Plugins?"),
)
ANNOTATIONS = struct("swarm.Annotations", *plain(STRING, "Name?"), *plain(STRING_MAP, "Labels"))
SPEC = struct(
    "swarm.NodeSpec",
    Field("Annotations", ANNOTATIONS, embedded=True),
    *plain(STRING, "Role?", "Availability?"),
)


def _node(string: str, *more: Field) -> StructType:
    """swarm.Node; later clients' Version prints as its number, and their Description has `more`."""
    version = StructType("swarm.Version", (*plain(UINT64, "Index?"),), string)
    about = struct(
        "swarm.NodeDescription",
        *plain(STRING, "Hostname?"),
        Field("Platform", struct("swarm.Platform", *plain(STRING, "Architecture?", "OS?"))),
        Field("Resources", RESOURCES),
        Field("Engine", ENGINE),
        Field("TLSInfo", TLS_INFO),
        *more,
    )
    manager = struct("swarm.ManagerStatus", *plain(BOOL, "Leader?"), *plain(STRING, "Reachability?", "Addr?"))
    return struct(
        "swarm.Node",
        Field("ID", STRING),
        Field(
            "Meta",
            struct("swarm.Meta", Field("Version", version), *plain(TIME, "CreatedAt", "UpdatedAt")),
            embedded=True,
        ),
        Field("Spec", SPEC),
        Field("Description", about),
        Field("Status", struct("swarm.NodeStatus", *plain(STRING, "State?", "Message?", "Addr?"))),
        Field("ManagerStatus", PointerTo(manager), omit_empty=True),
    )


NODE = _node("")
LATER_NODE = _node("Index", *plain(SliceOf(ANY_STRUCT), "CSIInfo?"))
HEADERS = {
    "ID": "ID", "Self": "", "Hostname": "HOSTNAME", "Status": "STATUS", "Availability": "AVAILABILITY",
    "ManagerStatus": "MANAGER STATUS", "EngineVersion": "ENGINE VERSION", "TLSStatus": "TLS STATUS",
}  # fmt: skip
TABLE = (
    "{{.ID}} {{if .Self}}*{{else}} {{ end }}\t{{.Hostname}}\t{{.Status}}\t{{.Availability}}\t{{.ManagerStatus}}\t"
    "{{.EngineVersion}}"
)
RAW = (
    "node_id: {{.ID}}\nhostname: {{.Hostname}}\nstatus: {{.Status}}\navailability: {{.Availability}}\n"
    "manager_status: {{.ManagerStatus}}\n"
)
HEADS = {
    "services": ("ID", "NAME", "MODE", "REPLICAS", "IMAGE", "PORTS"),
    "secrets": ("ID", "NAME", "DRIVER", "CREATED", "UPDATED"),
    "configs": ("ID", "NAME", "CREATED", "UPDATED"),
    "stacks": ("NAME", "SERVICES"),
    "stacks with orchestrator": ("NAME", "SERVICES", "ORCHESTRATOR"),
    "tasks": ("ID", "NAME", "IMAGE", "NODE", "DESIRED STATE", "CURRENT STATE", "ERROR", "PORTS"),
}
PRETTY = """ID:			{ID}
Hostname:              	{hostname}
Joined at:             	{joined}
Status:
 State:			{state}
 Availability:         	{availability}
 Address:		{address}
Manager Status:
 Address:		{manager}
 Raft Status:		{raft}
 Leader:		Yes
Platform:
 Operating System:	{os}
 Architecture:		{architecture}
Resources:
 CPUs:			{cpus}
 Memory:		{memory}
Plugins:
{plugins}
Engine Version:		{engine}
TLS Info:
 TrustRoot:
{root}
 Issuer Subject:	{subject}
 Issuer Public Key:	{key}"""


def node_rows(nodes: list[dict[str, Any]], swarm: Mapping[str, Any]) -> Rows:
    """The Engine API's list of nodes as rows; `swarm` is that of info."""
    return Rows("*node.nodeContext", HEADERS, [_row(each, swarm) for each in nodes], TABLE, raw=RAW)


FIELDS = {"ID": "ID", "CREATED": "CreatedAt", "UPDATED": "UpdatedAt"}
"""What templates call a column, where that is not its head."""


def nothing(heads: tuple[str, ...]) -> Rows:
    """A list without rows."""
    names = {FIELDS.get(head) or head.title().replace(" ", ""): head for head in heads}
    return Rows("*formatter.Context", names, [], "\t".join(f"{{{{.{name}}}}}" for name in names))


def _row(node: dict[str, Any], swarm: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "ID": lambda: node["ID"],
        "Self": lambda: node["ID"] == swarm["NodeID"],
        "Hostname": lambda: node["Description"]["Hostname"],
        "Status": lambda: node["Status"]["State"].title(),
        "Availability": lambda: node["Spec"]["Availability"].title(),
        "ManagerStatus": lambda: "Leader",
        "EngineVersion": lambda: node["Description"]["Engine"]["EngineVersion"],
        "TLSStatus": lambda: "Ready",
    }


def node_text(node: dict[str, Any]) -> str:
    """``docker node inspect --pretty``"""
    about, manager, tls = node["Description"], node["ManagerStatus"], node["Description"]["TLSInfo"]
    kinds: dict[str, list[str]] = {}
    for each in about["Engine"]["Plugins"]:
        kinds.setdefault(each["Type"], []).append(each["Name"])
    return PRETTY.format(
        ID=node["ID"], hostname=about["Hostname"], joined=show(str(Time(node["CreatedAt"])).lower()),
        state=node["Status"]["State"].title(), availability=node["Spec"]["Availability"].title(),
        address=node["Status"]["Addr"], manager=manager["Addr"], raft=manager["Reachability"].title(),
        os=about["Platform"]["OS"], architecture=about["Platform"]["Architecture"],
        cpus=about["Resources"]["NanoCPUs"] // 1_000_000_000, memory=bytes_size(about["Resources"]["MemoryBytes"]),
        plugins="\n".join(f" {kind}:\t\t{', '.join(names)}" for kind, names in kinds.items()),
        engine=about["Engine"]["EngineVersion"], root=tls["TrustRoot"], subject=tls["CertIssuerSubject"],
        key=tls["CertIssuerPublicKey"],
    )  # fmt: skip
