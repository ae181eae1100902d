"""Answers to sidecar."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SERVE = "mkdir -p /srv; echo status ok > /srv/index.html; exec httpd -f"
SOLUTIONS = [typed("docker run -d --name {client} --network container:{api} busybox")]

WRONG = {
    TOO_OPEN: Wrong(
        typed(f"""
            docker rm -f {{api}}
            docker run -d --name {{api}} --network {{net}} busybox sh -c '{SERVE} -p {{own}} -h /srv'
            docker run -d --name {{client}} --network container:{{api}} busybox
        """),
        "{api} listens on loopback only",
        "was to stay on loopback",
    ),
    TOO_CLOSED: Wrong(
        typed("docker run -d --name {client} --network {net} busybox"),
        "127.0.0.1:{own} in {client} leads to {api}",
        "Loopback belongs to a network namespace",
    ),
    GAMES: Wrong(
        typed(f"docker run -d --name {{client}} busybox sh -c '{SERVE} -p 127.0.0.1:{{own}} -h /srv'"),
        "127.0.0.1:{own} in {client} leads to {api}",
        "Loopback belongs to a network namespace",
    ),
    "the host's loopback": Wrong(
        typed("docker run -d --name {client} --network host busybox"),
        "127.0.0.1:{own} in {client} leads to {api}",
        "Loopback belongs to a network namespace",
    ),
}
