"""The catalogue: every image in it runs, and listens where it says."""

import pytest
from dockernet_sim import Lab
from dockernet_sim.engine.catalogue import RECORDER, image_set
from dockernet_sim.engine.catalogue.catalogue import Catalogue, entries
from dockernet_sim.engine.catalogue.suites import members
from dockernet_sim.engine.references import parse_reference
from dockernet_sim.shell.session import open_world

NAMES = sorted(name for name, entry in entries().items() if name == entry.name)
SECRETS = {
    "couchdb": "COUCHDB_PASSWORD", "dpage/pgadmin4": "PGADMIN_DEFAULT_EMAIL", "mariadb": "MARIADB_ROOT_PASSWORD",
    "postgis/postgis": "POSTGRES_PASSWORD", "postgres": "POSTGRES_PASSWORD", "timescale/timescaledb": "POSTGRES_PASSWORD",
}  # fmt: skip
REFUSED = ("gradle", "maven", "networkstatic/iperf3")  # their main program is not modelled, and says so


@pytest.mark.parametrize("name", NAMES)
def test_catalogue_image_with_ports_listens_at_all_of_them(name: str) -> None:
    data = entries()[name].data
    ports = sorted(int(port) for port in {**data.get("http", {}), **data.get("speaks", {})})
    if not ports:
        pytest.skip("listens nowhere")
    world = open_world(trace=False)
    secret = f"-e {SECRETS[name]}=x" if name in SECRETS else ""
    assert world.run_line("vm", f"docker run -d --name web {secret} {name}").exit == 0
    assert world.run_line("vm", "docker inspect -f '{{.State.Running}}' web").stdout == "true\n"
    for port in ports:
        assert world.run_line("vm", f"curl -s -m 2 -o /dev/null http://172.17.0.2:{port}/").exit != 7, port


@pytest.mark.parametrize("name", NAMES)
def test_catalogue_image_runs_to_an_end_or_stays_up(name: str) -> None:
    world = open_world(trace=False)
    result = world.run_line("vm", f"docker run -d --name one {name}")
    assert result.exit == 0, result.stderr
    assert not world.internal_errors
    logs = world.run_line("vm", "docker logs one")
    assert ("not modelled" in logs.stderr) == (name in REFUSED), logs.stderr


@pytest.mark.parametrize(
    ("name", "libc"),
    [
        ("alpine", "musl"), ("nginx:1.25-alpine", "musl"), ("busybox:musl", "musl"), ("busybox:glibc", "glibc"),
        ("python:3.12-slim", "glibc"), ("debian:bookworm", "glibc"), ("curlimages/curl", "musl"),
        ("docker.io/library/postgres:16-alpine", "musl"), ("public.ecr.aws/docker/library/redis:alpine", "musl"),
    ],
)  # fmt: skip
def test_image_has_the_libc_of_its_base_or_tag(name: str, libc: str) -> None:
    image = Catalogue().find(parse_reference(name))
    assert image is not None
    assert image.libc == libc


def test_stand_in_of_catalogue_starts_as_the_recorders_does() -> None:
    nginx = Catalogue().find(parse_reference("nginx:latest"))
    assert nginx is not None
    assert nginx.config() in [image.config() for image in image_set(RECORDER)[0]]


def test_unknown_image_is_refused_with_the_names_there_are() -> None:
    result = open_world(trace=False).run_line("vm", "docker run ngnix")
    refusal, hint = result.stderr.split("\n\nRun 'docker run --help' for more information\n")
    assert result.exit == 125
    assert refusal == (
        "Unable to find image 'ngnix:latest' locally\ndocker: Error response from daemon: pull access denied for ngnix, "
        "repository does not exist or may require 'docker login': denied: requested access to the resource is denied"
    )
    assert "has no image ngnix. Like it: nginx" in hint
    assert all(name in hint.split() for name in NAMES)


def test_recorder_has_no_registry() -> None:
    result = open_world(trace=False, images=RECORDER).run_line("vm", "docker run alpine")
    assert result.stderr == (
        "Unable to find image 'alpine:latest' locally\ndocker: Error response from daemon: Get \"https://registry-1.docker.io"
        "/v2/\": dial tcp: lookup registry-1.docker.io on 172.31.176.1:53: no such host\n\nRun 'docker run --help' for more information\n"
    )


