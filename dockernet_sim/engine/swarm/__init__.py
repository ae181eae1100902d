"""A swarm of one node, as state: what its manager knows, and its networks; no task runs and no VXLAN is spoken."""
