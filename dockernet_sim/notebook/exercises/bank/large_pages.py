"""A tunnel with a smaller MTU, and ICMP that is lost."""

from __future__ import annotations

from dockernet_sim.notebook.exercises.about import About
from dockernet_sim.notebook.exercises.bank.packets import VM, shows
from dockernet_sim.notebook.exercises.both import Both
from dockernet_sim.notebook.exercises.exercise import Exercise
from dockernet_sim.notebook.exercises.goal import Goal, survives_restart
from dockernet_sim.notebook.exercises.variant import Variant

DROP = "OUTPUT -p icmp -m icmp --icmp-type fragmentation-needed -j DROP"


def large_pages(v: Variant) -> Exercise:
    """A tunnel with a smaller MTU, and ICMP that is lost."""
    web, port, mtu = v.name("web"), v.port("http", 8080), v.one("mtu", (1400, 1380, 1420, 1360, 1320))
    net = v.net("net", "10.60.5")
    return Exercise(
        "large-pages",
        Both(
            f"**Large pages hang.** vm's way out has become a tunnel: eth0 has an MTU of {mtu}, and a rule of the security team drops ICMP \"fragmentation needed\". "
            f"lan connects to `{web}` at port {port} of vm, and its page of 5000 bytes never arrives. Let it arrive, and let it stay so after restarts. "
            "The tunnel's MTU and the rule are not yours to change.",
            f"**大网页卡住。** vm 的出口变成了隧道：eth0 的 MTU 是 {mtu}，安全部门的一条规则丢弃 ICMP“需要分片”。"
            f"lan 能连上 vm 的端口 {port} 后面的 `{web}`，可是它 5000 字节的网页总也到不了。请让它能到，重启之后也能到。隧道的 MTU 和那条规则不归你改。",
        ),
        [
            _arrives(port, 4, [
                Both("Which packets are lost? `ip link` on vm and in the container: full segments do not fit, and no one tells the sender.",
                     "丢的是哪些包？在 vm 和容器里看 `ip link`：满长的报文段放不下，又没有消息告诉发送方。"),
                Both(f"Tell Docker the MTU: `docker network create -o com.docker.network.driver.mtu={mtu} ...`, and run {web} there; or clamp the MSS in the table mangle.",
                     f"把 MTU 告诉 Docker：`docker network create -o com.docker.network.driver.mtu={mtu} ...`，让 {web} 在上面运行；或者在 mangle 表里钳制 MSS。"),
            ]),
            survives_restart(_arrives(port, 2, []), hints=[Both(
                "A restart makes the container's eth0 anew, with the MTU of its network: an MTU set inside the container is gone.",
                "重启会按网络的 MTU 重新创建容器的 eth0：在容器里设置的 MTU 就没有了。",
            )]),
            shows(
                Both(f"vm's eth0 keeps its MTU of {mtu}", f"vm 的 eth0 保持 MTU {mtu}"), "ip link show eth0", rf"mtu {mtu}\b",
                forbids=True, hints=[Both(
                    "A larger MTU on eth0 does not make the tunnel any wider: on a real host these packets are lost further on.",
                    "把 eth0 的 MTU 调大，隧道并不会变宽：在真实主机上，这些包会在后面丢掉。",
                )]),
            shows(
                Both("the security team's rule is in place", "安全部门的规则还在"), f"iptables -C {DROP} && echo there", "there",
                forbids=True, hints=[Both(
                    "Deleting the rule would help, but it is not yours: find a way that works with it.",
                    "删掉这条规则会有用，但它不归你管：请找一个有它也能通的办法。",
                )]),
        ],
        start=(
            f"docker network create --subnet {net}.0/24 shop",
            f"docker run -d --name {web} --network shop --cap-add NET_ADMIN -p {port}:8080 shop-big",
            f"ip link set eth0 mtu {mtu}",
            f"iptables -A {DROP}",
        ),
        images={"shop-big": {8080: "x" * 5000}},
        about=About(
            "fix", "practice", 10,
            Both("small works and large hangs: MTU; the network's MTU option or MSS clamping mends it",
                 "小的通大的卡：MTU；用网络的 MTU 选项或钳制 MSS 解决"),
            "mtu_and_vpn",
        ),
    )  # fmt: skip


def _arrives(port: int, points: float, hints: list[Both]) -> Goal:
    return shows(
        Both(f"the page of 5000 bytes at port {port} of vm arrives at lan", f"vm 端口 {port} 上 5000 字节的网页能到达 lan"),
        f"curl -s -m 4 -o /dev/null -w '%{{size_download}}' http://{VM}:{port}/", "500[01]", on="lan", points=points, hints=hints,
    )  # fmt: skip
