"""Answers to compose-tiers."""

from .work import GAMES, TOO_CLOSED, TOO_OPEN, Wrong, typed

FILE = """echo '{{name: {project}, services: {{
web: {{image: shop-web, ports: ["{http}:8080"], networks: [front]}},
api: {{image: shop-api, networks: API}},
db: {{image: shop-db, networks: [back]}}}},
networks: {{front: {{}}, back: {{BACK}}}}}}' > /root/compose.yaml""".replace("\n", " ")
UP = "\ndocker compose -f /root/compose.yaml up -d"

SOLUTIONS = [
    typed(FILE.replace("API", "[front, back]").replace("BACK", "internal: true") + UP),
    typed(r"""
        sed -i -e '/ports: \["{own}:5432"\]/d' -e 's/image: shop-web/&\n    networks: [front]/' /root/compose.yaml
        sed -i -e 's/image: shop-api/&\n    networks: [front, back]/' -e 's/image: shop-db/&\n    networks: [back]/' /root/compose.yaml
        printf 'networks:\n  front:\n  back:\n    internal: true\n' >> /root/compose.yaml
    """),
]

WRONG = {
    TOO_OPEN: Wrong(
        typed("sed -i '/{own}:5432/d' /root/compose.yaml" + UP),
        "{project}-web-1 does not reach {project}-db-1",
        "all services share one network",
    ),
    TOO_CLOSED: Wrong(
        typed(FILE.replace("API", "[front]").replace("BACK", "internal: true") + UP),
        "{project}-api-1 reaches {project}-db-1",
        "must be on db's network as well",
    ),
    GAMES: Wrong(
        typed("""
            docker network create --internal back
            docker network connect back {project}-api-1
            docker network connect back {project}-db-1
            docker network disconnect {project}_default {project}-db-1
        """),
        "{project}-web-1 does not reach {project}-db-1",
        "all services share one network",
    ),
    "not internal": Wrong(
        typed(FILE.replace("API", "[front, back]").replace("BACK", "") + UP),
        "{project}-db-1 does not reach the internet",
        "internal: true",
    ),
    "still published": Wrong(
        typed("sed -i 's/{own}:5432/127.0.0.1:{own}:5432/' /root/compose.yaml"),
        "{project}-web-1 does not reach {project}-db-1",
        "all services share one network",
    ),
}
