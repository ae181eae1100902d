"""Mistakes that a type checker finds: each line below the lab is one, and no other line is."""

from dockernet_sim import Lab
from dockernet_sim.client import types


def script() -> None:
    """Read by the type checker, and not run."""
    lab = Lab(engine="29")
    docker = lab.docker
    docker.containers.run("nginx", detatch=True)
    docker.containers.run("nginx", detach=True, network_mod="none")
    docker.containers.run("nginx", detach=True, ports={80: 1.5})
    docker.containers.run("nginx", detach=True, restart_policy={"Name": "allways"})
    docker.containers.run("nginx", detach=True, healthcheck={"tset": "true"})
    docker.containers.run("nginx", detach=True, volumes={"data": {"bind": "/d", "mod": "ro"}})
    docker.containers.run("nginx", detach=True, userns_mode="hots")
    docker.containers.run("nginx").reload()
    docker.containers.run("nginx", detach=True).decode()
    docker.containers.get("web").attrs["NetworkSettings"]["Network"]
    docker.containers.get("web").attrs["NetworkSettings"]["Networks"]["bridge"]["IPAdress"]
    docker.containers.get("web").attrs["State"]["Status"] + 1
    docker.containers.get("web").status == "runing"
    docker.containers.get("web").health == "well"
    docker.containers.get("web").ports["80/tcp"][0]
    docker.containers.get("web").exec_run("true", strem=True)
    docker.containers.get("web").exec_run("true").output.read()
    docker.containers.get("web").logs(folow=True)
    docker.containers.get("web").logs(stream=True).decode()
    docker.containers.get("web").start("now")
    docker.containers.get("web").stop(time=3)
    docker.containers.get("web").wait()["Status"]
    docker.containers.list(filter={"name": "web"})
    docker.containers.build
    docker.networks.create("net", interna=True)
    docker.networks.get("net").connect("web", alias=["w"])
    docker.networks.get("net").attrs["IPAM"]["Config"][0]
    docker.volumes.get("data").attrs["MountPoint"]
    docker.images.get("nginx").attrs["Config"]["Comand"]
    docker.info()["Container"]
    docker.version()["APIVersion"]
    docker.df()["Image"]
    next(docker.events(decode=True))["action"]
    next(docker.events())["Action"]
    docker.api.inspect_container("web")["Nam"]
    docker.api.inspect_container(7)
    docker.api.containers()[0]["Name"]
    docker.api.create_container("nginx", name="x", portz=[80])
    docker.api.create_host_config(port_binding={80: 80})
    docker.api.create_container("nginx", host_config=docker.api.create_networking_config({}))
    docker.api.create_endpoint_config(alias=["a"])
    docker.api.exec_start(docker.api.exec_create("web", "true"), demux=True).decode()
    docker.api.port("web", 80)[0]
    docker.nodes.list()[0].attrs["Descripton"]
    types.Healthcheck(retrys=3)
    types.Ulimit(name="nofile", sotf=3)
    types.Mount("/m", "data", readonly=True)
