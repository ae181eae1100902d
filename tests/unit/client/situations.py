"""Answers of the engine in many situations, each with the name of its type in ``dockernet_sim.client.answers``."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from dockernet_sim import Lab
from dockernet_sim.client import APIClient, APIError, errors, types

Typed = tuple[str, Any]


def situations(engine: str) -> Iterator[Typed]:
    """One engine's, of labs of their own."""
    for part in (ordinary, every_option, networks, volumes_and_images, lives, swarm):
        yield from part(Lab(engine=engine, seed=1))


def looks(lab: Lab) -> Iterator[Typed]:
    """What can be asked without a change."""
    api = lab.docker.api
    yield from (("Info", api.info()), ("Version", api.version()), ("DiskUsage", api.df()))
    for listed in [*api.containers(all=True), *api.containers(all=True, size=True), *api.containers(trunc=True)]:
        yield "ContainerSummary", listed
    for each in api.containers(all=True):
        yield "ContainerInspect", api.inspect_container(each)
        yield "Stats", api.stats(each, stream=False)
        if each["State"] == "running":
            yield "Top", api.top(each)
    for network in api.networks():
        yield "NetworkInspect", network
        yield "NetworkInspect", api.inspect_network(network)
    yield "VolumeList", api.volumes()
    for volume in api.volumes()["Volumes"] or ():
        yield "VolumeInspect", api.inspect_volume(volume["Name"])
    for image in api.images(all=True):
        yield "ImageSummary", image
        yield "ImageInspect", api.inspect_image(image)
        for layer in api.history(image):
            yield "ImageLayer", layer
    yield from (("Event", event) for event in api.events(since=1, decode=True))
    for quiet in api.containers(quiet=True):
        yield "Identified", quiet


def ordinary(lab: Lab) -> Iterator[Typed]:
    """Containers as most people run them."""
    docker, api = lab.docker, lab.docker.api
    yield from looks(lab)
    docker.networks.create("mynet")
    docker.containers.run("nginx", detach=True, name="web", ports={80: 8080, "53/udp": None}, network="mynet")
    docker.containers.run("busybox", "sleep 1000", detach=True, name="old", labels={"a": "b"}, environment=["A=b"], volumes={"data": {"bind": "/d"}})  # fmt: skip
    docker.containers.run("alpine", "true", detach=True, name="over")
    docker.containers.create("nginx", name="new")
    docker.containers.run("nginx", detach=True, name="hosted", network_mode="host")
    docker.containers.run("nginx", detach=True, name="joined", network_mode="container:web")
    docker.containers.run("nginx", detach=True, name="alone", network_mode="none")
    made = api.exec_create("web", "sh -c 'echo hi'", environment={"A": "b"}, workdir="/", user="root", tty=True)
    yield "Identified", made
    yield "ExecInspect", api.exec_inspect(made)
    api.exec_start(made)
    yield "ExecInspect", api.exec_inspect(made)
    sleeping = api.exec_create("web", ["sleep", "100"], privileged=True)
    api.exec_start(sleeping, detach=True)
    yield "ExecInspect", api.exec_inspect(sleeping)

    yield from looks(lab)


