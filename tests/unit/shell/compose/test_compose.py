"""``docker compose`` at the prompt: effects, names and exit codes as Compose v5.6.1 had them on a real engine 20.10."""

from __future__ import annotations

import pytest
from dockernet_sim import Lab

FILE = """services:
  web:
    image: nginx
    ports: ["8080:80", "127.0.0.1:8443:443"]
    depends_on: [db]
  db:
    image: mysql
    networks: [back]
    ports: ["5432:3306"]
  job:
    image: busybox
    command: echo hello
    profiles: [tools]
networks:
  back: {internal: true}
"""


def write(lab: Lab, text: str, folder: str = "/srv/shop") -> None:
    lab.sh(f"mkdir -p {folder}")
    lab.sh(f"cat > {folder}/compose.yaml <<'EOF'\n{text}EOF")


@pytest.fixture
def lab() -> Lab:
    lab = Lab(engine="20.10")
    write(lab, FILE)
    return lab


def run(lab: Lab, words: str, code: int = 0, folder: str = "/srv/shop") -> str:
    """What a compose command prints; its exit code is checked."""
    result = lab.sh(f"cd {folder} && docker compose {words}")
    assert result.exit == code, result
    return result.stdout if not code else result.stderr


def names(lab: Lab) -> list[str]:
    return sorted(lab.sh("docker ps -a --format '{{.Names}}'").stdout.split())


def test_up_makes_project_prefixed_names_and_down_removes_them(lab: Lab) -> None:
    run(lab, "up -d")
    assert names(lab) == ["shop-db-1", "shop-web-1"]
    assert "shop_back" in lab.sh("docker network ls").stdout
    run(lab, "down")
    assert names(lab) == [] and "shop_" not in lab.sh("docker network ls").stdout


def test_up_again_leaves_what_runs_and_makes_anew_what_changed(lab: Lab) -> None:
    run(lab, "up -d")
    before = lab.docker.containers.get("shop-db-1").id, lab.docker.containers.get("shop-web-1").id
    run(lab, "up -d")
    assert (lab.docker.containers.get("shop-db-1").id, lab.docker.containers.get("shop-web-1").id) == before
    write(lab, FILE.replace("8080:80", "9090:80"))
    run(lab, "up -d")
    assert lab.docker.containers.get("shop-db-1").id == before[0]
    assert run(lab, "port web 80") == "0.0.0.0:9090\n"


def test_ps_lists_what_runs_with_brackets_round_ipv6(lab: Lab) -> None:
    run(lab, "up -d")
    lines = run(lab, "ps").splitlines()
    assert lines[0].split() == ["NAME", "IMAGE", "COMMAND", "SERVICE", "CREATED", "STATUS", "PORTS"]
    assert lines[2].endswith("0.0.0.0:8080->80/tcp, [::]:8080->80/tcp, 127.0.0.1:8443->443/tcp")
    assert run(lab, "ps --services") == "db\nweb\n"
    assert run(lab, "ps zz", 1) == "no such service: zz\n"


def test_port_tells_the_binding_or_what_there_is(lab: Lab) -> None:
    run(lab, "up -d")
    assert run(lab, "port web 443") == "127.0.0.1:8443\n"
    assert run(lab, "port db 3306", 1) == "no port 3306/tcp for container shop-db-1: \n"
    assert run(lab, "port web 81", 1) == "no port 81/tcp for container shop-web-1: 80/tcp, 80/tcp, 443/tcp\n"
    assert run(lab, "port zz 80", 1) == 'service "zz" is not running\n'


def test_exec_runs_in_the_container_and_hands_its_code_on(lab: Lab) -> None:
    run(lab, "up -d")
    assert run(lab, "exec web hostname").strip() == lab.docker.containers.get("shop-web-1").id[:12]
    run(lab, "exec -T web sh -c 'exit 7'", 7)
    assert run(lab, "exec zz ls", 1) == 'service "zz" is not running\n'
    assert run(lab, "exec web", 1) == "requires at least 2 arg(s), only received 1\n"
    assert run(lab, "exec --index 2 web ls", 1) == 'service "web" is not running container #2\n'


