"""busybox's top, as the main program of a container and once."""

from dockernet_sim import Lab


def test_container_that_runs_top_goes_on() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web busybox top")
    lab.run(until=20)
    assert lab.docker.containers.get("web").status == "running"
    assert "Load average" in lab.sh("docker logs web | head -3").stdout


def test_batch_shows_each_task_on_a_line_without_escapes() -> None:
    lab = Lab()
    lab.sh("docker run -d --name web busybox sleep 1000")
    shown = lab.sh("docker exec web top -b -n 1").stdout.splitlines()
    assert shown[3] == "  PID  PPID USER     STAT   VSZ %VSZ %CPU COMMAND"
    assert shown[4].split() == ["1", "0", "root", "S", "1328", "0%", "0%", "sleep", "1000"] and "\x1b" not in "".join(
        shown
    )
