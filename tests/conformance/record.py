"""Record what a real Docker engine answers to scenarios (as root, on any Linux machine with Docker 20.10).

    python3 -m tests.conformance.record ROOTFS SCENARIO.scn...

Each scenario is played twice on an engine of its own, in a network namespace of its own, which is wired as the standard
lab is; what the two recordings disagree on is marked unstable and will not be compared. ROOTFS is a folder with what
the images hold. `docs/how-to/record.md` tells what is needed.
"""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dockernet_sim.shell.scenario import Scenario, Step, load

from .compare import normalise

HERE = Path(__file__).parent
VM, LAN = "recorded-vm", "recorded-lan"
SERVER = "/bin/busybox httpd -f -h /www -p"
IMAGES = {
    "tomcat": ([8080], f"{SERVER} 8080"),
    "nginx": ([80], f"{SERVER} 80"),
    "mysql": ([3306, 33060], f"{SERVER} 3306"),
    "busybox": ([], "/bin/busybox sleep 1000000"),
}
WIRING = f"""
ip netns add {VM} && ip netns add {LAN}
ip link add eth0 netns {VM} type veth peer name eth0 netns {LAN}
ip -n {VM} link set lo up && ip -n {LAN} link set lo up
ip -n {VM} link set eth0 address 00:16:3e:00:00:01 up && ip -n {LAN} link set eth0 address 00:16:3e:00:00:fe up
ip -n {VM} addr add 172.31.179.120/20 brd + dev eth0 && ip -n {LAN} addr add 172.31.176.1/20 brd + dev eth0
ip -n {LAN} addr add 203.0.113.10/32 dev lo && ip -n {VM} route add default via 172.31.176.1
"""
NAME_SERVER = (
    "dnsmasq -k -C /dev/null --no-resolv --no-hosts --address=/example.com/203.0.113.10 --local=/#/ "
    "--listen-address=172.31.176.1 --bind-interfaces --pid-file="
)
LIMIT, TRIES = 60.0, 200


def sh(command: str, **more: Any) -> subprocess.CompletedProcess[str]:
    """Run a command that has to succeed."""
    return subprocess.run(command, shell=True, check=True, capture_output=True, text=True, **more)


