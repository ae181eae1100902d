"""A small world for programs: docker0 with `web` and `cli`, and `lan` behind a line, with servers."""

from __future__ import annotations

from dockernet_sim.linux.host import Host
from dockernet_sim.linux.ip.fib import Route
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.installed import HOST_PROGRAMS, IMAGE_PROGRAMS
from dockernet_sim.programs.registry import PROGRAMS
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.vfs.files import Files
from dockernet_sim.wire.address import ip_int
from tests.unit.linux.machines import bridge, host, line, plug

DNSMASQ = ["dnsmasq", "-k", "--address=/example.com/203.0.113.10", "--local=/#/", "--listen-address=172.31.176.1"]


class Places:
    """``web`` 172.17.0.2 and ``cli`` 172.17.0.3 on ``vm``; ``lan`` serves names and HTTP."""

    def __init__(self) -> None:
        vm = self.vm = host()
        lan = self.lan = host("lan", vm)
        self.clock = vm.clock
        line(vm, "172.31.179.120/20", lan, "172.31.176.1/20")
        vm.root.ip.fib.add(Route(0, 0, None, ip_int("172.31.176.1")))
        vm.root.sysctl["net.ipv4.ip_forward"] = "1"
        lan.root.ip.fib.add(Route(ip_int("172.17.0.0"), 16, None, ip_int("172.31.179.120")))
        lan.root.ip.add_address(lan.root.lo, "203.0.113.10/32")
        docker0 = bridge(vm, "docker0", "172.17.0.1/16")
        self.places = {"vm": self._machine(vm), "lan": self._machine(lan)}
        for name, cidr in (("web", "172.17.0.2/16"), ("cli", "172.17.0.3/16")):
            self.places[name] = _place(name, vm, plug(vm, docker0, name, cidr, "172.17.0.1"))
        for name, text in (("web", "hello\n"), ("lan", "internet\n")):
            files = self.places[name].files
            files.make_folder("/www")
            files.write("/www/index.html", text)
        self.start("web", "busybox", "httpd", "-f", "-p", "80", "-h", "/www")
        self.start("lan", "busybox", "httpd", "-f", "-p", "80", "-h", "/www")
        self.start("lan", *DNSMASQ)
        self.wait(0.5)

    def _machine(self, machine: Host) -> Place:
        machine.files.write("/etc/resolv.conf", "nameserver 172.31.176.1\n")
        return Place(machine.name, machine, machine.root, machine.files, {**PROGRAMS, **HOST_PROGRAMS})

    def start(self, place: str, *argv: str, stdin: str = "") -> Task:
        """Start a program."""
        task = Task(self.places[place], list(argv), stdin=stdin)
        task.start()
        return task

    def run(self, place: str, *argv: str, limit: float = 60.0, stdin: str = "") -> Task:
        """Run a program to its end, or for so long."""
        task = self.start(place, *argv, stdin=stdin)
        self.clock.run(until=self.clock.any_of([task.process, self.clock.timeout(limit)]))
        return task

    def wait(self, seconds: float) -> None:
        """Let time go by."""
        self.clock.run(until=self.clock.now + seconds)


def _place(name: str, machine: Host, ns: NetNs) -> Place:
    texts = {"/etc/hosts": "127.0.0.1\tlocalhost\n", "/etc/resolv.conf": "nameserver 172.31.176.1\n"}
    return Place(name, machine, ns, Files(texts), {**PROGRAMS, **IMAGE_PROGRAMS}, hostname=name)
