"""docker cp, both ways (recorded from 20.10.24)."""

import pytest

from .machine import Machine


@pytest.fixture
def box(vm: Machine) -> Machine:
    vm.out("docker run -d --name bb busybox; mkdir -p /root/dd; echo 1 > /root/dd/a; echo f > /root/f1")
    return vm


def test_file_out_of_a_container(box: Machine) -> None:
    box.out("docker exec bb sh -c 'echo one > /tmp/f'; docker cp bb:/tmp/f /root/f2")
    assert box.out("cat /root/f2") == "one\n"


def test_file_into_a_folder_of_a_container(box: Machine) -> None:
    box.out("docker cp /root/f1 bb:/tmp/; docker cp /root/f1 bb:/tmp/g")
    assert box.out("docker exec bb ls /tmp") == "f1\ng\n"


def test_folder_becomes_a_part_of_one_that_is_there_and_its_content_with_a_dot(box: Machine) -> None:
    box.out("docker cp /root/dd bb:/tmp; docker cp /root/dd/. bb:/tmp")
    assert box.out("docker exec bb ls /tmp /tmp/dd") == "/tmp:\na\ndd\n\n/tmp/dd:\na\n"


def test_container_that_was_never_started_has_files_too(vm: Machine) -> None:
    vm.out("docker create --name new busybox; docker cp new:/www/index.html /root/i; docker cp /root/i new:/tmp/i")
    assert vm.out("cat /root/i; docker start new; docker exec new cat /tmp/i") == "hello\nnew\nhello\n"


def test_copy_is_told_among_the_events(box: Machine) -> None:
    box.out("docker cp /root/f1 bb:/tmp/; docker cp bb:/tmp/f1 /root/x")
    box.world.pass_time(1.0)
    told = box.out("docker events --since 1m --until 0s --format '{{.Action}}'")
    assert told.splitlines()[-2:] == ["extract-to-dir", "archive-path"]


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("docker cp bb:/nosuch /root/f2", "Error: No such container:path: bb:/nosuch\n"),
        ("docker cp /nosuch bb:/f", "lstat /nosuch: no such file or directory\n"),
        ("docker cp /root/f1 bb:/nodir/x", "Error: No such container:path: bb:/nodir\n"),
        ("docker cp nosuch:/x /root/x", "Error: No such container:path: nosuch:/x\n"),
        ("docker cp /root/f1 /root/f2", "must specify at least one container source\n"),
        ("docker cp aa:/a bb:/b", "copying between containers is not supported\n"),
    ],
)
def test_what_cannot_be_copied_is_refused(box: Machine, line: str, complaint: str) -> None:
    assert box.fails(line) == complaint
