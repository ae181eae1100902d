"""What a question takes for granted and a dump cannot tell:
that an address exists out there, and that a program listens."""

from __future__ import annotations

from dockernet_sim.linux.netns import NetNs
from dockernet_sim.plans.hosts.dump import name_of
from dockernet_sim.plans.hosts.listening import COMMAND, SEEN
from dockernet_sim.plans.hosts.outside import INTERNET, LIMIT, meet, server
from dockernet_sim.plans.hosts.standing import HostLab
from dockernet_sim.plans.listening import HOST
from dockernet_sim.wire.address import in_net, ip_int, ip_text, is_loopback
from dockernet_sim.world.world import World


def prepare(host: HostLab, target: str, port: int) -> list[str]:
    """Put there what the question is about.

    Parameters
    ----------
    host : HostLab
        The lab of a dump.
    target : str
        A name or an address.
    port : int
        A TCP port; 0 for a ping.

    Returns
    -------
    list of str
        What is supposed.
    """
    world = host.world
    container = _container(host, target)
    if container:
        return _listens(host, container, port) if port else []
    if target == INTERNET and INTERNET in world.machines:
        return _out_there(host, world.machines[INTERNET].address, port)
    try:
        address = ip_int(target)
    except ValueError:
        return []
    return [] if is_loopback(address) else _out_there(host, ip_text(address), port)


def _container(host: HostLab, target: str) -> str:
    """The running container that a name or an address means; empty without one."""
    service = host.plan.services.get(target)
    if service and service.containers:
        target = service.containers[0]
    for each in host.dump.running:
        addresses = {end["IPAddress"] for end in each["NetworkSettings"]["Networks"].values()}
        aliases = {alias for end in each["NetworkSettings"]["Networks"].values() for alias in end["Aliases"] or ()}
        if target == name_of(each) or target in addresses or target in aliases:
            return name_of(each)
    return ""


def _listens(host: HostLab, container: str, port: int) -> list[str]:
    """A program for a port on which the dump does not say that nothing listens."""
    world = host.world
    if not world.containers_called(container):
        return []
    known = host.listening.get(container)
    reason = known.reason if known is not None else "image"
    sockets = world.place(container).ns.sockets
    if any(each.port == port for each in sockets.listeners()):
        return []
    if reason in (SEEN, COMMAND):
        return [f"{known} in {container}"] if known is not None else []
    start_inside(world, container, port)
    return [f"{container} listens on {port}: the dump does not tell (ss -ltn inside it would)"]


def start_inside(world: World, container: str, port: int) -> None:
    """Let something listen in a container's namespace."""
    shown = world.run_line(HOST, f"docker inspect -f '{{{{.State.Pid}}}}' {container}", LIMIT)
    world.start_task(["nsenter", "-t", shown.stdout.strip(), "-n", *server(port)], HOST)
    world.run_until(world.clock.now + 0.1)


def _out_there(host: HostLab, address: str, port: int) -> list[str]:
    """An address outside the host: it is given to what lies behind the device that leads there."""
    world, around = host.world, host.around
    vm = world.machine(HOST).host.root
    number = ip_int(address)
    if around is None or number in vm.ip.fib.local or address in (world.machine("lan").address,):
        return []
    if any(in_net(number, each.net, each.plen) for each in vm.ip.fib.routes() if each.plen and bridged(each)):
        return []
    route = vm.ip.fib.lookup(number)
    device = route.dev.name if route is not None and route.dev is not None else ""
    if device not in around.beyond:
        meet(world, address, (port,) if port else ())
    for name in dict.fromkeys([device, *by_policy(vm, number)]):
        if name in around.beyond:
            _behind(world, around.beyond[name], address, port)
    return (
        [f"{address}{f' listens on {port}' if port else ' is there'}, and so does the network between"]
        if device
        else []
    )


def by_policy(vm: NetNs, address: int) -> list[str]:
    """The devices that policy routing may send an address to."""
    tables = vm.ip.fib.policy.tables.values() if vm.ip.fib.policy is not None else ()
    found = [each for table in tables for each in table.routes() if in_net(address, each.net, each.plen)]
    return [each.dev.name for each in found if each.dev is not None]


def _behind(world: World, namespace: str, address: str, port: int) -> None:
    """The address is there, too, behind one of the host's other devices."""
    world.run_line(HOST, f"ip netns exec {namespace} ip addr add {address}/32 dev lo", LIMIT)
    if port:
        world.start_task(["ip", "netns", "exec", namespace, *server(port)], HOST)
        world.run_until(world.clock.now + 0.1)


def bridged(route: object) -> bool:
    """Whether a route leads to one of Docker's bridges."""
    dev = getattr(route, "dev", None)
    return dev is not None and dev.kind == "bridge"


__all__ = ["prepare", "start_inside"]