def every_option(lab: Lab) -> Iterator[Typed]:
    """A container with every option that the model takes."""
    api = lab.docker.api
    lab.sh("docker run -d --name other nginx; docker volume create data; docker network create --subnet 10.9.0.0/24 n")
    host = api.create_host_config(
        binds={"data": {"bind": "/d", "mode": "ro"}, "/tmp": "/t"}, port_bindings={80: [8080, ("127.0.0.1", 81)]},
        restart_policy={"Name": "on-failure", "MaximumRetryCount": 3}, cap_add=["NET_ADMIN"], cap_drop=["CHOWN"],
        dns=["8.8.8.8"], dns_opt=["ndots:1"], dns_search=["example.com"], extra_hosts={"a": "1.2.3.4"},
        sysctls={"net.ipv4.ip_forward": 1}, links={"other": "o"}, mem_limit="64m", mem_swappiness=1, init=True,
        memswap_limit="128m", mem_reservation="32m", pids_limit=100, oom_kill_disable=True, shm_size="8m",
        ulimits=[types.Ulimit(name="nofile", soft=10, hard=20)], tmpfs={"/tmp2": "size=1m"}, group_add=["5"],
        log_config=types.LogConfig(type="json-file", config={"max-size": "1m"}), privileged=True, read_only=True,
        cpu_shares=5, cpu_period=100000, cpu_quota=50000, cpuset_cpus="0", nano_cpus=0, blkio_weight=300,
        security_opt=["label=disable"], volumes_from=["other"], publish_all_ports=True, ipc_mode="private",
        cgroup_parent="/x", device_cgroup_rules=["c 1:3 rwm"],
        devices=["/dev/null:/dev/null:rwm"], blkio_weight_device=[{"Path": "/dev/sda", "Weight": 5}],
        device_read_bps=[{"Path": "/dev/sda", "Rate": 5}], device_write_bps=[{"Path": "/dev/sda", "Rate": 5}],
        device_read_iops=[{"Path": "/dev/sda", "Rate": 5}], device_write_iops=[{"Path": "/dev/sda", "Rate": 5}],
        device_requests=[{"Driver": "nvidia", "Count": -1, "Capabilities": [["gpu"]], "DeviceIDs": ["0"],
                          "Options": {"a": "b"}}],
        mounts=[types.Mount("/m", "data", read_only=True, no_copy=True, labels={"a": "b"}),
                types.Mount("/n", "/tmp", "bind", propagation="rslave"),
                types.Mount("/o", None, "tmpfs", tmpfs_size="1m", tmpfs_mode=0o700)],
    )  # fmt: skip
    yield "HostConfig", host
    config = {
        "hostname": "h", "domainname": "d.com", "user": "root", "working_dir": "/tmp", "environment": {"A": "b"},
        "entrypoint": ["sh"], "labels": {"a": "b"}, "tty": True, "stdin_open": True, "stop_signal": "SIGINT",
        "stop_timeout": 3, "volumes": ["/d", "/e"], "ports": [80, (53, "udp")],
        "healthcheck": {"test": ["CMD", "true"], "interval": 10**9, "timeout": 10**9, "retries": 3,
                        "start_period": 10**9},
        "networking_config": api.create_networking_config({"n": api.create_endpoint_config(
            aliases=["x"], links=["other:y"], ipv4_address="10.9.0.9", driver_opt={"a": "b"},
            link_local_ips=["169.254.3.4"])}),
    }  # fmt: skip
    yield (
        "ContainerRequest",
        api.create_container_config(
            "nginx", "-c 'sleep 100'", **config, host_config=host, mac_address="02:42:ac:11:00:99"
        ),
    )
    for name, more in (("first", {"host_config": host}), ("second", {"mac_address": "02:42:ac:11:00:99"})):
        with suppress(APIError, errors.InvalidArgument):
            yield "Created", api.create_container("nginx", "-c 'sleep 100'", name=name, **config, **more)
            api.start(name)
    yield from looks(lab)
    lab.run(30)
    yield from looks(lab)
    yield "Updated", api.update_container("other", mem_limit="64m", memswap_limit="128m", restart_policy={"Name": "no"})


def networks(lab: Lab) -> Iterator[Typed]:
    """Networks of every kind, with containers on them."""
    api = lab.docker.api
    pool = types.IPAMPool("10.7.0.0/16", "10.7.1.0/24", "10.7.0.1", {"far": "10.7.1.9"})
    yield "NetworkCreated", api.create_network(
        "n1", "bridge", {"com.docker.network.bridge.name": "br7"}, types.IPAMConfig(pool_configs=[pool]),
        labels={"a": "b"}, internal=True, attachable=True,
    )  # fmt: skip
    yield "NetworkCreated", api.create_network("n2", check_duplicate=True, ipam=types.IPAMConfig(options={"a": "b"}))
    lab.sh("docker network create --ipv6 --subnet fd00:9::/64 six; docker network create --config-only conf")
    lab.sh("docker network create --config-from conf conffed")
    lab.sh("docker run -d --name one --network n1 nginx; docker run -d --name two --network n2 --network-alias x nginx")
    api.connect_container_to_network(
        "one", "n2", aliases=["q"], links=["two:c"], driver_opt={"d": "e"}, link_local_ips=["169.254.7.7"]
    )
    yield from looks(lab)
    api.disconnect_container_from_network("one", "n2")
    lab.docker.containers.get("one").remove(force=True)
    yield "NetworksPruned", api.prune_networks()
    yield "NetworksPruned", api.prune_networks()


