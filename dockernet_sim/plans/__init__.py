"""Plans: what people already have (compose files) as plain data that a lab can be made of."""

from dockernet_sim.plans.errors import Mark, PlanError, Problem
from dockernet_sim.plans.load import load
from dockernet_sim.plans.plan import EndpointPlan, HealthPlan, NetworkPlan, Plan, PoolPlan, PortPlan, ServicePlan

__all__ = [
    "EndpointPlan",
    "HealthPlan",
    "Mark",
    "NetworkPlan",
    "Plan",
    "PlanError",
    "PoolPlan",
    "PortPlan",
    "Problem",
    "ServicePlan",
    "load",
]
