"""A plan as docker commands, in the order in which ``docker compose up`` makes its calls."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import replace

from dockernet_sim.plans.plan import EndpointPlan, NetworkPlan, Plan, PortPlan, ServicePlan

PROJECT = "com.docker.compose.project"
SERVICE = "com.docker.compose.service"
NETWORK = "com.docker.compose.network"


def commands(plan: Plan, several: bool = False) -> list[str]:
    """The lines that make the plan's networks and containers, and start them.

    Parameters
    ----------
    plan : Plan
        What to make.
    several : bool
        Whether the engine takes several networks at once (API 1.44 and later); otherwise the others are connected
        before the start.

    Returns
    -------
    list of str
        Lines for a root shell on the host.

    Examples
    --------
    >>> from dockernet_sim.plans.plan import Plan, ServicePlan
    >>> plan = Plan("p", {"web": ServicePlan("web", ["p-web-1"], image="nginx", mode="host")})
    >>> for line in commands(plan):
    ...     print(line)
    docker create --name p-web-1 --network host --label com.docker.compose.project=p --label com.docker.compose.service=web nginx
    docker start p-web-1
    """  # noqa: E501
    lines = [network(plan.project, each) for each in plan.networks.values() if not each.external]
    order = ordered(plan)
    for service in order:
        for index in range(len(service.containers)):
            lines += container(plan, service, index, several)
    lines += [f"docker start {name}" for service in order for name in service.containers]
    return lines


def ordered(plan: Plan) -> list[ServicePlan]:
    """Services behind those that they depend on."""
    done: dict[str, ServicePlan] = {}

    def visit(name: str, depth: int) -> None:
        if name in done or name not in plan.services or depth > len(plan.services):
            return
        for other in sorted(plan.services[name].depends_on):
            visit(other, depth + 1)
        done.setdefault(name, plan.services[name])

    for name in sorted(plan.services):
        visit(name, 0)
    return list(done.values())


def network(project: str, plan: NetworkPlan) -> str:
    """The line that makes one network."""
    words = ["docker", "network", "create"]
    words += ["--driver", plan.driver] if plan.driver else []
    words += ["--internal"] if plan.internal else []
    words += ["--attachable"] if plan.attachable else []
    words += ["--ipv6"] if plan.enable_ipv6 else []
    words += ["--ipv4=false"] if plan.enable_ipv4 is False else []
    for pool in plan.subnets:
        for flag, value in (("--subnet", pool.subnet), ("--ip-range", pool.ip_range), ("--gateway", pool.gateway)):
            words += [flag, value] if value else []
        words += [word for name, address in pool.aux.items() for word in ("--aux-address", f"{name}={address}")]
    words += [word for key, value in plan.options.items() for word in ("-o", f"{key}={value}")]
    words += ["--label", f"{NETWORK}={plan.key}", "--label", f"{PROJECT}={project}", plan.name]
    return shlex.join(words)


def container(
    plan: Plan, service: ServicePlan, index: int, several: bool, labels: Mapping[str, str] | None = None
) -> Iterator[str]:
    """The lines that make one container and connect it; `labels` are further ones."""
    name = service.containers[index]
    joined = sorted(service.networks.items(), key=lambda item: (-item[1].priority, item[0]))
    linked = links(plan, service, index)
    words = ["docker", "create", "--name", name, *mode(plan, service)]
    words += [word for link in linked for word in ("--link", link)] if service.mode in ("", "bridge", "default") else []
    at_once = joined if several else joined[:1]
    for network_name, endpoint in at_once:
        if (network_name, endpoint) == joined[0] and several:
            endpoint = replace(endpoint, mac=endpoint.mac or service.mac_address)
        words += first(network_name, endpoint, name, several)
    words += [*settings(service), "--label", f"{PROJECT}={plan.project}", "--label", f"{SERVICE}={service.name}"]
    words += [word for key, value in (labels or {}).items() for word in ("--label", f"{key}={value}")]
    yield shlex.join([*words, *entry(service), service.image or f"{plan.project}-{service.name}", *arguments(service)])
    for network_name, endpoint in joined[len(at_once) :]:
        yield shlex.join(["docker", "network", "connect", *further(endpoint, name, linked), network_name, name])


def mode(plan: Plan, service: ServicePlan) -> list[str]:
    """The network mode, where it is no network of the project;
    docker0 goes unsaid, as ``--network bridge`` takes no links."""
    if service.mode in ("bridge", "default"):
        return []
    if service.mode.startswith("service:"):
        owner = plan.services.get(service.mode.removeprefix("service:"))
        return ["--network", f"container:{owner.containers[0]}"] if owner and owner.containers else []
    return ["--network", service.mode] if service.mode else []


def names(endpoint: EndpointPlan, container_name: str) -> list[str]:
    """What the container is called on the network: its own name first."""
    return list(dict.fromkeys([container_name, *endpoint.aliases]))


def first(network_name: str, endpoint: EndpointPlan, container_name: str, long: bool) -> list[str]:
    """The flags of a network at create; the long form where there are several."""
    if long:
        parts = [f"name={network_name}", *[f"alias={alias}" for alias in names(endpoint, container_name)]]
        parts += [f"ip={endpoint.ipv4}"] if endpoint.ipv4 else []
        parts += [f"ip6={endpoint.ipv6}"] if endpoint.ipv6 else []
        parts += [f"mac-address={endpoint.mac}"] if endpoint.mac else []
        parts += [f"gw-priority={endpoint.gw_priority}"] if endpoint.gw_priority else []
        parts += [f"driver-opt={key}={value}" for key, value in endpoint.options.items()]
        return ["--network", ",".join(parts)]
    words = ["--network", network_name]
    words += [word for alias in names(endpoint, container_name) for word in ("--network-alias", alias)]
    words += ["--ip", endpoint.ipv4] if endpoint.ipv4 else []
    return words + (["--ip6", endpoint.ipv6] if endpoint.ipv6 else [])


def further(endpoint: EndpointPlan, container_name: str, linked: list[str]) -> list[str]:
    """The flags of ``docker network connect``."""
    words = [word for alias in names(endpoint, container_name) for word in ("--alias", alias)]
    words += ["--ip", endpoint.ipv4] if endpoint.ipv4 else []
    words += ["--ip6", endpoint.ipv6] if endpoint.ipv6 else []
    return words + [word for link in linked for word in ("--link", link)]


def links(plan: Plan, service: ServicePlan, index: int) -> list[str]:
    """``CONTAINER:ALIAS`` for each link;
    the numbered aliases carry the number of the linking container, as Compose has it."""
    found = []
    for link in service.links:
        other, _, alias = link.partition(":")
        target = plan.services.get(other)
        for name in target.containers if target else []:
            number = index + 1
            found += [
                f"{name}:{each}" for each in (alias or other, f"{other}-{number}", f"{plan.project}-{other}-{number}")
            ]
    for link in service.external_links:
        other, _, alias = link.partition(":")
        found.append(f"{other}:{alias or other}")
    return list(dict.fromkeys(found))


def settings(service: ServicePlan) -> Iterator[str]:
    """The flags of a container that have nothing to do with which networks it joins."""
    for flag, value in (
        ("--hostname", service.hostname),
        ("--domainname", service.domainname),
        ("--restart", service.restart),
    ):
        if value:
            yield from (flag, value)
    lists = [("--add-host", [line.replace("=", ":", 1) for line in service.extra_hosts]), ("--dns", service.dns)]
    lists += [("--dns-search", service.dns_search), ("--dns-option", service.dns_opt), ("--expose", service.expose)]
    lists += [("--cap-add", service.cap_add), ("--cap-drop", service.cap_drop)]
    lists.append(("-p", [published(port) for port in service.ports]))
    lists.append(("-e", [name if value is None else f"{name}={value}" for name, value in service.environment.items()]))
    lists.append(("--sysctl", [f"{name}={value}" for name, value in service.sysctls.items()]))
    for flag, values in lists:
        for value in values:
            yield from (flag, value)
    yield from (["--privileged"] if service.privileged else [])
    yield from (["-t"] if service.tty else [])
    yield from (["-i"] if service.stdin_open else [])
    yield from healthcheck(service)


def published(port: PortPlan) -> str:
    """One published port, as ``-p`` takes it."""
    address = f"[{port.host_ip}]" if ":" in port.host_ip else port.host_ip
    before = f"{address}:{port.published}:" if address else f"{port.published}:" if port.published else ""
    return f"{before}{port.target}/{port.protocol}"


def healthcheck(service: ServicePlan) -> Iterator[str]:
    """The flags of a health check."""
    health = service.health
    if health is None:
        return
    if health.disable or health.test == ["NONE"]:
        yield "--no-healthcheck"
        return
    if health.test:
        yield from ("--health-cmd", health.test[1] if health.test[0] == "CMD-SHELL" else shlex.join(health.test[1:]))
    for flag, seconds in (
        ("interval", health.interval),
        ("timeout", health.timeout),
        ("start-period", health.start_period),
    ):
        if seconds is not None:
            yield from (f"--health-{flag}", f"{seconds:g}s")
    if health.retries is not None:
        yield from ("--health-retries", str(health.retries))


def entry(service: ServicePlan) -> list[str]:
    """The entry point, its first word: the others stand before the command's."""
    return (
        ["--entrypoint", service.entrypoint[0] if service.entrypoint else ""] if service.entrypoint is not None else []
    )


def arguments(service: ServicePlan) -> list[str]:
    """What stands behind the image."""
    return [*(service.entrypoint or [])[1:], *(service.command or [])]
