"""A host with libnetwork on it, put together by hand: what the tests of drivers and sandboxes stand on."""

from dataclasses import dataclass

from dockernet_sim.engine.cnm.controller import Controller
from dockernet_sim.engine.cnm.endpoint import Endpoint
from dockernet_sim.engine.cnm.sandbox import Sandbox, SandboxOptions
from dockernet_sim.engine.drivers.base import Connectivity, Machine
from dockernet_sim.engine.flags import parse_flags
from dockernet_sim.engine.versions import release
from dockernet_sim.linux.host import Host
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.link.line import Line
from dockernet_sim.linux.link.veth import veth_pair
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.task import Place
from dockernet_sim.sim.clock import Clock
from dockernet_sim.sim.identity import Identity
from dockernet_sim.sim.trace import Trace
from dockernet_sim.wire.address import ip_int


@dataclass
class Lab:
    """vm with a controller, and lan on the other end of its eth0."""

    vm: Host
    lan: Host
    controller: Controller

    def container(
        self, name: str, *networks: str, wants: Connectivity | None = None, start: bool = True, **options: object
    ) -> Sandbox:
        """A sandbox on these networks, as a container of that name has one."""
        identity = f"{name:c<64}"
        chosen = SandboxOptions(hostname=name, netns_name=name, wants=wants or Connectivity(), **options)  # type: ignore[arg-type]
        sandbox = self.controller.new_sandbox(identity, chosen)
        for network in networks or ("bridge",):
            self.connect(sandbox, network)
        if start:
            sandbox.attach()
        return sandbox

    def connect(self, sandbox: Sandbox, network: str, **options: object) -> Endpoint:
        """Another network for it."""
        found = self.controller.network(network)
        assert found is not None
        user_defined = not found.predefined
        name = sandbox.options.netns_name
        endpoint = found.create_endpoint(name, anonymous=not user_defined, resolution=user_defined, **options)  # type: ignore[arg-type]
        endpoint.join(sandbox)
        return endpoint

    def rules(self, table: str, chain: str, ns: NetNs | None = None) -> list[str]:
        """A chain as `iptables -S` prints it."""
        return [str(rule) for rule in (ns or self.vm.root).nf.rules(table, chain)]

    def run(self, seconds: float) -> None:
        """Let time pass."""
        clock = self.vm.clock
        clock.run(until=clock.now + seconds)


def lab(flags: str = "") -> Lab:
    """A fresh one, whose dockerd has these flags."""
    clock, trace = Clock(), Trace()
    vm, lan = (Host(name, clock, trace, Identity(0)) for name in ("vm", "lan"))
    ends = veth_pair(vm.root, "eth0", lan.root, "eth0", line=Line())
    for host, end, cidr in zip((vm, lan), ends, ("172.31.179.120/20", "172.31.176.1/20"), strict=True):
        end.set_up()
        host.root.ip.add_address(end, cidr)
    vm.root.ip.fib.add(Route(0, 0, ends[0], ip_int("172.31.176.1")))
    vm.files.write("/etc/resolv.conf", "nameserver 172.31.176.1\n")
    place = Place("vm", vm, vm.root, vm.files, {})
    made = Lab(vm, lan, Controller(Machine(vm, place, parse_flags(flags), release("20.10"))))
    made.run(2.0)  # the kernel has looked at all carriers
    return made
