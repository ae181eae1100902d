"""What the client refuses, warns of or leaves to the daemon: asked of the real 20.10.24, 26.1.5, 28.5.2 and 29.7.2."""

from __future__ import annotations

import pytest
from dockernet_sim import Lab

WINDOWS = "is only supported on a Docker daemon running on windows, but the Docker daemon is running on linux"
HELP_29 = "\n\nUsage:  docker run [OPTIONS] IMAGE [COMMAND] [ARG...]\n\nRun 'docker run --help' for more information\n"
NO_SWARM = "This node is not a swarm manager."


@pytest.mark.parametrize("engine", ["20.10", "26", "28", "29"])
def test_options_of_other_daemons_are_refused_all_at_once(engine: str) -> None:
    lab = Lab(engine=engine)
    done = lab.sh("docker run --io-maxiops 3 --cpu-count 1 nginx")
    assert (done.exit, done.stderr) == (1, f'"--cpu-count" {WINDOWS}\n"--io-maxiops" {WINDOWS}\n')
    experimental = '"--checkpoint" is only supported on a Docker daemon with experimental features enabled\n'
    assert lab.sh("docker start --checkpoint x web").stderr == experimental


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("docker run --rm --kernel-memory 1m busybox echo x",
         "Flag --kernel-memory has been deprecated, and no longer supported by the kernel\nx\n"),
        ("docker run --rm --disable-content-trust busybox echo x",
         "Flag --disable-content-trust has been deprecated, support for docker content trust was removed\nx\n"),
        ("docker stop --time 0 web", "Flag --time has been deprecated, use --timeout instead\nweb\n"),
        ("docker stack --orchestrator swarm ls", "Flag --orchestrator has been deprecated, option will be ignored\n"),
        ("docker stack ls --orchestrator kubernetes",
         "Flag --orchestrator has been deprecated, option will be ignored\n"),
    ],
)  # fmt: skip
def test_deprecated_options_of_29_say_so_on_standard_output(line: str, out: str) -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx")
    assert lab.sh(line).stdout == out


def test_time_and_timeout_exclude_each_other_since_29() -> None:
    both = "docker stop --time 0 -t 0 x"
    assert Lab(engine="29").sh(both).stderr == "conflicting options: cannot specify both --timeout and --time\n"
    assert "conflicting" not in Lab(engine="28").sh(both).stderr


@pytest.mark.parametrize(
    ("engine", "option", "problem"),
    [
        ("20.10", "-m 1e3", "invalid argument \"1e3\" for \"-m, --memory\" flag: invalid size: '1e3'"),
        ("20.10", "-m 1.2.3", 'invalid argument "1.2.3" for "-m, --memory" flag: strconv.ParseFloat: parsing "1.2.3": invalid syntax'),
        ("29", "-m 1x", "invalid argument \"1x\" for \"-m, --memory\" flag: invalid suffix: 'x'"),
        ("29", "-m 1e3", "docker: Error response from daemon: Minimum memory limit allowed is 6MB"),
        ("29", "--gpus x", 'invalid argument "x" for "--gpus" flag: invalid count (x): value must be either "all" or an integer: invalid syntax'),
        ("20.10", "--gpus x", 'invalid argument "x" for "--gpus" flag: count must be an integer: strconv.Atoi: parsing "x": invalid syntax'),
        ("29", "--gpus device=0,device=1", "flag: gpu request key 'device' can be specified only once"),
        ("29", "--blkio-weight-device /dev/sda:5", "flag: invalid weight for device: /dev/sda:5"),
        ("29", "--device-read-iops /dev/sda:1k", "The correct format is <device-path>:<number>. Number must be a positive integer"),
        ("29", "--device-cgroup-rule x", "flag: invalid device cgroup format 'x'"),
        ("29", "--device x", "docker: x is not an absolute path"),
        ("29", "--device /dev/null:/dev/x:q", "docker: bad mode specified: q"),
        ("29", "--ulimit nofile=1:x", 'flag: strconv.ParseInt: parsing "x": invalid syntax'),
        ("29", "--storage-opt x", "docker: invalid storage option"),
        ("29", "--net name=", "docker: Error response from daemon: failed to set up container networking: network name= not found"),
        ("29", "--pull x", "docker: invalid pull option: 'x': must be one of \"always\", \"missing\" or \"never\""),
        ("29", "--mount type=bind", 'invalid mount config for type "bind": field Target must not be empty'),
        ("20.10", "--mount type=bind,src=/x", 'invalid argument "type=bind,src=/x" for "--mount" flag: target is required'),
        ("29", "--mount type=volume,readonly=x,dst=/y", "invalid value for 'readonly': invalid boolean value (\"x\")"),
        ("29", "--mount type=bind,bind-nonrecursive,src=/,dst=/y", "bind-nonrecursive is deprecated, use bind-recursive=disabled instead"),
    ],
)  # fmt: skip
def test_values_are_read_as_each_release_reads_them(engine: str, option: str, problem: str) -> None:
    done = Lab(engine=engine).sh(f"docker run {option} busybox true")
    assert done.exit == 125
    assert problem in done.stderr


