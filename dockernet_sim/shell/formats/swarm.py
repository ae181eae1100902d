"""The rows of ``docker node ls``, and what ``docker node inspect --pretty`` prints."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dockernet_sim.shell.formats.table import Rows
from dockernet_sim.shell.formats.units import bytes_size
from dockernet_sim.shell.templates.gotypes import StructType
from dockernet_sim.shell.templates.show import show
from dockernet_sim.shell.templates.values import Time

NODE = StructType("swarm.Node", ())
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


def nothing(heads: tuple[str, ...]) -> Rows:
    """A list without rows."""
    names = {f"C{number}": head for number, head in enumerate(heads)}
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
