"""A dump stood up as a lab."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dockernet_sim.engine.container.request import asked_links
from dockernet_sim.plans.hosts.dump import HostDump, Json, name_of
from dockernet_sim.plans.hosts.engine import PREDEFINED, Copying, network_body
from dockernet_sim.plans.hosts.inspect import mode_of, pool, service_of
from dockernet_sim.plans.hosts.kernel import settle
from dockernet_sim.plans.hosts.listening import provide
from dockernet_sim.plans.hosts.outside import Outside, furnish
from dockernet_sim.plans.listening import HOST, Listening
from dockernet_sim.plans.plan import EndpointPlan, NetworkPlan, Plan, PoolPlan, PortPlan, ServicePlan
from dockernet_sim.wire.address import ip_text
from dockernet_sim.world.world import World

LIMIT = 60.0
SETTLED = 2.0  # seconds in which all programs have come to listen


@dataclass
class HostLab:
    """A host in a lab.

    Attributes
    ----------
    plan : Plan
        The same containers as services, for those who ask by service.
    listening : dict
        By container, how its listening is known.
    absent : dict
        By container, its networks that the lab does not have.
    marked : list of str
        Rules that the model cannot ask in full.
    around : Outside or None
        What was put around the host, if its addresses are known.
    """

    world: World
    dump: HostDump
    plan: Plan
    listening: dict[str, Listening] = field(default_factory=dict)
    absent: dict[str, list[str]] = field(default_factory=dict)
    marked: list[str] = field(default_factory=list)
    around: Outside | None = None

    @property
    def notes(self) -> list[str]:
        """What was left out, replaced or supposed."""
        return list(dict.fromkeys(self.dump.notes))

    def gateway(self, container: str, network: str) -> str:
        """The gateway that an endpoint shows, if it is where the container's default route leads."""
        given = self.dump.container(container)
        endpoint = given["NetworkSettings"]["Networks"].get(network, {}) if given else {}
        gateway = str(endpoint.get("Gateway") or "")
        return gateway if given and gateway and default_gateway(self.dump, given) == gateway else ""


def stand(world: World, dump: HostDump, listen: Mapping[str, Sequence[str]] | None = None) -> HostLab:
    """Make the dump's networks and containers, and then let its rules, routes and settings be as they were.

    Parameters
    ----------
    world : World
        A fresh world whose engine was started with :func:`flags`.
    dump : HostDump
        The host.
    listen : mapping, optional
        Ports by container on which it listens, whatever else is known.

    Returns
    -------
    HostLab
    """
    programs = provide(world, dump, listen)
    around = furnish(world, dump)
    copying = Copying(world, dump, programs)
    copying.copy()
    world.run_until(world.clock.now + SETTLED)
    set_gateways(world, dump, copying)
    marked = settle(world, dump, around)
    known = {name: each.listening for name, each in programs.items() if each.listening is not None}
    absent = {name: each for name, each in copying.absent.items() if each}
    return HostLab(world, dump, plan_of(dump), known, absent, marked, around)


def flags(dump: HostDump) -> str:
    """dockerd's flags that the dump's docker0 and daemon.json tell."""
    words = []
    bridge = dump.network("bridge")
    config = pool(bridge) if bridge else {}
    if config.get("Subnet"):
        gateway = config.get("Gateway") or (config["Subnet"].rpartition(".")[0] + ".1")
        own = f"{gateway}/{config['Subnet'].partition('/')[2]}"
        words += [f"--bip={own}"] if own != "172.17.0.1/16" else []
    options = (bridge or {}).get("Options") or {}
    for key, flag in (("enable_icc", "icc"), ("enable_ip_masquerade", "ip-masq")):
        if str(options.get(f"com.docker.network.bridge.{key}", "true")).lower() in ("0", "false"):
            words.append(f"--{flag}=false")
    for key in ("iptables", "ip-masq", "icc", "userland-proxy"):
        if dump.daemon.get(key) is False and f"--{key}=false" not in words:
            words.append(f"--{key}=false")
    published = any(bound for each in dump.running for bound in each["NetworkSettings"]["Ports"].values())
    proxied = any(each.program == "docker-proxy" for each in dump.listeners or ())
    named = any(each.program for each in dump.listeners or ())
    if dump.listeners and named and published and not proxied and "--userland-proxy=false" not in words:
        words.append("--userland-proxy=false")
    words += [f"--dns={server}" for server in dump.daemon.get("dns") or () if ":" not in server]
    return " ".join(words)