class Machines:
    """The standard lab: two namespaces, a name server and a web server on lan, and dockerd on vm."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = dict(
            os.environ,
            DOCKER_HOST=f"unix://{folder}/sock",
            DOCKER_CONFIG=f"{folder}/config",
            HOME="/root",
            LC_ALL="C",
        )
        self._children: list[subprocess.Popen[bytes]] = []

    def begin(self, flags: str) -> None:
        """Wire it and start its servers."""
        folder = self.folder
        (folder / "www").mkdir()
        (folder / "www/index.html").write_text("internet\n")
        (folder / "resolv.conf").write_text("nameserver 172.31.176.1\n")
        sh(WIRING)
        self.start(LAN, f"{NAME_SERVER}{folder}/dnsmasq.pid")
        self.start(LAN, f"busybox httpd -f -p 80 -h {folder}/www")
        daemon = f"dockerd --data-root {folder}/data --exec-root {folder}/exec -p {folder}/pid -H unix://{folder}/sock"
        mount = f"mount --make-rprivate / && mount --bind {folder}/resolv.conf /etc/resolv.conf"
        self.start(VM, f"unshare -m sh -c '{mount} && exec {daemon} {flags}'")
        for _ in range(TRIES):
            if subprocess.run(["docker", "version"], env=self.env, capture_output=True, check=False).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("dockerd does not answer")

    def start(self, machine: str, command: str) -> subprocess.Popen[bytes]:
        """Have a program run until the end."""
        words = ["nsenter", f"--net=/run/netns/{machine}", "sh", "-c", f"exec {command}"]
        child = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        self._children.append(child)
        return child

    def close(self) -> None:
        """Take it all down."""
        subprocess.run(
            "docker ps -aq | xargs -r docker rm -f", shell=True, env=self.env, capture_output=True, check=False
        )
        for child in reversed(self._children):
            child.terminate()
            child.wait()
        subprocess.run(f"ip netns del {VM}; ip netns del {LAN}", shell=True, capture_output=True, check=False)

    def run(self, step: Step) -> dict[str, Any]:
        """What one step answers."""
        machine = LAN if step.machine == "lan" else VM
        words = ["nsenter", f"--net=/run/netns/{machine}", "bash", "-c", step.command]
        shown: dict[str, Any] = {"at": step.at, "cmd": step.command}
        try:
            done = subprocess.run(
                words,
                capture_output=True,
                text=True,
                timeout=LIMIT,
                env=self.env,
                stdin=subprocess.DEVNULL,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return {**shown, "exit": 124, "stdout": "", "stderr": "TIMEOUT"}
        return {**shown, "exit": done.returncode, "stdout": done.stdout, "stderr": done.stderr}

    def captured(self, step: Step) -> dict[str, Any]:
        """What one step answers, and the frames on a device meanwhile."""
        file = self.folder / "frames.pcap"
        capture = self.start(VM, f"tcpdump -U -i {step.tap} -w {file} arp or icmp or tcp or udp")
        time.sleep(0.7)
        shown = self.run(step)
        time.sleep(0.5)
        capture.send_signal(signal.SIGINT)
        capture.wait()
        frames = sh(f"tcpdump -r {file} -n -t -e not ip6 and not igmp").stdout if file.exists() else ""
        return {**shown, "frames": frames.splitlines()}

    def load_images(self, rootfs: Path) -> None:
        """Make the four images of a folder."""
        for name, (ports, command) in IMAGES.items():
            changes = [f'--change "EXPOSE {" ".join(map(str, ports))}"'] if ports else []
            changes.append(f"--change 'CMD {json.dumps(command.split())}'")
            sh(f"tar -C {rootfs} -c . | docker import {' '.join(changes)} - {name}:latest", env=self.env)


@contextmanager
def machines(flags: str) -> Iterator[Machines]:
    """A standard lab that is taken down at the end."""
    with tempfile.TemporaryDirectory(prefix="recorded-", ignore_cleanup_errors=True) as folder:
        lab = Machines(Path(folder))
        try:
            lab.begin(flags)
            yield lab
        finally:
            lab.close()


def record(scenario: Scenario, rootfs: Path) -> dict[str, Any]:
    """One scenario, once."""
    with machines(scenario.daemon) as lab:
        lab.load_images(rootfs)
        steps = [lab.captured(step) if step.tap else lab.run(step) for step in scenario.steps]
        engine = sh("docker version -f '{{.Server.Version}}'", env=lab.env).stdout.strip()
        text = json.dumps(steps, ensure_ascii=False)
    for here, usual in (
        ("exec/netns", "/var/run/docker/netns"),
        ("data", "/var/lib/docker"),
        ("config", "/root/.docker"),
    ):
        text = text.replace(f"{lab.folder}/{here}", usual)
    return {"scenario": scenario.name, "engine": engine, "daemon": scenario.daemon, "steps": json.loads(text)}


def twice(scenario: Scenario, rootfs: Path) -> dict[str, Any]:
    """One scenario; steps that differ in a second recording are marked."""
    first, second = record(scenario, rootfs), record(scenario, rootfs)
    for step, one, other in zip(first["steps"], normalise(first["steps"]), normalise(second["steps"])):
        if one != other:
            step["unstable"] = True
    return first


def main(rootfs: str, *files: str) -> None:
    """Record files; the recordings stand beside those that are there."""
    for file in map(Path, files):
        recording = twice(load(file), Path(rootfs))
        text = json.dumps(recording, indent=1, ensure_ascii=False)
        (HERE / "recordings" / f"{file.stem}.json").write_text(text, encoding="utf-8")
        unstable = sum(step.get("unstable", False) for step in recording["steps"])
        print(f"{file.stem}: {len(recording['steps'])} steps, {unstable} unstable")


if __name__ == "__main__":
    main(*sys.argv[1:])
