"""docker pull, tag, commit, history, rmi and image prune, as the real 20.10 answered."""

import json

import pytest
from dockernet_sim.shell.session import open_world
from dockernet_sim.world.world import World


@pytest.fixture
def recorder() -> World:
    world = open_world(engine="20.10", trace=False, images="recorder")
    run(world, "docker run -d --name cm busybox; docker exec cm sh -c 'echo hi > /new'")
    return world


def run(world: World, line: str) -> str:
    result = world.run_line("vm", line)
    assert result.exit == 0, result.stderr
    return result.stdout


def fails(world: World, line: str) -> str:
    result = world.run_line("vm", line)
    assert result.exit == 1
    return result.stderr


def test_commit_keeps_files_and_settings(recorder: World) -> None:
    made = run(
        recorder, "docker commit -m 'a message' -a me -c 'CMD [\"httpd\",\"-f\"]' -c 'EXPOSE 8080' cm mine:2"
    ).strip()
    image = json.loads(run(recorder, "docker image inspect mine:2"))[0]
    assert (image["Id"], image["Comment"], image["Author"]) == (made, "a message", "me")
    assert (image["Config"]["Cmd"], image["Config"]["ExposedPorts"]) == (["httpd", "-f"], {"8080/tcp": {}})
    assert (image["Config"]["Image"], image["Config"]["Labels"], len(image["RootFS"]["Layers"])) == ("busybox", {}, 2)
    assert image["ContainerConfig"]["Cmd"] == ["/bin/busybox", "sleep", "1000000"]
    assert image["Size"] == 73758569
    assert run(recorder, "docker run --rm mine:2 cat /new") == "hi\n"


def test_commit_changes_are_written_as_in_a_dockerfile(recorder: World) -> None:
    changes = (
        "-c 'ENV A=b C=\"d e\"' -c 'WORKDIR /tmp' -c 'LABEL a=b' -c 'ENTRYPOINT [\"cat\"]' -c 'VOLUME /data' -c 'CMD "
        "x y'"
    )
    run(recorder, f"docker commit {changes} cm mine")
    config = json.loads(run(recorder, "docker image inspect -f '{{json .Config}}' mine"))
    assert config["Env"] == ["A=b", "C=d e"]
    assert (config["WorkingDir"], config["Labels"], config["Volumes"]) == ("/tmp", {"a": "b"}, {"/data": {}})
    assert (config["Entrypoint"], config["Cmd"]) == (["cat"], ["/bin/sh", "-c", "x y"])


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("docker commit nosuch mine", "Error response from daemon: No such container: nosuch\n"),
        ("docker commit cm Bad", "invalid reference format: repository name must be lowercase\n"),
        ("docker commit -c 'RUN x' cm mine", "Error response from daemon: run is not a valid change command\n"),
        ("docker tag nosuch other", "Error response from daemon: No such image: nosuch:latest\n"),
        ("docker tag busybox Bad", 'Error parsing reference: "Bad" is not a valid repository/tag: invalid reference format: '
                                   "repository name must be lowercase\n"),
        ("docker history nosuch", "Error response from daemon: No such image: nosuch:latest\n"),
        ("docker rmi nosuch", "Error: No such image: nosuch\n"),
    ],
)  # fmt: skip
def test_image_command_is_refused_in_dockers_words(recorder: World, line: str, text: str) -> None:
    assert fails(recorder, line) == text


def test_history_of_a_committed_image_names_what_ran(recorder: World) -> None:
    run(recorder, "docker commit -m 'a message' cm mine")
    lines = run(recorder, "docker history mine").splitlines()
    assert lines[0].split() == ["IMAGE", "CREATED", "CREATED", "BY", "SIZE", "COMMENT"]
    assert lines[1].endswith("/bin/busybox sleep 1000000   3B        a message")
    assert lines[2].endswith("73.8MB    Imported from -")


def test_history_of_a_pulled_image_reads_as_a_dockerfile() -> None:
    world = open_world(trace=False)
    run(world, "docker pull -q redis")
    steps = run(world, "docker history --no-trunc --format '{{.ID}} {{.CreatedBy}}' redis").splitlines()
    assert steps[0].startswith("sha256:")
    assert steps[0].endswith('CMD ["redis-server"]')
    assert all(step.startswith("<missing> ") for step in steps[1:])
    assert "ADD file:" in steps[-1]


def test_names_go_one_by_one_and_the_image_with_the_last(recorder: World) -> None:
    made = run(recorder, "docker commit cm mine:1").strip()
    run(recorder, "docker tag mine:1 other")
    assert run(recorder, "docker rmi mine:1") == "Untagged: mine:1\n"
    assert run(recorder, "docker rmi other") == f"Untagged: other:latest\nDeleted: {made}\n"


def test_forced_rmi_leaves_the_image_to_its_container(recorder: World) -> None:
    assert run(recorder, "docker rmi -f busybox") == "Untagged: busybox:latest\n"
    assert "<none>" in run(recorder, "docker images")
    assert run(recorder, "docker inspect -f '{{.State.Running}}' cm") == "true\n"


def test_image_prune_removes_images_without_a_name_or_with_all_without_a_container(recorder: World) -> None:
    made = run(recorder, "docker commit cm").strip()
    assert run(recorder, "docker image prune -f") == (
        f"Deleted Images:\ndeleted: {made}\n\nTotal reclaimed space: 3B\n"
    )
    run(recorder, "docker image prune -af")
    assert run(recorder, "docker images --format '{{.Repository}}'") == "busybox\n"


def test_pull_shows_layers_digest_and_full_name_and_then_is_up_to_date() -> None:
    world = open_world(trace=False)
    first = run(world, "docker pull redis:7").splitlines()
    assert first[0] == "7: Pulling from library/redis"
    assert [line.split(": ")[1] for line in first[1:-3]] == ["Pull complete"] * 5
    assert first[-2:] == ["Status: Downloaded newer image for redis:7", "docker.io/library/redis:7"]
    assert run(world, "docker pull redis:7").splitlines()[-2] == "Status: Image is up to date for redis:7"
    assert run(world, "docker pull -q redis:7") == "docker.io/library/redis:7\n"


def test_scenario_says_which_images_it_has() -> None:
    from dockernet_sim.shell.replay import play
    from dockernet_sim.shell.scenario import BadScenario, parse

    line = "host$ docker run -dit --name alpine1 alpine ash\n"
    assert play(parse(line))["steps"][0]["exit"] == 125
    assert play(parse(f"# images: catalogue\n{line}"))["steps"][0]["exit"] == 0
    with pytest.raises(BadScenario, match="`# images:` is catalogue or recorder, not 'mine'"):
        parse("# images: mine\n")
