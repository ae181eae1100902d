"""Calls that docker-py makes on a served lab and ``lab.docker`` makes in process, and what both give in one form."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from typing import Any

Call = Callable[[Any, Any], Any]
"""Given the client and the package with its types"""

OURS = "dockernet-sim: "  # begins the 501 of a served lab


def answer(call: Call, client: Any, package: Any) -> Any:
    """What a call gives, or how it is refused, as plain data."""
    try:
        return plain(call(client, package))
    except Exception as error:
        return refusal(error)


def refusal(error: Exception) -> Any:
    """An exception: its name, status and text; a wrong argument by its kind alone, since docker-py names it less well."""
    text = getattr(error, "explanation", None) or str(error)
    if type(error).__name__ == "NotModelled":
        return "not modelled"
    if getattr(error, "status_code", None) == 501 and text.startswith(OURS):
        return "not modelled"
    if isinstance(error, (TypeError, ValueError, RuntimeError)) and not hasattr(error, "response"):
        return "wrong argument"
    if type(error).__name__ in ("InvalidArgument", "NullResource"):
        return "wrong argument"
    kind = type(error).__name__
    return (kind, getattr(error, "status_code", None), str(error) if hasattr(error, "response") else text)


def plain(value: Any) -> Any:
    """Objects by their kind, id and attributes; streams as all that they bring."""
    if hasattr(value, "attrs"):
        return (type(value).__name__, plain(value.attrs))
    if isinstance(value, dict):
        return {key: "by the clients' clock" if _is_age(key, each) else plain(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    if hasattr(value, "recv"):
        return "a socket"
    if isinstance(value, Iterator) or hasattr(value, "__next__"):
        found = [plain(each) for each in value]
        return b"".join(found) if found and all(isinstance(each, bytes) for each in found) else found
    return value


def _is_age(key: str, value: Any) -> bool:
    """A date in a list, which a served lab tells by its clients' clock."""
    return key == "Created" and isinstance(value, int)


def healthy(client: Any, package: Any) -> Any:
    """Wait as users do: look until the state is there."""
    container = client.containers.get("healthy")
    for _ in range(50):
        if container.health == "healthy":
            return container.health
        container.reload()
    return "never"


def typed(client: Any, package: Any) -> bytes:
    """Type into a program and read its answer."""
    made = client.api.exec_create("web", "cat", stdin=True)
    socket = client.api.exec_start(made, socket=True)
    getattr(socket, "_sock", socket).sendall(b"hello\n")
    read = getattr(socket, "_sock", socket).recv
    data = b""
    while len(data) < 14:
        data += read(100)
    socket.close()
    del socket, read
    gc.collect()  # docker-py's response holds the connection, in a circle
    return data


def gone(client: Any, package: Any) -> Any:
    """An object does not follow what happens."""
    network = client.networks.create("gone")
    web = client.containers.get("web")
    network.connect(web)
    before = (len(network.attrs.get("Containers") or {}), sorted(web.attrs["NetworkSettings"]["Networks"]))
    network.reload(), web.reload()
    after = (len(network.containers), sorted(web.attrs["NetworkSettings"]["Networks"]))
    network.disconnect(web)
    network.remove()
    return before, after


