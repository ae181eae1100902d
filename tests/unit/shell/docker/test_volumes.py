"""docker volume, -v, --mount, --tmpfs, --volumes-from, --read-only (recorded from 20.10.24)."""

import pytest

from .machine import Machine


def test_volume_outlives_its_container_and_keeps_its_files(vm: Machine) -> None:
    vm.out("docker run --rm -v data:/d busybox sh -c 'echo hello > /d/f'")
    assert vm.out("docker run --rm -v data:/e busybox cat /e/f") == "hello\n"
    assert vm.out("docker volume ls -q") == "data\n"


def test_read_only_mount_refuses_writing(vm: Machine) -> None:
    done = vm("docker run --rm -v data:/d:ro busybox sh -c 'echo x > /d/f'")
    assert (done.exit, done.stderr) == (1, "sh: can't create /d/f: Read-only file system\n")


def test_bind_shows_the_hosts_files_as_they_are_now(vm: Machine) -> None:
    vm.out("mkdir -p /srv/site; echo one > /srv/site/index.html")
    vm.out("docker run -d --name web -v /srv/site:/usr/share/nginx/html:ro nginx")
    assert vm.out("curl -s http://172.17.0.2/") == "one\n"
    vm.out("echo two > /srv/site/index.html")
    assert vm.out("curl -s http://172.17.0.2/") == "two\n"


def test_bind_of_a_single_file_over_one_of_the_image(vm: Machine) -> None:
    vm.out("echo mine > /root/index.html")
    assert vm.out("docker run --rm -v /root/index.html:/www/index.html busybox cat /www/index.html") == "mine\n"


def test_source_of_a_bind_is_made_on_the_host(vm: Machine) -> None:
    vm.out("docker run --rm -v /srv/new:/x busybox sh -c 'echo 1 > /x/f'")
    assert vm.out("cat /srv/new/f") == "1\n"


def test_mount_of_a_bind_needs_its_source(vm: Machine) -> None:
    done = vm("docker run -d --mount type=bind,source=/nosuch,target=/m busybox")
    assert 'invalid mount config for type "bind": bind source path does not exist: /nosuch' in done.stderr
    assert vm.out("docker ps -aq") == ""


def test_empty_volume_begins_with_the_images_files(vm: Machine) -> None:
    assert vm.out("docker run --rm -v fresh:/www busybox ls /www") == "index.html\n"


def test_tmpfs_is_empty_again_after_a_restart(vm: Machine) -> None:
    vm.out("docker run -d --name tt --tmpfs /t busybox")
    vm.out("docker exec tt sh -c 'echo 1 > /t/f'")
    assert vm.out("docker exec tt ls /t") == "f\n"
    vm.out("docker restart -t 0 tt")
    assert vm.out("docker exec tt ls /t") == ""


def test_volumes_from_lends_mounts(vm: Machine) -> None:
    vm.out("docker run -d --name c1 -v data:/data busybox")
    vm.out("docker exec c1 sh -c 'echo 1 > /data/f'")
    assert vm.out("docker run --rm --volumes-from c1 busybox cat /data/f") == "1\n"
    assert "Read-only file system" in vm("docker run --rm --volumes-from c1:ro busybox sh -c 'echo > /data/f'").stderr


@pytest.mark.lab(engine="20.10")
def test_volume_in_use_is_not_removed(vm: Machine) -> None:
    made = vm.out("docker run -d --name c1 -v data:/data busybox").strip()
    refused = vm.fails("docker volume rm data")
    assert refused == f"Error response from daemon: remove data: volume is in use - [{made}]\n"
    vm.out("docker rm -f c1; docker volume rm data")
    assert vm.fails("docker volume rm data") == "Error: No such volume: data\n"


def test_anonymous_volumes_go_with_the_container(vm: Machine) -> None:
    vm.out("docker run -d --name c1 -v /anon -v named:/n busybox")
    assert len(vm.out("docker volume ls -q").split()) == 2
    vm.out("docker rm -fv c1")
    assert vm.out("docker volume ls -q") == "named\n"


def test_inspect_shows_mounts_and_what_was_asked_for(vm: Machine) -> None:
    vm.out("docker run -d --name c1 -v data:/data:ro --tmpfs /t busybox")
    shown = vm.out(
        "docker inspect -f '{{range .Mounts}}{{.Type}} {{.Name}} {{.Mode}} {{.RW}}{{end}} {{json "
        ".HostConfig.Binds}}' c1"
    )
    assert shown == 'volume data ro false ["data:/data:ro"]\n'
    assert vm.out("docker ps --format '{{.Mounts}} {{.LocalVolumes}}'") == "data 1\n"


@pytest.mark.parametrize(
    ("option", "complaint"),
    [
        ("-v v9:relative", "invalid mount path: 'relative' mount path must be absolute"),
        ("-v v9:/a:zz", "invalid mode: zz"),
        ("-v aa:/b:c:d", "invalid volume specification: 'aa:/b:c:d'"),
        ("-v v9:/", "invalid specification: destination can't be '/'"),
        ("-v v9:/a -v v8:/a", "Duplicate mount point: /a"),
        ("-v ./rel:/y", '"./rel" includes invalid characters for a local volume name'),
        ("--mount type=volume", "field Target must not be empty"),
        ("--mount type=nosuch,target=/m", "mount type unknown"),
        ("--mount foo=bar,target=/m", "unknown option 'foo' in 'foo=bar'"),
        ("--mount type=bind,target=/m", "field Source must not be empty"),
        ("--tmpfs relative", "invalid mount path: 'relative' mount path must be absolute"),
        ("--volumes-from nosuch", "No such container: nosuch"),
    ],
)
def test_mount_that_makes_no_sense_is_refused_and_leaves_nothing(vm: Machine, option: str, complaint: str) -> None:
    done = vm(f"docker run -d {option} busybox")
    assert done.exit == 125
    assert complaint in done.stderr
    assert vm.out("docker ps -aq") == ""


def test_read_only_container_refuses_writing_outside_of_mounts(vm: Machine) -> None:
    done = vm("docker run --rm --read-only --tmpfs /run busybox sh -c 'echo x > /run/f; cat /run/f; echo x > /f'")
    assert (done.stdout, done.stderr) == ("x\n", "sh: can't create /f: Read-only file system\n")


@pytest.mark.parametrize(("engine", "wants"), [("20.10", ""), ("29", "-a"), ("29", "--filter all=1")])
def test_prune_takes_unused_volumes_and_tells_their_size(engine: str, wants: str) -> None:
    vm = Machine(engine=engine)
    vm.out("docker run --rm -v data:/d busybox sh -c 'echo hello > /d/f'")
    if wants:
        assert vm.out("docker volume prune -f") == "Total reclaimed space: 0B\n"
    assert vm.out(f"docker volume prune -f {wants}") == "Deleted Volumes:\ndata\n\nTotal reclaimed space: 6B\n"
