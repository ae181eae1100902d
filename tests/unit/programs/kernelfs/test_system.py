"""A system's own files: programs by name, the rest refused by name, and "No such file" only where that is so."""

import pytest
from dockernet_sim import Lab


@pytest.fixture(scope="module")
def lab() -> Lab:
    lab = Lab(trace=False)
    lab.sh("docker run -d --name bb busybox; docker run -d --name al alpine sleep 1000")
    return lab


@pytest.mark.parametrize(
    "path", ["/etc/fstab", "/usr/share/doc", "/var/log/syslog", "/lib/x86_64", "/etc/ssh/sshd_config"]
)
def test_known_file_of_a_machine_is_refused_by_name(lab: Lab, path: str) -> None:
    answer = lab.sh(f"cat {path}")
    assert (answer.exit, answer.stderr) == (127, f"cat: {path} is not modelled\n")


def test_unknown_file_is_absent(lab: Lab) -> None:
    assert lab.sh("cat /etc/nosuch").stderr == "cat: /etc/nosuch: No such file or directory\n"
    assert lab.sh("docker exec al cat /etc/shadow").exit == 127


def test_programs_are_files_that_can_be_run(lab: Lab) -> None:
    assert lab.sh("[ -x /usr/bin/ping ] && [ ! -e /usr/bin/nosuch ] && ls /usr/bin | grep -x ping").output == "ping\n"
    assert lab.sh("cat /usr/bin/ping").exit == 127


def test_folder_that_was_made_below_usr_holds_files(lab: Lab) -> None:
    assert lab.sh("mkdir -p /usr/local/app; echo x > /usr/local/app/f; cat /usr/local/app/f").output == "x\n"


@pytest.mark.parametrize(
    ("words", "out"),
    [
        ("services http", "http                  80/tcp\n"), ("services 53/udp", "domain                53/udp\n"),
        ("protocols tcp", "tcp                   6 TCP\n"), ("passwd root", "root:x:0:0:root:/root:/bin/bash\n"),
        ("group 0", "root:x:0:\n"),
    ],
)  # fmt: skip
def test_getent_reads_the_files_of_a_machine(lab: Lab, words: str, out: str) -> None:
    assert lab.sh(f"getent {words}").stdout == out
    assert lab.sh("getent services nosuch").exit == 2


def test_gnu_wget_fetches_quietly(lab: Lab) -> None:
    assert lab.sh("wget -qO- http://172.31.176.1/").stdout == "internet\n"
    assert lab.sh("wget -q http://172.31.176.1/nosuch").exit == 8
    assert lab.sh("wget -q http://172.31.176.1:81/").exit == 4
    assert lab.sh("cd /tmp; wget -q http://172.31.176.1/; wget -q http://172.31.176.1/; ls").stdout == (
        "index.html\nindex.html.1\n"
    )


def test_machine_resolves_its_own_name(lab: Lab) -> None:
    assert lab.sh("getent hosts vm").stdout == "127.0.0.1       vm\n"
    assert lab.sh("cat /etc/host.conf").exit == 127