SCRIPT: tuple[Call, ...] = (
    # the engine
    lambda c, p: c.ping(),
    lambda c, p: c.version(),
    lambda c, p: c.info()["Containers"],
    lambda c, p: c.df(),
    lambda c, p: c.api.version(api_version=False)["ApiVersion"],
    # images
    lambda c, p: c.images.list(),
    lambda c, p: c.images.pull("redis", tag="latest"),
    lambda c, p: c.images.pull("nosuch/image"),
    lambda c, p: list(c.api.pull("busybox", "1.36", stream=True, decode=True))[-1],
    lambda c, p: c.images.get("redis").tags,
    lambda c, p: c.images.get("nosuch"),
    lambda c, p: c.images.get("redis").history(),
    lambda c, p: c.images.get("redis").tag("mine", tag="1"),
    lambda c, p: c.images.list(name="mine"),
    lambda c, p: c.api.images(name="mine", quiet=True),
    lambda c, p: c.api.images(filters={"dangling": True}),
    lambda c, p: c.images.remove("mine:1"),
    lambda c, p: c.images.remove("nosuch"),
    lambda c, p: c.images.get("redis").short_id,
    lambda c, p: c.images.get("redis").labels,
    lambda c, p: c.images.prune(),
    lambda c, p: c.images.search("redis"),
    lambda c, p: c.images.push("redis"),
    lambda c, p: c.images.pull("redis", all_tags=True),
    # networks
    lambda c, p: c.networks.list(),
    lambda c, p: c.networks.create("front"),
    lambda c, p: c.networks.create("front"),
    lambda c, p: c.networks.create("back", internal=True, labels={"tier": "back"}),
    lambda c, p: c.networks.create(
        "own",
        driver="bridge",
        options={"com.docker.network.bridge.name": "own0"},
        ipam=p.types.IPAMConfig(pool_configs=[p.types.IPAMPool(subnet="10.9.0.0/24", gateway="10.9.0.254",
            iprange="10.9.0.128/25", aux_addresses={"router": "10.9.0.130"})]),
        attachable=True,
    ),
    lambda c, p: c.networks.create("clash", ipam=p.types.IPAMConfig(pool_configs=[p.types.IPAMPool("10.9.0.0/16")])),
    lambda c, p: c.networks.create("bad", ipam=p.types.IPAMConfig(pool_configs=[p.types.IPAMPool("10.5.0.0/99")])),
    lambda c, p: c.networks.create("six", enable_ipv6=True, ipam=p.types.IPAMConfig(pool_configs=[p.types.IPAMPool(
        "2001:db8::/64")])),
    lambda c, p: c.networks.create("bad", driver="nosuch"),
    lambda c, p: c.networks.create("bad", labels=["list"]),
    lambda c, p: c.networks.create(""),
    lambda c, p: c.networks.get("front"),
    lambda c, p: c.networks.get("nosuch"),
    lambda c, p: c.networks.get(""),
    lambda c, p: c.networks.list(names=["front", "back"]),
    lambda c, p: c.networks.list(filters={"label": "tier=back"}, greedy=True),
    lambda c, p: c.networks.list(filters={"driver": "bridge"}),
    lambda c, p: c.networks.list(filters={"nosuch": "x"}),
    lambda c, p: c.api.networks(ids=[c.networks.get("own").id]),
    lambda c, p: c.api.inspect_network("own", verbose=True),
    lambda c, p: c.api.inspect_network("own", scope="swarm"),
    # containers
    lambda c, p: c.containers.run("nginx", detach=True, name="web", ports={"80/tcp": 8080}, network="front"),
    lambda c, p: c.containers.get("web"),
    lambda c, p: c.containers.get("web").ports,
    lambda c, p: c.containers.get("web").image,
    lambda c, p: c.containers.run("nginx", detach=True, name="web"),
    lambda c, p: c.containers.run("nosuch/image", detach=True),
    lambda c, p: c.containers.run("nginx", nosuch=1),
    lambda c, p: c.containers.run("nginx", network="front", network_mode="host"),
    lambda c, p: c.containers.run("busybox", "echo hi"),
    lambda c, p: c.containers.run("busybox", ["sh", "-c", "echo out; echo err >&2"], remove=True, stderr=True),
    lambda c, p: c.containers.run("busybox", ["sh", "-c", "echo bad >&2; exit 3"], remove=True),
    lambda c, p: c.containers.run("busybox", "nosuch"),
    lambda c, p: c.containers.run("busybox", ["sh", "-c", "echo one; echo two"], stream=True),
    lambda c, p: c.containers.create("busybox", "top", name="shaped", hostname="h", domainname="d.example", user="0",
        environment={"A": "1", "B": None}, labels=["x"], working_dir="/tmp", entrypoint=["sh", "-c"], tty=True,
        stdin_open=True, dns=["9.9.9.9"], dns_search=["example"], dns_opt=["ndots:1"], extra_hosts={"x": "1.2.3.4"},
        cap_add=["NET_ADMIN"], cap_drop=["MKNOD"], sysctls={"net.ipv4.ip_forward": 1}, stop_signal="SIGINT",
        restart_policy={"Name": "on-failure", "MaximumRetryCount": 3}, mem_limit="64m", nano_cpus=10**9,
        volumes={"data": {"bind": "/data", "mode": "ro"}}, ulimits=[{"name": "nofile", "soft": 1, "hard": 2}],
        log_config={"type": "json-file", "config": {"max-size": "1m"}}, init=True, shm_size="1m", read_only=True,
        pids_limit=10, group_add=["1"], security_opt=["no-new-privileges"], tmpfs={"/run": ""}, publish_all_ports=True),
    lambda c, p: c.containers.create("nginx", name="mounted", mounts=[p.types.Mount("/data", "data", read_only=True)],
        ports={"80": ("127.0.0.1", 8081), "53/udp": None, 443: [8443, 8444]}, mac_address="02:42:ac:11:00:09"),
    lambda c, p: c.containers.create("nginx", name="pinned", network="own", networking_config={
        "own": c.api.create_endpoint_config(ipv4_address="10.9.0.200", aliases=["pin"], mac_address="02:00:00:00:00:09",
            driver_opt={"a": "b"})}),
    lambda c, p: c.containers.create("nginx", network="front", networking_config=c.api.create_networking_config(
        {"front": c.api.create_endpoint_config(aliases=["lost"])}), name="trap"),
    lambda c, p: c.containers.create("nginx", networking_config={}, name="x y"),
    lambda c, p: c.containers.create("nginx", volumes=["/a", "data:/b:ro"], name="bound"),
    lambda c, p: c.containers.create("nginx", links={"web": "www"}, name="linked"),
    lambda c, p: c.containers.create("nginx", devices=["/dev/null:/dev/null:r"], name="device"),
    lambda c, p: c.containers.create("nginx", network_mode="container:web", name="sidecar"),
    lambda c, p: c.containers.create("nginx", network_mode="host", ports={"80": 80}),
    lambda c, p: c.containers.get("pinned").start(),
    lambda c, p: c.containers.get("pinned"),
    lambda c, p: c.containers.get("linked").start(),
    lambda c, p: c.containers.list(),
    lambda c, p: c.containers.list(all=True),
    lambda c, p: c.containers.list(sparse=True),
    lambda c, p: c.containers.list(all=True, limit=2),
    lambda c, p: c.containers.list(filters={"name": "web", "status": ["running"]}),
    lambda c, p: c.containers.list(filters={"nosuch": 1}),
    lambda c, p: c.containers.list(since="web"),
    lambda c, p: c.containers.list(all=True, before="web"),
    lambda c, p: c.api.containers(quiet=True, all=True),
    lambda c, p: c.api.containers(trunc=True),
    lambda c, p: c.api.containers(latest=True, size=True),
    lambda c, p: c.api.create_container("nginx", name="low", ports=[80, (53, "udp")], environment=["A=1"], volumes=["/v"],
        host_config=c.api.create_host_config(port_bindings={80: 8090, "53/udp": ("127.0.0.1",)}, binds=["data:/v"],
            network_mode="front", links=[("web", "www")]), healthcheck={"test": "true", "interval": 10**9},
        networking_config=c.api.create_networking_config({"front": c.api.create_endpoint_config(links={"web": "w"})})),
    lambda c, p: c.api.inspect_container({"Id": "low"}),
    lambda c, p: c.api.start("low"),
    lambda c, p: c.api.port("low", 80),
    lambda c, p: c.api.port("low", "53/udp"),
    lambda c, p: c.api.port("low", 9),
    lambda c, p: c.api.inspect_container(None),
    lambda c, p: c.api.start("nosuch"),
    lambda c, p: c.api.start("web"),
    lambda c, p: c.api.create_container("nginx", name="web"),
    # what they say and do
    lambda c, p: c.containers.get("web").exec_run("hostname -i"),
    lambda c, p: c.containers.get("web").exec_run(["sh", "-c", "echo out; echo err >&2; exit 3"], demux=True),
    lambda c, p: c.containers.get("web").exec_run(["sh", "-c", "echo out; echo err >&2"], stderr=False),
    lambda c, p: c.containers.get("web").exec_run("nosuch"),
    lambda c, p: c.containers.get("web").exec_run("env", environment={"X": "1"}),
    lambda c, p: c.containers.get("web").exec_run("pwd", workdir="/tmp", user="root"),
    lambda c, p: c.containers.get("web").exec_run("pwd", workdir="/nosuch"),
    lambda c, p: c.containers.get("web").exec_run("echo hi", tty=True),
    lambda c, p: c.containers.get("web").exec_run("sleep 5", detach=True),
    lambda c, p: c.containers.get("web").exec_run("ping -c 2 pinned"),
    lambda c, p: b"".join(c.containers.get("web").exec_run("ping -c 2 127.0.0.1", stream=True).output),
    lambda c, p: list(c.containers.get("web").exec_run(["sh", "-c", "echo out; echo err >&2"], stream=True,
        demux=True).output),
    lambda c, p: c.containers.get("shaped").exec_run("true"),
    typed,
    lambda c, p: c.api.exec_inspect(c.api.exec_create("web", "true"))["ExitCode"],
    lambda c, p: c.api.exec_inspect("nosuch"),
    lambda c, p: c.api.exec_create("nosuch", "true"),
    lambda c, p: c.api.exec_resize(c.api.exec_create("web", "true", tty=True), height=20, width=80),
    lambda c, p: c.containers.run("busybox", ["sh", "-c", "echo one; echo two >&2; echo three"], detach=True,
        name="said").wait(),
    lambda c, p: c.containers.get("said").logs(),
    lambda c, p: c.containers.get("said").logs(stdout=False),
    lambda c, p: c.containers.get("said").logs(tail=1),
    lambda c, p: c.containers.get("said").logs(timestamps=True).count(b"Z "),
    lambda c, p: list(c.containers.get("said").logs(stream=True)),
    lambda c, p: c.containers.get("said").logs(since=4102444800),
    lambda c, p: c.containers.get("said").logs(stdout=False, stderr=False),
    lambda c, p: c.containers.get("said").logs(since="yesterday"),
    lambda c, p: c.api.logs("nosuch"),
    lambda c, p: c.api.attach("nosuch"),
    lambda c, p: c.containers.get("said").attach(logs=True),
    lambda c, p: c.containers.get("said").attach(logs=True, demux=True),
    lambda c, p: c.containers.get("said").wait(),
    lambda c, p: c.containers.get("web").top(),
    lambda c, p: c.containers.get("web").top(ps_args="-o pid,args"),
    lambda c, p: c.containers.get("web").stats(stream=False)["name"],
    lambda c, p: c.containers.get("web").stats(stream=True, decode=True),
    lambda c, p: c.containers.get("web").update(mem_limit="1g", restart_policy={"Name": "always"}),
    lambda c, p: c.containers.get("web").resize(20, 80),
    lambda c, p: c.containers.get("web").diff(),
    lambda c, p: c.containers.get("web").get_archive("/etc/hostname"),
    lambda c, p: c.containers.get("said").commit(repository="kept", tag="1").tags,
    # networks with containers
    gone,
    lambda c, p: c.networks.get("back").connect("web", aliases=["www"], ipv4_address="1.2.3.4"),
    lambda c, p: c.networks.get("own").connect("web", ipv4_address="10.9.0.201", aliases=["www"]),
    lambda c, p: c.networks.get("own").connect(c.containers.get("web")),
    lambda c, p: c.networks.get("own"),
    lambda c, p: c.networks.get("own").containers,
    lambda c, p: c.containers.get("pinned").exec_run("ping -c 1 www"),
    lambda c, p: c.networks.get("own").remove(),
    lambda c, p: c.networks.get("own").disconnect("nosuch"),
    lambda c, p: c.networks.get("own").disconnect("nosuch", force=True),
    lambda c, p: c.networks.get("own").disconnect("web"),
    lambda c, p: c.api.connect_container_to_network("web", "nosuch"),
    lambda c, p: c.api.connect_container_to_network("web", "back", ipv6_address="2001:db8::9"),
    lambda c, p: c.api.disconnect_container_from_network("web", "back"),
    # volumes
    lambda c, p: c.volumes.create("kept", labels={"a": "b"}),
    lambda c, p: c.volumes.create("x"),
    lambda c, p: c.volumes.create("other", driver="nosuch"),
    lambda c, p: c.volumes.get("kept"),
    lambda c, p: c.volumes.get("nosuch"),
    lambda c, p: c.volumes.list(),
    lambda c, p: c.volumes.list(filters={"dangling": True}),
    lambda c, p: c.volumes.get("data").remove(),
    lambda c, p: c.volumes.prune(),
    lambda c, p: c.volumes.get("kept").remove(force=True),
    # their lives
    lambda c, p: c.containers.run("nginx", detach=True, name="healthy", healthcheck={"test": "true",
        "interval": 10**9}).id,
    healthy,
    lambda c, p: c.containers.get("web").pause(),
    lambda c, p: c.containers.get("web").status,
    lambda c, p: c.containers.get("web").exec_run("true"),
    lambda c, p: c.containers.get("web").unpause(),
    lambda c, p: c.containers.get("web").restart(timeout=1),
    lambda c, p: c.containers.get("web").rename("www"),
    lambda c, p: c.containers.get("www").kill(signal="SIGNOSUCH"),
    lambda c, p: c.containers.get("www").remove(),
    lambda c, p: c.containers.get("www").stop(timeout=1),
    lambda c, p: c.containers.get("www").kill(),
    lambda c, p: c.containers.get("www"),
    lambda c, p: c.containers.get("www").wait(condition="nosuch"),
    lambda c, p: c.api.start("www", port_bindings={}),
    lambda c, p: [each["Action"] for each in c.events(since=1, until=1704067201, decode=True)][:3],
    lambda c, p: c.containers.get("www").remove(v=True),
    lambda c, p: c.containers.get("healthy").remove(force=True),
    lambda c, p: c.containers.prune(),
    lambda c, p: c.networks.prune(),
    lambda c, p: c.containers.list(all=True),
    # the swarm
    lambda c, p: c.swarm.attrs,
    lambda c, p: c.nodes.list(),
    lambda c, p: c.services.list(),
    lambda c, p: c.swarm.leave(),
    lambda c, p: c.swarm.leave(force=True),
    lambda c, p: len(c.swarm.init("172.31.179.120")),
    lambda c, p: c.networks.create("over", driver="overlay", attachable=True),
    lambda c, p: len(c.nodes.list()),
    lambda c, p: c.services.list(),
    lambda c, p: c.plugins.list(),
    lambda c, p: c.secrets.list(),
    lambda c, p: c.swarm.leave(force=True),
)  # fmt: skip