def test_first_use_of_an_image_shows_the_pull_and_the_second_does_not() -> None:
    world = open_world(trace=False)
    first = world.run_line("vm", "docker run --rm alpine hostname -i")
    second = world.run_line("vm", "docker run --rm alpine hostname -i")
    lines = first.stderr.splitlines()
    assert lines[:2] == ["Unable to find image 'alpine:latest' locally", "latest: Pulling from library/alpine"]
    assert lines[-1] == "Status: Downloaded newer image for alpine:latest"
    assert (first.stdout, second.stdout, second.stderr) == ("172.17.0.2\n", "172.17.0.2\n", "")


@pytest.mark.parametrize("line", ["docker exec web bash -c 'echo hi'", "docker run --rm nginx:1.25 bash -c 'echo hi'"])
def test_stand_in_has_the_real_images_shell_in_the_catalogue(line: str) -> None:
    world = open_world(trace=False)
    world.run_line("vm", "docker run -d --name web nginx")
    assert world.run_line("vm", line).stdout == "hi\n"


def test_python_image_serves_its_files_over_http() -> None:
    world = open_world(trace=False)
    world.run_line("vm", "docker run -d --name py -w /tmp python:3 python -m http.server 9000")
    world.run_line("vm", "docker exec py sh -c 'echo one > /tmp/a.txt'")
    assert '<li><a href="a.txt">a.txt</a></li>' in world.run_line("vm", "curl -s http://172.17.0.2:9000/").stdout
    assert world.run_line("vm", "curl -s http://172.17.0.2:9000/a.txt").stdout == "one\n"


def test_server_of_an_entrypoint_is_the_first_process_and_takes_its_options() -> None:
    world = open_world(trace=False)
    world.run_line("vm", "docker run -d --name red redis --port 7000")
    assert world.run_line("vm", "docker exec red redis-cli -p 7000 incr a").stdout == "1\n"
    assert "redis-server" in world.run_line("vm", "docker exec red ps").stdout.splitlines()[1]
    assert world.run_line("vm", "docker run --rm redis --listen 1").stderr.endswith("option --listen is not modelled\n")


def test_whoami_tells_the_client_about_its_own_connection() -> None:
    world = open_world(trace=False)
    world.run_line("vm", "docker run -d --name who --hostname who -p 8080:80 traefik/whoami")
    shown = world.run_line("lan", "curl -s http://172.31.179.120:8080/x").stdout.splitlines()
    assert shown[:3] == ["Hostname: who", "IP: 127.0.0.1", "IP: 172.17.0.2"]
    assert shown[3].startswith("RemoteAddr: 172.31.176.1:")
    assert shown[4:6] == ["GET /x HTTP/1.1", "Host: 172.31.179.120:8080"]


def test_database_without_its_password_says_so_and_ends() -> None:
    world = open_world(trace=False)
    world.run_line("vm", "docker run -d --name db postgres:16")
    assert world.run_line("vm", "docker inspect -f '{{.State.ExitCode}}' db").stdout == "1\n"
    assert "You must specify POSTGRES_PASSWORD" in world.run_line("vm", "docker logs db").stderr


@pytest.mark.parametrize(
    "line",
    [
        "alpine apk add curl",
        "alpine sh -c 'ldd /bin/sh'",
        "nginx nginx -s reload",
        "nginx:alpine nginx -t",
        "mysql:8 mysqladmin ping",
        "tomcat catalina.sh version",
        "fedora dnf install curl",
        "nginx apt-get update",
    ],
)
def test_program_that_the_real_image_has_is_refused_by_name(line: str) -> None:
    result = open_world(engine="29", trace=False).run_line("vm", f"docker run --rm {line}")
    assert (result.exit, result.stderr.splitlines()[-1].split(": ", 1)[1]) == (127, "this program is not modelled")


@pytest.mark.parametrize(
    "line", ["nginx vim", "nginx ifconfig", "almalinux apt-get update", "nginx:alpine apt-get update"]
)
def test_program_that_the_real_image_has_not_is_not_found(line: str) -> None:
    result = open_world(engine="29", trace=False).run_line("vm", f"docker run --rm {line}")
    assert result.exit == 127
    assert "executable file not found in $PATH" in result.stderr


