"""``docker compose run``, ``top``, ``images``, ``cp``, ``scale``, ``kill``, ``pause``, ``up --wait`` and Ctrl-C:
effects, texts and exit codes as Compose v5.6.1 had them on a real engine 20.10."""

from __future__ import annotations

import re

import pytest
from dockernet_sim import Lab

FILE = """services:
  web:
    image: nginx
    ports: ["8080:80"]
    depends_on: [db]
  db:
    image: nginx
    networks: [default, back]
networks:
  back: {internal: true}
"""


def lab_with(text: str = FILE) -> Lab:
    lab = Lab(engine="20.10")
    lab.sh(f"mkdir -p /srv/shop; cat > /srv/shop/compose.yaml <<'EOF'\n{text}EOF")
    return lab


@pytest.fixture
def lab() -> Lab:
    lab = lab_with()
    run(lab, "up -d")
    return lab


def run(lab: Lab, words: str, code: int = 0) -> tuple[str, str]:
    """Standard output and error of a compose command; its exit code is checked."""
    result = lab.sh(f"cd /srv/shop && docker compose {words}")
    assert result.exit == code, result
    return result.stdout, result.stderr


def names(lab: Lab) -> list[str]:
    return sorted(lab.sh("docker ps -a --format '{{.Names}}'").stdout.split())


def test_run_asks_from_a_container_of_its_own_that_is_removed() -> None:
    lab = lab_with()
    out, err = run(lab, "run --rm web curl -s http://db/")
    assert out == "hello\n" or "nginx" in out.lower() or "hello" in out
    assert names(lab) == ["shop-db-1"], "what it depends on was started, the service itself was not"
    assert re.search(r" Container shop-web-run-[0-9a-f]{12} Created ", err)


def test_run_has_no_port_and_no_alias_unless_asked(lab: Lab) -> None:
    out, _ = run(lab, "run -d --name extra web sleep 100")
    assert re.fullmatch("[0-9a-f]{64}\n", out)
    assert lab.sh("docker port extra").stdout == ""
    assert len(lab.sh("docker exec extra getent ahostsv4 web").stdout.splitlines()) == 3, "one address, three kinds"
    run(lab, "run -d --rm --use-aliases --service-ports --name more db sleep 100")
    assert len({line.split()[0] for line in lab.sh("docker exec extra getent ahostsv4 db").stdout.splitlines()}) == 2


def test_run_hands_the_exit_code_on_and_refuses_as_compose_does(lab: Lab) -> None:
    run(lab, "run --rm db sh -c 'exit 7'", 7)
    assert run(lab, "run -p 90:80 -P web", 1)[1] == "--service-ports and --publish are incompatible\n"
    assert run(lab, "run ghost", 1)[1] == "no such service: ghost\n"
    assert run(lab, "run", 1)[1] == "requires at least 1 arg(s), only received 0\n"


def test_one_off_containers_show_in_ps_a_top_and_images_and_survive_down(lab: Lab) -> None:
    run(lab, "run -d --name extra web sleep 100")
    assert "extra" not in run(lab, "ps")[0] and "extra" in run(lab, "ps -a")[0]
    top = run(lab, "top web")[0].splitlines()
    assert top[0].split() == ["SERVICE", "#", "UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"]
    assert [line.split()[:2] for line in top[1:]] == [["web", "1"], ["web", "root"]]
    assert run(lab, "images")[0].splitlines()[1].startswith("extra               nginx               latest    ")
    run(lab, "kill")
    run(lab, "down")
    assert names(lab) == ["extra"]
    run(lab, "down --remove-orphans")
    assert names(lab) == []


def test_cp_both_ways_and_its_refusals(lab: Lab) -> None:
    _, err = run(lab, "cp compose.yaml web:/tmp/f")
    assert err.splitlines()[-1] == " shop-web-1 Copied compose.yaml to shop-web-1:/tmp/f"
    run(lab, "cp web:/tmp/f back.yaml")
    assert lab.sh("cmp /srv/shop/compose.yaml /srv/shop/back.yaml").exit == 0
    assert run(lab, "cp ghost:/x y", 1)[1] == 'no container found for service "ghost"\n'
    assert run(lab, "cp a b", 1)[1] == "unknown copy direction\n"
    assert "Could not find the file /nope in container" in run(lab, "cp web:/nope y", 1)[1]


def test_scale_makes_more_and_takes_the_surplus_away(lab: Lab) -> None:
    run(lab, "scale db=3")
    assert names(lab) == ["shop-db-1", "shop-db-2", "shop-db-3", "shop-web-1"]
    run(lab, "scale db=1")
    assert names(lab) == ["shop-db-1", "shop-web-1"]
    assert "port is already allocated" in run(lab, "scale web=2", 1)[1]


def test_pause_and_unpause_say_what_is_done(lab: Lab) -> None:
    assert run(lab, "pause db")[1] == " Container shop-db-1 Paused \n"
    assert "(Paused)" in run(lab, "ps db")[0]
    assert run(lab, "unpause db")[1] == " Container shop-db-1 Unpaused \n"


def test_words_without_containers() -> None:
    lab = lab_with()
    assert run(lab, "kill")[1] == "No container to kill\n"
    assert run(lab, "rm -f")[1] == "No stopped containers\n"
    assert run(lab, "start", 1)[1] == 'service "db" has no container to start\n'
    assert run(lab, "top") == ("", "")
    assert "No services to build" in run(lab, "build")[1]


def test_up_wait_waits_for_health_checks() -> None:
    text = "services:\n  a: {image: nginx, healthcheck: {test: 'true', interval: 2s}}\n  b: {image: busybox}\n"
    lab = lab_with(text)
    _, err = run(lab, "up --wait")
    assert err.splitlines()[-2:] == [" Container shop-a-1 Healthy ", " Container shop-b-1 Healthy "]
    lab = lab_with(text.replace("'true'", "'false'").replace("2s", "1s, retries: 1"))
    assert run(lab, "up -d --wait", 1)[1].splitlines()[-1] == "container shop-a-1 is unhealthy"
    lab = lab_with("services:\n  a: {image: busybox, command: 'false'}\n")
    assert run(lab, "up --wait", 1)[1].splitlines()[-1] == "container shop-a-1 exited (1)"


def test_interrupted_up_stops_its_containers(lab: Lab) -> None:
    result = lab.sh("cd /srv/shop && timeout -s INT 4 docker compose up; echo $?")
    assert result.stdout == "Attaching to db-1, web-1\n124\n"
    assert " Compose Stopping Gracefully Stopping... press Ctrl+C again to force " in result.stderr.splitlines()
    assert run(lab, "ps -q")[0] == ""


@pytest.mark.parametrize(
    "verb", ["attach web", "commit web x", "events", "export web", "push", "stats", "wait web", "watch"]
)
def test_what_is_not_modelled_is_refused_by_name(lab: Lab, verb: str) -> None:
    assert run(lab, verb, 127)[1] == f"docker: docker compose {verb.split()[0]} is not modelled\n"


def test_building_is_refused_by_name() -> None:
    lab = lab_with("services:\n  a: {build: .}\n")
    for verb in ("build", "up -d", "run a"):
        assert "building images is not modelled (service a)" in run(lab, verb, 127)[1]


def test_config_writes_dollars_twice() -> None:
    lab = lab_with("services:\n  a: {image: x, environment: {A: '$$b'}}\n")
    assert "A: $$b" in run(lab, "config")[0]
