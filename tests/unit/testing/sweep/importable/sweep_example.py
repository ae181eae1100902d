"""A sweep's two functions, where other processes can import them."""

from typing import Any

from dockernet_sim import Lab

GRID = {"size": [10, 1000], "at": ["172.17.0.1", "172.31.176.1", "not an address"]}


def build(parameters: dict[str, Any], seed: int) -> tuple[Lab, dict[str, Any]]:
    return Lab(seed=seed, trace=False), parameters


def measure(built: tuple[Lab, dict[str, Any]]) -> dict[str, Any]:
    lab, parameters = built
    ping = lab.sh(f"ping -c 1 -s {parameters['size']} '{parameters['at']}'")
    if not ping:
        raise ValueError(ping.output)
    return {"mac": lab.sh("ip link show docker0").stdout.split()[-3], "seconds": ping.seconds}