def test_stop_and_start_keep_the_containers(lab: Lab) -> None:
    run(lab, "up -d")
    run(lab, "stop web")
    assert [each.status for each in (lab.docker.containers.get("shop-web-1"),)] == ["exited"]
    assert run(lab, "exec web ls", 1) == 'service "web" is not running\n'
    run(lab, "start web")
    assert lab.docker.containers.get("shop-web-1").status == "running"


def test_up_without_d_shows_what_the_containers_say(lab: Lab) -> None:
    assert run(lab, "--profile tools up job").startswith("Attaching to job-1\njob-1  | hello\n")
    assert run(lab, "--profile tools logs job") == "job-1  | hello\n"


def test_config_prints_the_merged_file(lab: Lab) -> None:
    shown = run(lab, "config")
    assert shown.startswith(
        "name: shop\nservices:\n  db:\n    image: mysql\n    networks:\n      back: null\n    ports:\n"
    )
    assert '        published: "5432"\n        protocol: tcp\n' in shown
    assert shown.endswith(
        "networks:\n  back:\n    name: shop_back\n    internal: true\n  default:\n    name: shop_default\n"
    )
    assert (run(lab, "config --services"), run(lab, "config --profiles")) == ("db\nweb\n", "tools\n")


def test_project_name_and_docker_compose_are_taken(lab: Lab) -> None:
    assert lab.sh("cd /srv/shop && docker-compose -p own up -d db").exit == 0
    assert names(lab) == ["own-db-1"]
    run(lab, "-p own down")
    assert names(lab) == []


def test_what_compose_refuses_is_refused_with_code_1(lab: Lab) -> None:
    assert run(lab, "ps", 1, "/srv") == "no configuration file provided: not found\n"
    assert "unknown flag: --bogus" in run(lab, "up --bogus", 1)
    assert run(lab, "up -d zz", 1) == "no such service: zz\n"
    write(lab, "services: {a: {imge: x}}\n", "/srv/bad")
    assert "compose.yaml:1" in run(lab, "up -d", 1, "/srv/bad")


def test_port_that_is_taken_ends_up_with_the_engines_words(lab: Lab) -> None:
    run(lab, "up -d")
    assert "port is already allocated" in run(lab, "up -d --scale web=2", 1)
    assert names(lab) == ["shop-db-1", "shop-web-1", "shop-web-2"]


def test_unhealthy_dependency_ends_up_with_code_1() -> None:
    lab = Lab(engine="20.10")
    text = (
        "services:\n  web: {image: nginx, depends_on: {db: {condition: service_healthy}}}\n"
        '  db: {image: mysql, healthcheck: {test: "false", interval: 1s, retries: 2}}\n'
    )
    write(lab, text, "/srv/p2")
    said = run(lab, "up -d", 1, "/srv/p2")
    assert said.splitlines()[-1] == "dependency failed to start: container p2-db-1 is unhealthy"


def test_orphans_are_warned_of_and_keep_the_network(lab: Lab) -> None:
    write(lab, "services: {web: {image: nginx}}\n", "/srv/p3")
    run(lab, "up -d", 0, "/srv/p3")
    write(lab, "services: {two: {image: nginx}}\n", "/srv/p3")
    assert "Found orphan containers (p3-web-1)" in lab.sh("cd /srv/p3 && docker compose up -d").stderr
    assert "Network p3_default Resource is still in use" in lab.sh("cd /srv/p3 && docker compose down").stderr
    run(lab, "down --remove-orphans", 0, "/srv/p3")
    assert names(lab) == []


def test_what_is_not_modelled_says_so_by_name(lab: Lab) -> None:
    assert "docker compose events is not modelled" in run(lab, "events", 127)
    write(lab, "services: {a: {build: .}}\n", "/srv/b")
    assert "building images is not modelled (service a)" in run(lab, "up -d", 127, "/srv/b")
    assert "option --rmi of docker compose down is not modelled" in run(lab, "down --rmi all", 127)


def test_copy_of_a_lab_has_what_compose_made(lab: Lab) -> None:
    run(lab, "up -d")
    assert names(lab.copy()) == ["shop-db-1", "shop-web-1"]
