"""Answers to broken-laws."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

SOLUTIONS = [
    typed("""
        docker network create -o com.docker.network.bridge.enable_icc=false quiet
        docker run -d --name {alice} nginx
        docker run -d --name {bob} --network quiet -p {http}:80 nginx
        docker run -d --name {carol} --network quiet nginx
    """),
    typed("""
        docker network create one
        docker network create -o com.docker.network.bridge.enable_icc=false two
        docker run -d --name {alice} --network one nginx
        docker run -d --name {carol} --network two nginx
        docker run -d --name {bob} --network two -p {http}:80 nginx
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("""
            docker network create both
            docker run -d --name {alice} nginx
            docker run -d --name {bob} --network both -p {http}:80 nginx
            docker run -d --name {carol} --network both nginx
        """),
        "{bob} does not reach {carol}",
        "forbids its containers",
    ),
    TOO_CLOSED: Wrong(
        typed("""
            docker network create -o com.docker.network.bridge.enable_icc=false quiet
            docker run -d --name {alice} nginx
            docker run -d --name {bob} --network quiet nginx
            docker run -d --name {carol} --network quiet nginx
        """),
        "{alice} reaches {bob}",
        "A published port",
    ),
    GAMES: Wrong(
        typed("""
            docker run -d --name {alice} nginx
            docker run -d --name {bob} -p {http}:80 nginx
            docker run -d --name {carol} nginx
        """),
        "{bob} does not reach {alice}",
        "share a network",
    ),
    "both published": Wrong(
        typed("""
            docker network create -o com.docker.network.bridge.enable_icc=false quiet
            docker run -d --name {alice} -p 9999:80 nginx
            docker run -d --name {bob} --network quiet -p {http}:80 nginx
            docker run -d --name {carol} --network quiet nginx
        """),
        "{bob} does not reach {alice} through vm",
        "open to containers",
    ),
}
