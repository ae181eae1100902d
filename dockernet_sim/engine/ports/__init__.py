"""Published ports: which host ports are taken, the rules that lead to containers, and docker-proxy."""
