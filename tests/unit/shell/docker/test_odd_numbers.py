"""Options whose numbers are none, or out of any range: what the clients and daemons 20.10.24 and 29.7.2 say."""

import pytest
from dockernet_sim import Lab

HUGE, NONE = "9" * 5000, "\N{SUPERSCRIPT TWO}"
LINES = (
    "run -d -p {} busybox", "run -d -p 80:{} busybox", "run -d --expose {} busybox", "run -d --user {} busybox",
    "run -d --group-add {} busybox", "run -d --memory {} busybox", "run -d --memory-swap {} busybox",
    "run -d --shm-size {} busybox", "run -d --cpuset-cpus {} busybox", "run -d --restart on-failure:{} busybox",
    "run -d --ulimit nofile={} busybox", "run -d --gpus {} busybox", "run -d --device-read-bps /dev/sda:{} busybox",
    "run -d --network name=n1,gw-priority={} busybox", "network create -o com.docker.network.driver.mtu={} z",
    'commit -c "EXPOSE {}" web x', "port web {}", "exec -u {} web id", "update --memory {} web",
    "update --restart on-failure:{} web", "kill -s {} web", "ps --filter publish={}",
    "swarm init --default-addr-pool-mask-length {}", "network create --subnet 10.0.0.0/{} z",
)  # fmt: skip


@pytest.mark.parametrize("engine", ["20.10", "29"])
@pytest.mark.parametrize("number", [HUGE, NONE])
@pytest.mark.parametrize("line", LINES)
def test_a_number_that_is_none_is_refused(engine: str, number: str, line: str) -> None:
    lab = Lab(engine=engine)
    lab.sh("docker run -d --name web -p 8080:80 nginx; docker network create n1")
    done = lab.sh(f"docker {line.format(number)}")
    assert done.exit not in (0, 70), done.stderr[-300:]


@pytest.mark.parametrize(
    ("engine", "line", "said"),
    [
        ("29", "run -d --memory 9999999999999999999999999 busybox", "Minimum memory limit allowed is 6MB"),
        ("29", "run -d --shm-size 9999999999999999999999999 busybox", "SHM size can not be less than 0"),
        ("20.10", "run -d --cpuset-cpus 1-0 busybox", "Invalid value 1-0 for cpuset cpus: invalid format: 1-0"),
        ("29", "run -d --cpus 1000 busybox", "range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available"),
        ("20.10", "run -d --group-add nosuch busybox", "Unable to find group nosuch: no matching entries in group file"),
        ("29", "run -d --group-add nosuch busybox", "unable to find group nosuch: no matching entries in group file"),
        ("29", "run -d --gpus 99999999999999999999 busybox",
         'invalid count (99999999999999999999): value must be either "all" or an integer: value out of range'),
        ("20.10", "network create -o com.docker.network.driver.mtu=99999999999999999999 z",
         '(strconv.Atoi: parsing "99999999999999999999": value out of range)'),
    ],
)  # fmt: skip
def test_numbers_out_of_range(engine: str, line: str, said: str) -> None:
    assert said in Lab(engine=engine).sh(f"docker {line}").stderr


def test_an_image_exposes_a_range_of_ports() -> None:
    lab = Lab(engine="29")
    lab.sh('docker run -d --name web busybox; docker commit -c "EXPOSE 80-82/udp 90" web mine')
    shown = lab.sh("docker image inspect --format '{{range $port, $_ := .Config.ExposedPorts}}{{$port}} {{end}}' mine")
    assert shown.stdout.split() == ["80/udp", "81/udp", "82/udp", "90/tcp"]