@pytest.mark.parametrize(
    ("engine", "line", "said"),
    [
        ("20.10", "docker run NGINX", "docker: invalid reference format: repository name must be lowercase.\n"),
        ("29", "docker run NGINX", "docker: invalid reference format: repository name (library/NGINX) must be lowercase\n"),
        ("29", "docker tag AA b", 'error parsing reference: "AA" is not a valid repository/tag: invalid reference format: '
         "repository name (library/AA) must be lowercase\n"),
        ("29", "docker rmi NGINX", "Error response from daemon: invalid reference format: repository name (library/NGINX) must be lowercase\n"),
        ("29", "docker pull -a nginx:1", "tag can't be used with --all-tags/-a\n"),
        ("29", "docker images ls", 'No images found matching "ls": did you mean "docker image ls"?\n'),
        ("29", "docker stats --no-stream a b", "Error response from daemon: No such container: a\nError response from daemon: No such container: b\n"),
        ("29", "docker images a b", "docker: 'docker images' requires at most 1 argument\n\nUsage:  docker images [OPTIONS] [REPOSITORY[:TAG]]\n\nRun "),
        ("28", "docker images a b", "Usage:  docker images [OPTIONS] [REPOSITORY[:TAG]]\n\nSRun "),
        ("20.10", "docker stack ls --orchestrator foo", 'specified orchestrator "foo" is invalid, please use either kubernetes, swarm or all\n'),
        ("20.10", "docker stack ls --namespace x", '"--namespace" is only supported on a Docker cli with kubernetes features enabled\n'),
        ("20.10", "docker stack config", "\nUsage:  docker stack [OPTIONS] COMMAND\n"),
    ],
)  # fmt: skip
def test_refusals_are_the_clients_own(engine: str, line: str, said: str) -> None:
    assert said in Lab(engine=engine).sh(line).stderr