def test_tag_chooses_the_base_of_a_stand_in() -> None:
    world = open_world(engine="29", trace=False)
    assert "inet addr:172.17.0.2" in world.run_line("vm", "docker run --rm nginx:alpine ifconfig eth0").stdout
    assert "Alpine" in world.run_line("vm", "docker run --rm nginx:1.25-alpine cat /etc/os-release").stdout
    assert "Debian" in world.run_line("vm", "docker run --rm nginx cat /etc/os-release").stdout


MAIN_PROGRAMS = {
    "httpd": "httpd apachectl htpasswd ab rotatelogs",
    "nginx": "nginx nginx-debug",
    "wordpress": "apache2ctl apachectl a2enmod php docker-php-ext-install",
    "php": "php composer-not-there phpize",
    "grafana/grafana": "grafana grafana-server grafana-cli",
    "postgres": "postgres psql pg_ctl initdb pg_restore createuser gosu",
    "mysql": "mysqld mysqldump mysqladmin mysqlbinlog gosu",
    "mariadb": "mariadbd mariadb-backup mysqldump healthcheck.sh",
    "mongo": "mongod mongosh mongorestore mongoexport",
    "redis": "redis-server redis-cli redis-sentinel redis-check-aof",
    "rabbitmq": "rabbitmq-server rabbitmqctl rabbitmq-plugins",
    "elasticsearch": "elasticsearch elasticsearch-reset-password elasticsearch-plugin",
    "kibana": "kibana kibana-plugin",
    "cassandra": "cassandra nodetool cqlsh",
    "influxdb": "influxd influx",
    "prom/prometheus": "prometheus promtool",
    "prom/alertmanager": "alertmanager amtool",
    "jenkins/jenkins": "java git jenkins-plugin-cli",
    "golang": "go gofmt gcc make",
    "node": "node npm npx yarn",
    "python": "python3 pip pydoc3",
    "ruby": "ruby gem irb rake",
    "rust": "cargo rustc rustup",
    "tomcat": "catalina.sh version.sh java keytool",
    "eclipse-mosquitto": "mosquitto mosquitto_pub mosquitto_passwd",
    "hashicorp/vault": "vault",
    "hashicorp/consul": "consul",
    "minio/minio": "minio mc",
    "gitlab/gitlab-ce": "gitlab-ctl gitlab-rake gitlab-rails",
    "docker": "docker dockerd containerd runc",
}


@pytest.mark.parametrize("name", NAMES)
def test_the_programs_that_an_image_starts_with_are_there(name: str) -> None:
    image = Catalogue().find(parse_reference(name))
    assert image is not None
    known = {**image.common, **image.programs}
    data = entries()[name].data
    named = [*members(data.get("suites", ())), *data.get("programs", ()), *filter(None, [data.get("serves")])]
    first = next(iter((*image.entrypoint, *image.cmd)), "") if "stands_in" not in data else ""
    assert [
        each for each in filter(None, (*named, first)) if each not in known and each.rpartition("/")[2] not in known
    ] == []


@pytest.mark.parametrize(("name", "programs"), MAIN_PROGRAMS.items())
def test_an_images_main_programs_are_never_not_found(name: str, programs: str) -> None:
    image = Catalogue().find(parse_reference(name))
    assert image is not None
    missing = [each for each in programs.split() if each not in image.programs and each not in image.common]
    assert missing == [each for each in programs.split() if each.endswith("not-there")]


@pytest.mark.parametrize(
    ("image", "line", "said"),
    [
        ("httpd", "apachectl configtest", "apachectl is not modelled"),
        ("redis", "redis-server --version", "redis-server --version is not modelled"),
        ("mysql", "mysqlbinlog x", "mysqlbinlog: this program is not modelled"),
    ],
)
def test_a_main_program_without_a_model_is_refused_by_name(image: str, line: str, said: str) -> None:
    done = Lab(engine="29").sh(f"docker run --rm {image} {line}")
    assert (done.exit, said in done.stderr) == (127, True), done.stderr
