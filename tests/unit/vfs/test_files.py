"""Files over those of an image, and files bound over both."""

import pytest
from dockernet_sim.linux.errors import NetError
from dockernet_sim.vfs.files import File, Files

IMAGE = {"/etc/passwd": "root\n", "/www/index.html": "hello\n"}


def test_an_image_is_shared_and_never_written_to() -> None:
    one, other = Files(IMAGE), Files(IMAGE)
    one.write("/www/index.html", "changed\n")
    one.write("/etc/passwd", "guest\n", append=True)
    one.write("/tmp/new", "new\n")
    assert one.texts() == {"/etc/passwd": "root\nguest\n", "/tmp/new": "new\n", "/www/index.html": "changed\n"}
    assert other.texts() == IMAGE == {"/etc/passwd": "root\n", "/www/index.html": "hello\n"}


def test_what_was_removed_is_gone_and_can_come_again() -> None:
    files = Files(IMAGE)
    files.remove("/www/index.html")
    assert not files.exists("/www/index.html") and not files.exists("/www") and files.list("/etc") == ["passwd"]
    with pytest.raises(NetError):
        files.read("/www/index.html")
    files.make_folder("/www")
    files.write("/www/index.html", "again\n")
    assert files.read("/www//index.html") == "again\n"


def test_bound_file_hides_the_image_and_is_shared_by_all_trees_that_bind_it() -> None:
    hosts, files, other = File("127.0.0.1 localhost\n"), Files(IMAGE), Files(IMAGE)
    for each in (files, other):
        each.bind_all(("/etc/hosts", "/etc/passwd"), (hosts, File("nobody\n")))
    files.write("/etc/hosts", "10.0.0.1 db\n", append=True)
    assert other.read("/etc/hosts") == "127.0.0.1 localhost\n10.0.0.1 db\n"
    assert files.read("/etc/passwd") == "nobody\n" and files.list("/etc") == ["hosts", "passwd"]
    files.remove("/etc/hosts")
    assert not files.exists("/etc/hosts") and other.exists("/etc/hosts")
    files.bind_all(("/etc/hosts",), (hosts,))  # as at the next start
    assert files.file("/etc/hosts") is hosts


def test_a_link_that_comes_or_goes_counts_at_once() -> None:
    files = Files({"/etc/a": "one", "/etc/b": "two"}, frozenset(("/etc", "/run")))
    files.link("/run/now", "/etc/a")
    assert files.read("/run/now") == "one" == files.read("/run/now")
    files.remove("/run/now")
    files.link("/run/now", "/etc/b")
    assert files.read("/run/now") == "two"
    assert files.link_target("/run/now") == "/etc/b"