def set_gateways(world: World, dump: HostDump, copying: Copying) -> None:
    """Give containers the default route that the dump tells, where the lab's engine chose another one."""
    for each in dump.running:
        name = name_of(each)
        wanted = default_gateway(dump, each)
        if name not in copying.created or wanted is None or name in dump.container_routes:
            continue
        engine = world.engine(HOST)
        place = engine.containers.place(engine.containers.get(name).id)
        if place is None:
            continue
        have = next((route.gateway for route in place.ns.ip.fib.routes() if route.plen == 0), 0)
        if have and ip_text(have) != wanted:
            network = next(
                (key for key, end in each["NetworkSettings"]["Networks"].items() if end["Gateway"] == wanted), ""
            )
            inside = f"nsenter -t $(docker inspect -f '{{{{.State.Pid}}}}' {name}) -n ip route"
            line = (
                f"{inside} replace default via {wanted}"
                if network not in copying.absent[name]
                else f"{inside} del default"
            )
            world.run_line(HOST, line, LIMIT)


def default_gateway(dump: HostDump, container: Json) -> str | None:
    """The gateway of the endpoint with the highest GwPriority; None where the dump leaves it to the engine's order."""
    endpoints = container["NetworkSettings"]["Networks"]
    chosen = {name: end for name, end in endpoints.items() if end.get("GwPriority")}
    if not chosen:
        return None
    first = min(endpoints, key=lambda name: (-(endpoints[name].get("GwPriority") or 0), name))
    return str(endpoints[first]["Gateway"])


def plan_of(dump: HostDump) -> Plan:
    """The dump as a plan: Compose's services, or each container as a service of its own."""
    plan = Plan("host")
    for each in dump.networks:
        plan.networks[each["Name"]] = network_plan(each)
    for each in dump.running:
        name = service_of(each)
        service = plan.services.setdefault(
            name, ServicePlan(name, [], image=str(each["Config"]["Image"]), mode=mode_of(dump, each))
        )
        service.containers.append(name_of(each))
        service.extra_hosts += [text.replace(":", "=", 1) for text in each["HostConfig"].get("ExtraHosts") or ()]
        service.links += asked_links(each["HostConfig"].get("Links"))
        service.ports += published(each)
        for key, endpoint in each["NetworkSettings"]["Networks"].items():
            there = dump.network(endpoint["NetworkID"]) or dump.network(key)
            network = there["Name"] if there else key
            own = service.networks.setdefault(network, EndpointPlan())
            own.aliases += [alias for alias in endpoint["Aliases"] or () if alias != each["Id"][:12]]
            service.links += asked_links(endpoint["Links"])
    for service in plan.services.values():
        if any(network in service.networks for network in ("bridge", "host", "none")):
            service.networks = {
                key: own for key, own in service.networks.items() if key not in ("bridge", "host", "none")
            }
            service.mode = "bridge" if service.mode == "default" else service.mode
    return plan


def network_plan(given: Json) -> NetworkPlan:
    """One network; Docker's own three count as there already."""
    body = network_body(given)
    subnets = [
        PoolPlan(
            str(pool.get("Subnet", "")),
            str(pool.get("Gateway", "")),
            str(pool.get("IPRange", "")),
            dict(pool.get("AuxiliaryAddresses") or {}),
        )
        for pool in body["IPAM"]["Config"]
    ]
    name, own = given["Name"], given["Name"] in PREDEFINED
    return NetworkPlan(
        name, name, given["Driver"], bool(given["Internal"]), own, options=body["Options"], subnets=subnets
    )


def published(container: Json) -> list[PortPlan]:
    """The ports that a container asks the host for."""
    found = []
    for key, bound in (container["HostConfig"].get("PortBindings") or {}).items():
        number, _, proto = key.partition("/")
        found += [
            PortPlan(each.get("HostIp") or "", each.get("HostPort") or "", int(number), proto or "tcp")
            for each in bound or ()
        ]
    return found
