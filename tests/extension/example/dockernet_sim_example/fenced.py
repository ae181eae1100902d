"""A network driver: bridge networks whose containers never reach each other."""

from dockernet_sim.extension import BridgeDriver, NetworkPlan

ICC = "com.docker.network.bridge.enable_icc"


class FencedDriver(BridgeDriver):
    """``docker network create -d fenced NAME``: a bridge network with ``enable_icc=false``, whatever was asked for."""

    def create_network(self, plan: NetworkPlan) -> None:
        """Make the bridge, with the rule that keeps its containers apart."""
        plan.options = {**plan.options, ICC: "false"}
        super().create_network(plan)