def volumes_and_images(lab: Lab) -> Iterator[Typed]:
    """Volumes, and images pulled, committed, tagged and removed."""
    api = lab.docker.api
    yield "VolumeInspect", api.create_volume("vol", driver_opts={"type": "tmpfs", "device": "tmpfs"}, labels={"a": "b"})
    yield "VolumeInspect", api.create_volume()
    lab.sh("docker run -d --name one -v vol:/v -v /anonymous --label a=b -p 80 --health-cmd true nginx")
    lab.sh(
        "docker exec one sh -c 'echo hi > /vol/hi; echo hi > /hi'; docker run --name old busybox sh -c 'echo a > /a'"
    )
    lab.sh("docker run --rm -v idle:/idle busybox sh -c 'echo a > /idle/a'")
    yield "Identified", api.commit("one", "mine", "1", message="m", author="me")
    lab.sh("docker run -d --name three mine:1; docker run --name four busybox true; docker tag busybox other:2")
    yield from (("Progress", each) for each in api.pull("alpine", stream=True, decode=True))
    yield from (("Progress", each) for each in api.pull("redis:7", stream=True, decode=True))
    yield from looks(lab)
    yield from (("ImageGone", each) for each in api.remove_image("other:2"))
    yield from (("ImageGone", each) for each in api.remove_image("redis:7"))
    yield "ContainersPruned", api.prune_containers()
    yield "ContainersPruned", api.prune_containers()
    api.remove_container("one", force=True, v=False)
    yield "VolumesPruned", api.prune_volumes()
    yield "VolumesPruned", api.prune_volumes()
    yield "ImagesPruned", api.prune_images({"dangling": False})
    yield "ImagesPruned", api.prune_images({"dangling": False})


def lives(lab: Lab) -> Iterator[Typed]:
    """Containers paused, killed, restarting, unhealthy, failed; and those that are waited for."""
    api = lab.docker.api
    lab.sh("docker run -d --name paused nginx; docker pause paused")
    lab.sh("docker run -d --name dying --restart always busybox false")
    lab.sh("docker run -d --name sick --health-cmd false --health-interval 1s --health-retries 1 nginx")
    lab.sh("docker run -d --name killed nginx; docker kill killed; docker run --name nothere nginx nosuchprogram")
    lab.sh("docker run -d --name first -p 70:80 nginx; docker run -d --name second -p 70:80 nginx")
    lab.sh("docker rename first last; docker exec last true; docker top last")
    lab.run(5)
    yield from looks(lab)
    yield "Waited", api.wait("killed")
    yield "Waited", wait_for_ended(api)
    lab.run(100)
    yield from looks(lab)


def wait_for_ended(api: APIClient) -> Any:
    """The answer of a wait that began before the end."""
    api.create_container("busybox", "false", name="waited")
    waiting = api.open_wait("waited", "next-exit")
    api.start("waited")
    return waiting()


def swarm(lab: Lab) -> Iterator[Typed]:
    """An engine that is a swarm's manager."""
    api = lab.docker.api
    api.init_swarm(advertise_addr="eth0", default_addr_pool=["10.30.0.0/16"], subnet_size=26)
    yield "SwarmInspect", api.inspect_swarm()
    yield from (("NodeInspect", each) for each in api.nodes())
    yield "NodeInspect", api.inspect_node(api.nodes()[0]["ID"])
    lab.sh("docker network create -d overlay --attachable o; docker run -d --name one --network o nginx")
    yield from looks(lab)