@pytest.mark.parametrize("engine", ["20.10", "29"])
def test_lists_of_a_swarm_refuse_filters_they_do_not_know(engine: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker swarm init")
    wrong = f"Error response from daemon: {'I' if engine == '20.10' else 'i'}nvalid filter 'foo'\n"
    for line in ("docker service ls", "docker secret ls", "docker config ls", "docker node ps", "docker node ls"):
        assert lab.sh(f"{line} -f foo=bar").stderr == wrong
        assert lab.sh(f"{line} -f name=x").exit == 0
    assert (
        lab.sh("docker node ps -f desired-state=x").stderr
        == "Error response from daemon: Invalid desired-state filter: 'x'\n"
    )
    missing = "Error: No such node: {}\n" if engine == "20.10" else "Error response from daemon: node {} not found\n"
    for line in ("docker node rm x y", "docker node ps x y"):
        assert lab.sh(line).stderr == missing.format("x") + missing.format("y")
    assert lab.sh("docker stack rm x y").stderr == "Nothing found in stack: x\nNothing found in stack: y\n"
    assert lab.sh("docker stack ps x").stderr == "nothing found in stack: x\n"


def test_images_of_29_are_listed_by_name_with_their_use() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx; docker tag nginx a/b:1; docker commit web")
    shown = lab.sh("docker images").stdout
    assert shown.splitlines()[0] == "IMAGE            ID             DISK USAGE   CONTENT SIZE   EXTRA"
    assert [line.split()[0] for line in shown.splitlines()[1:]] == [
        "a/b:1", "busybox:latest", "mysql:latest", "nginx:latest", "tomcat:latest",
    ]  # fmt: skip
    assert shown.splitlines()[1].endswith("       73.8MB             0B   U    ")
    assert "<untagged>" in lab.sh("docker images -a").stdout
    assert lab.sh("docker images --tree -q").stderr == "--quiet is not yet supported with --tree\n"
    assert lab.sh("docker images --format table").stdout.startswith("REPOSITORY   TAG       IMAGE ID")
    row = lab.sh("docker images --format json nginx").stdout
    assert row.startswith('{"Containers":"1",') and '"Digest":"\\u003cnone\\u003e"' in row and "VirtualSize" not in row


@pytest.mark.parametrize(
    ("engine", "line", "out"),
    [
        ("20.10", "docker volume prune", "WARNING! This will remove all local volumes not used by at least one container.\n{}Total reclaimed space: 0B\n"),
        ("29", "docker volume prune", "WARNING! This will remove anonymous local volumes not used by at least one container.\n{}"),
        ("29", "docker volume prune -a", "WARNING! This will remove all local volumes not used by at least one container.\n{}"),
        ("20.10", "docker network prune", "WARNING! This will remove all custom networks not used by at least one container.\n{}"),
        ("29", "docker system prune --volumes --filter label=a",
         "WARNING! This will remove:\n  - all stopped containers\n  - all networks not used by at least one container\n"
         "  - all anonymous volumes not used by at least one container\n  - all dangling images\n  - unused build cache\n\n"
         "  Items to be pruned will be filtered with:\n  - label=a\n\n{}"),
    ],
)  # fmt: skip
def test_prune_that_is_declined_ends_there(engine: str, line: str, out: str) -> None:
    done = Lab(engine=engine).sh(f"echo n | {line}")
    assert (done.exit, done.stdout) == (0, out.format("Are you sure you want to continue? [y/N] "))


def test_system_prune_takes_images_and_names_that_nothing_uses() -> None:
    lab = Lab(engine="29")
    lab.sh("docker run -d --name web nginx; docker tag nginx other:1; docker commit web")
    assert "Deleted Images:\ndeleted: sha256:" in lab.sh("docker system prune -f").stdout
    assert "untagged: other:1\n" in lab.sh("docker system prune -a -f").stdout
    assert lab.sh("docker images --format '{{.Repository}}'").stdout == "nginx\n"
    assert (
        lab.sh("docker image prune -f --filter foo=bar").stderr == "Error response from daemon: invalid filter 'foo'\n"
    )


@pytest.mark.parametrize(
    ("engine", "line", "exit_code", "out", "err"),
    [
        ("29", "docker info -f 'a{{.ID}}b{{.Nope}}c'", 1, "aDOCK:ERNE:TSIMb\n",
         'template: :1:11: executing "" at <.Nope>: can\'t evaluate field Nope in type system.dockerInfo\n'),
        ("20.10", "docker info -f '{{.Plugins}}'", 0, "{[local] [bridge host ipvlan macvlan null overlay] [] "
         "[awslogs fluentd gcplogs gelf journald json-file local logentries splunk syslog]}\n", ""),
        ("29", "docker info -f '{{.ClientInfo.Context}}'", 0, "default\n", ""),
        ("29", "docker info -f '{{.Swarm}}'", 0, "{  inactive false  [] 0 0 <nil> []}\n", ""),
        ("20.10", "docker info -f '{{.Runtimes.runc}}'", 0, "{runc [] <nil>}\n", ""),
        ("29", "docker info -f '{{len .Images}}'", 1, "\n",
         'template: :1:2: executing "" at <len .Images>: error calling len: len of type int\n'),
        ("29", "docker version -f '{{.Nope}}'", 1, "\n",
         'template: version:1:2: executing "version" at <.Nope>: can\'t evaluate field Nope in type system.versionInfo\n'),
        ("29", "docker version -f '{{'", 64, "", "template parsing error: template: version:1: unclosed action\n"),
        ("29", "docker version -f '{{json .Client.Context}} {{.'", 64, "",
         'template parsing error: template: version:1: illegal number syntax: "."\n'),
        ("29", "docker --context foo ps", 1, "", 'Failed to initialize: unable to resolve docker endpoint: context "foo": context '
         "not found: open /root/.docker/contexts/meta/2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae/meta.json: "
         "no such file or directory\n"),
        ("29", "docker checkpoint ls web", 1, "",
         "docker checkpoint ls is only supported on a Docker daemon with experimental features enabled\n"),
        ("29", "docker ps --format '{{'", 1, "", "failed to parse template: template: :1: unclosed action\n"),
        ("20.10", "docker stop ''", 1, "", "Error response from daemon: page not found\n"),
        ("20.10", "docker logs ''", 1, "", "Error: No such container: \n"),
        ("29", "docker logs ''", 1, "", "invalid container name or ID: value is empty\n"),
        ("29", "docker network rm ''", 1, "", "invalid network name or ID: value is empty\nexit status 1\n"),
        ("29", "docker rmi ''", 1, "", "Error response from daemon: page not found\n"),
        ("29", "docker image inspect ''", 1, "[]\n", "Error: No such image: \n"),
        ("29", "docker cp x ''", 1, "", "destination can not be empty\n"),
    ],
)  # fmt: skip
def test_templates_and_empty_names(engine: str, line: str, exit_code: int, out: str, err: str) -> None:
    done = Lab(engine=engine).sh(line)
    assert (done.exit, done.stdout, done.stderr) == (exit_code, out, err)


def test_keys_of_version_and_info_are_in_gos_order() -> None:
    """As 29.7.2 gave them."""
    lab = Lab(engine="29")
    version = lab.sh("docker version -f json").stdout
    assert version.startswith(
        '{"Client":{"Version":"29.7.2","ApiVersion":"1.55","DefaultAPIVersion":"1.55","GitCommit":'
    )
    assert (
        '"Server":{"Platform":{"Name":""},"Version":"29.7.2","ApiVersion":"1.55","MinAPIVersion":"1.40","Os":'
        in version
    )
    info = lab.sh("docker info -f '{{json .}}'").stdout
    assert info.startswith('{"ID":"DOCK:ERNE:TSIM","Containers":0,"ContainersRunning":0,')
    assert '"Context":"default","Plugins":[],"Warnings":null}}\n' in info
