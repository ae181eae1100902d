"""A user's script over docker-py's grammar, for the type checker: what is indexed and returned is typed as it is."""

from typing import assert_type

from dockernet_sim import Lab
from dockernet_sim.client import APIClient, Container, ExecResult, Image, Network, Socket, Volume, from_env, types
from dockernet_sim.client.answers import ContainerInspect, ContainerSummary, Identified, NetworkInspect, PortBinding


def address(attrs: ContainerInspect, network: str = "bridge") -> str:
    """Answers can be named where a user's own functions take them."""
    return attrs["NetworkSettings"]["Networks"][network]["IPAddress"]


def first(listed: list[ContainerSummary]) -> str:
    """The same."""
    return listed[0]["Names"][0]


def script() -> None:
    """What a user writes; it is read by the type checker, and not run."""
    lab = Lab(engine="29", seed=3)
    docker = lab.docker
    assert_type(docker.api, APIClient)

    # -- containers --------------------------------------------------------------------
    web = docker.containers.run("nginx", detach=True, name="web", ports={"80/tcp": 8080}, labels={"role": "web"})
    assert_type(web, Container)
    assert_type(docker.containers.run("busybox", "echo hi", remove=True), bytes)
    assert_type(docker.containers.run("busybox", ["echo", "hi"]).decode(), str)
    for piece in docker.containers.run("busybox", "echo hi", stream=True):
        assert_type(piece, bytes)
    assert_type([line.decode() for line in web.logs(stream=True, follow=False, tail=10)], list[str])
    assert_type(web.logs(), bytes)
    assert_type(web.exec_run("true"), ExecResult[int, bytes])
    code, output = web.exec_run(["cat", "/etc/hosts"], user="root", environment={"A": "b"})
    assert_type(code, int)
    assert_type(output, bytes)
    pair = web.exec_run("true", demux=True).output
    assert_type(pair, tuple[bytes | None, bytes | None])
    assert_type(web.exec_run("true", socket=True).output, Socket)
    for chunk in web.exec_run("true", stream=True).output:
        assert_type(chunk, bytes)
    web.reload()
    assert_type(web.attrs, ContainerInspect)
    assert_type(web.attrs["NetworkSettings"]["Networks"]["bridge"]["IPAddress"], str)
    assert_type(web.attrs["State"]["ExitCode"], int)
    assert_type(web.attrs["HostConfig"]["Binds"], list[str] | None)
    assert_type(web.attrs["Config"]["Env"], list[str] | None)
    assert_type(web.ports["80/tcp"], list[PortBinding] | None)
    assert_type(web.labels, dict[str, str])
    assert_type(web.image, Image)
    assert_type(web.wait()["StatusCode"], int)
    assert_type(web.top()["Processes"], list[list[str]])
    assert_type(web.stats(stream=False)["networks"]["eth0"]["rx_bytes"], int)
    assert_type(web.update(mem_limit="1g", restart_policy={"Name": "always"})["Warnings"], list[str] | None)
    assert_type(web.commit("mine", tag="1", message="m"), Image)
    web.stop(timeout=1)
    web.remove(force=True, v=True)
    assert_type(web.status == "exited", bool)
    assert_type(docker.containers.list(all=True, filters={"name": "web", "status": ["running"]}), list[Container])
    assert_type(docker.containers.prune()["ContainersDeleted"], list[str] | None)
    docker.containers.create(
        "nginx", "sleep 1", name="x", network="bridge", ports={80: ("127.0.0.1", 80), 443: None, "53/udp": [53, 54]},
        volumes={"data": {"bind": "/data", "mode": "ro"}}, environment=["A=b"], healthcheck={"test": "true", "retries": 2},
        restart_policy={"Name": "on-failure", "MaximumRetryCount": 2}, cap_add=["NET_ADMIN"], dns=["9.9.9.9"],
        extra_hosts={"a": "1.2.3.4"}, sysctls={"net.ipv4.ip_forward": 1}, mem_limit="64m", links={"db": "database"},
        mounts=[types.Mount("/m", "data")], ulimits=[types.Ulimit(name="nofile", soft=1, hard=2)],
        networking_config={"bridge": types.EndpointConfig(aliases=["a"])}, log_config={"type": "json-file"},
    )  # fmt: skip

    # -- networks, volumes, images -------------------------------------------------------
    pool = types.IPAMPool(subnet="10.5.0.0/16", gateway="10.5.0.1")
    net = docker.networks.create("net", "bridge", ipam=types.IPAMConfig(pool_configs=[pool]), internal=True, labels={})
    assert_type(net, Network)
    net.connect(web, aliases=["w"], ipv4_address="10.5.0.9")
    net.disconnect("web", force=True)
    assert_type(net.attrs, NetworkInspect)
    assert_type(net.attrs["IPAM"]["Driver"], str)
    assert_type([each["Subnet"] for each in net.attrs["IPAM"]["Config"] or ()], list[str])
    assert_type([each["IPv4Address"] for each in (net.attrs.get("Containers") or {}).values()], list[str])
    assert_type(net.containers, list[Container])
    assert_type(docker.networks.list(names=["net"], greedy=True), list[Network])
    assert_type(docker.volumes.create("v", driver="local", labels={"a": "b"}), Volume)
    assert_type(docker.volumes.get("v").attrs["Mountpoint"], str)
    assert_type(docker.images.pull("nginx", tag="latest", platform=None), Image)
    assert_type(docker.images.get("nginx").attrs["Config"]["Cmd"], list[str] | None)
    assert_type([layer["CreatedBy"] for layer in docker.images.get("nginx").history()], list[str])

    # -- the engine -----------------------------------------------------------------------
    assert_type(docker.info()["Containers"], int)
    assert_type(docker.info()["Swarm"]["LocalNodeState"], str)
    assert_type(docker.version()["ApiVersion"], str)
    assert_type(docker.version()["Components"][0]["Details"]["Arch"], str)
    assert_type([image["Size"] for image in docker.df()["Images"]], list[int])
    for event in docker.events(decode=True, filters={"type": "container"}):
        assert_type(event["Actor"]["Attributes"], dict[str, str])
    for line in docker.events():
        assert_type(line, bytes)
    assert_type(from_env(engine="20.10").ping(), bool)

    # -- the low-level calls ----------------------------------------------------------------
    api = docker.api
    assert_type(address(web.attrs), str)
    assert_type(first(api.containers()), str)
    made = api.create_container(
        "nginx", ports=[80, (53, "udp")], volumes=["/d"], name="low", detach=True,
        host_config=api.create_host_config(port_bindings={80: 8080}, binds=["/a:/b"], network_mode="net"),
        networking_config=api.create_networking_config({"net": api.create_endpoint_config(aliases=["a"])}),
    )  # fmt: skip
    assert_type(made["Id"], str)
    api.start(made)
    api.start(container=made["Id"])
    assert_type(api.inspect_container(made), ContainerInspect)
    assert_type(api.inspect_container("low")["NetworkSettings"]["SandboxKey"], str)
    assert_type(api.containers(all=True), list[ContainerSummary])
    assert_type(api.containers(True), list[Identified])
    assert_type(api.containers()[0]["Ports"][0]["PrivatePort"], int)
    assert_type(api.inspect_network("net"), NetworkInspect)
    assert_type(api.networks(names=["net"]), list[NetworkInspect])
    assert_type(api.create_network("n2")["Id"], str)
    assert_type([volume["Name"] for volume in api.volumes()["Volumes"] or ()], list[str])
    assert_type(api.images(quiet=True), list[str])
    assert_type([image["RepoTags"] for image in api.images()], list[list[str]])
    run = api.exec_create(made, "true", workdir="/")
    assert_type(api.exec_start(run), bytes)
    assert_type(api.exec_start(run, detach=True), str)
    assert_type(api.exec_inspect(run)["ExitCode"], int | None)
    bound = api.port(made, 80)
    if bound is not None:
        assert_type(bound[0]["HostPort"], str)
    assert_type(api.wait(made)["StatusCode"], int)
