"""Answers to which-cable."""

import re

from dockernet_sim.notebook.exercises import Exercise

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Answers, Wrong, typed


def truth(task: Exercise) -> Answers:
    """As read on vm."""
    lab, web, db = task.lab(), task.values["web"], task.values["db"]
    links = lab.sh("ip -o link").stdout

    def peer(name: str) -> str:
        index = lab.sh(f"docker exec {name} cat /sys/class/net/eth0/iflink").stdout.strip()
        return re.search(rf"^{index}: (\S+)@", links, re.M)[1]

    bridge = re.search(rf" {peer(db)}@.* master (\S+)", links)[1]
    mac = re.search(r" docker0: .*link/ether (\S+)", links)[1]
    return {"veth": peer(web), "bridge": bridge, "gateway": "172.17.0.1", "mac": mac}


def but(**wrong: str):
    """The truth with some answers changed."""
    return lambda task: truth(task) | wrong


SOLUTIONS = [typed("", truth), typed("", lambda task: {key: f" {said.upper()}" for key, said in truth(task).items()})]

WRONG = {
    TOO_OPEN: Wrong(typed("", but(veth="eth0")), "other end of {web}'s eth0", "Both ends know each other's index"),
    TOO_CLOSED: Wrong(typed("", but(bridge="docker0")), "the bridge of {db}", "is not on the default network"),
    GAMES: Wrong(typed("", but(mac="02:42:ac:11:00:02")), "sends its frames", "A frame goes to the next hop"),
    "the way of vm": Wrong(typed("", but(gateway="172.31.176.1")), "the gateway of {web}", "begins with default"),
}
