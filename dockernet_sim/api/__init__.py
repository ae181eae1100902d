"""The Engine API, served: real clients (docker, docker-py, Compose) drive a lab.

The core (:mod:`dockernet_sim.api.core`) takes requests and gives answers without any socket; the adapter
(:mod:`dockernet_sim.api.sockets`) puts it on one.
"""
