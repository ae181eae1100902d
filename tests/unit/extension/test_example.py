"""The example package: each kind of extension works at the prompt, in copies and in saved labs, on both engines."""

import subprocess
import sys
from pathlib import Path

import pytest
from dockernet_sim import BadSave, Lab, NotModelled
from dockernet_sim.engine.catalogue.catalogue import entries
from dockernet_sim.extension.registry import KEYS
from dockernet_sim.shell.scenario import parse

from .installed import EXAMPLE, install

ENGINES = ("20.10", "29")


@pytest.fixture(params=ENGINES)
def lab(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Lab:
    install(monkeypatch, tmp_path / "site", EXAMPLE)
    return Lab(engine=request.param, extensions=["example"])


def started(lab: Lab, *containers: str) -> Lab:
    for line in containers:
        assert lab.sh(f"docker run -d --name {line}").exit == 0
    return lab


# -- programs ------------------------------------------------------------------
def test_program_runs_on_machines_and_in_containers(lab: Lab) -> None:
    started(lab, "web nginx", "cli alpine sleep 100")
    assert lab.sh("docker exec cli rtt 172.17.0.2").stdout.endswith(" us\n")
    assert lab.sh("rtt 172.17.0.2 172.17.0.3").stdout.count(" us\n") == 2
    assert lab.sh("rtt").exit == 2
    assert lab.sh("rtt 172.31.176.1", on="lan").exit == 0


def test_program_runs_in_containers_of_commits_and_own_images(lab: Lab) -> None:
    lab.image("shop", ports={80: "open"})
    started(lab, "shop shop", "web nginx")
    assert lab.sh("docker commit web saved").exit == 0
    started(lab, "again saved")
    for name in ("shop", "again"):
        assert lab.sh(f"docker exec {name} rtt 172.17.0.1").exit == 0


def test_lab_without_the_extension_has_nothing_of_it(lab: Lab) -> None:
    plain = Lab(engine="29")
    assert plain.sh("rtt 127.0.0.1").exit == 127
    assert "Couldn't load match `octet'" in plain.sh("iptables -A INPUT -m octet --src-octet 1").stderr
    assert plain.sh("docker run example/page").exit == 125
    assert plain.sh("docker network create -d fenced net").exit == 1


# -- images ----------------------------------------------------------------------
def test_image_is_pulled_and_serves_by_the_extensions_program(lab: Lab) -> None:
    assert "Downloaded newer image for example/greeter:2" in lab.sh("docker pull example/greeter:2").stdout
    started(lab, "greeter example/greeter", "page example/page", "cli busybox")
    assert lab.sh("docker exec cli nc 172.17.0.2 7").stdout == "hello from greeter\n"
    assert lab.sh("curl -s 172.17.0.3").stdout == "a page of the example\n"


# -- matches and targets -----------------------------------------------------------
def test_match_and_target_are_parsed_printed_and_asked(lab: Lab) -> None:
    started(lab, "one busybox", "two busybox")
    rule = "-p icmp -m icmp --icmp-type 8 -m octet ! --src-octet 3 -j THIN --keep 3"
    assert lab.sh(f"iptables -I DOCKER-USER {rule}").exit == 0
    assert f"-A DOCKER-USER {rule}\n" in lab.sh("iptables -S DOCKER-USER").stdout
    assert "icmptype 8 src octet !3 THIN keep 1 of 3" in lab.sh("iptables -nL DOCKER-USER").stdout
    assert "2 received" in lab.sh("docker exec one ping -c 6 -i 0.1 -W 1 172.31.176.1").stdout
    assert "6 received" in lab.sh("docker exec two ping -c 6 -i 0.1 -W 1 172.31.176.1").stdout
    assert lab.sh("iptables-save > rules; iptables -F DOCKER-USER; iptables-restore rules").exit == 0
    assert f"-A DOCKER-USER {rule}\n" in lab.sh("iptables-save").stdout


def test_drop_by_a_target_is_recorded_with_its_rule(lab: Lab) -> None:
    started(lab, "one busybox")
    lab.sh("iptables -I DOCKER-USER -j THIN --keep 9")
    answer = lab.why("one", "lan")
    assert answer.reason == "filter-rule"
    assert "THIN --keep 9" in str(answer)


def test_wrong_rules_are_refused_in_iptables_words(lab: Lab) -> None:
    assert 'octet: option "--src-octet" must be specified' in lab.sh("iptables -A INPUT -m octet").stderr
    assert 'bad value for option "--keep"' in lab.sh("iptables -A INPUT -j THIN --keep 0").stderr
    assert "chain name may not clash with target name" in lab.sh("iptables -N THIN").stderr


# -- drivers -----------------------------------------------------------------------
def test_driver_makes_networks(lab: Lab) -> None:
    assert lab.sh("docker network create -d fenced net").exit == 0
    assert lab.sh("docker network inspect -f '{{.Driver}}' net").stdout == "fenced\n"
    assert "fenced" in lab.sh("docker info").stdout
    started(lab, "one --network net busybox", "web --network net nginx")
    assert lab.sh("docker exec one ping -c 1 -W 1 172.31.176.1").exit == 0
    assert lab.sh("docker exec one ping -c 1 -W 1 web").exit == 1
    assert lab.why("one", "web").reason
    with pytest.raises(NotModelled, match="net has the driver fenced"):
        lab.reach()


def test_network_of_a_driver_comes_back_after_a_restart_and_goes(lab: Lab) -> None:
    lab.sh("docker network create -d fenced net")
    lab.sh("systemctl restart docker")
    assert "fenced" in lab.sh("docker network ls").stdout
    assert lab.sh("docker network rm net").exit == 0


# -- copies and saved labs -----------------------------------------------------------
def busy(lab: Lab) -> Lab:
    lab.sh("docker network create -d fenced net")
    started(lab, "one --network net busybox", "greeter example/greeter")
    lab.sh("iptables -I DOCKER-USER -m octet --src-octet 2 -j THIN --keep 4")
    lab.sh("docker exec one ping -c 5 -i 0.1 -W 1 172.31.176.1")
    return lab


def test_copy_has_the_extension_and_goes_on_alike(lab: Lab) -> None:
    copy = busy(lab).copy()
    line = "docker exec one ping -c 5 -i 0.1 -W 1 172.31.176.1; iptables -nvL DOCKER-USER; rtt 172.17.0.2"
    assert copy.sh(line) == lab.sh(line)


def test_saved_lab_names_its_extension_and_needs_it(lab: Lab, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    busy(lab).save(tmp_path / "lab.json")
    loaded = Lab.load(tmp_path / "lab.json")
    assert loaded.sh("docker ps; iptables-save") == lab.sh("docker ps; iptables-save")
    monkeypatch.setattr(sys, "path", [path for path in sys.path if str(tmp_path) not in path])
    with pytest.raises(BadSave, match=r"needs the extension example 1\.0: no installed package .* pip install"):
        Lab.load(tmp_path / "lab.json")


def test_saved_lab_that_differs_under_another_version_says_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = (
        "from dockernet_sim.extension import Extension\ndef say(me):\n    me._task.files.write('/root/said', 'VERSION')\n"
        "extension = Extension(programs={'say': say})\n"
    )
    for version in ("1.0", "2.0"):
        package = tmp_path / version
        package.mkdir()
        (package / "said_module.py").write_text(code.replace("VERSION", version), encoding="utf-8")
        (package / "pyproject.toml").write_text(
            f'[project]\nname = "said"\nversion = "{version}"\n'
            '[project.entry-points."dockernet_sim.extensions"]\nsaid = "said_module:extension"\n',
            encoding="utf-8",
        )
    with monkeypatch.context() as first:
        install(first, tmp_path / "site1", tmp_path / "1.0")
        lab = Lab(extensions=["said"])
        lab.sh("say")
        lab.save(tmp_path / "lab.json")
    install(monkeypatch, tmp_path / "site2", tmp_path / "2.0")
    with pytest.raises(BadSave, match=r"made with the extension said 1\.0; installed is said 2\.0"):
        Lab.load(tmp_path / "lab.json")


# -- the doors -----------------------------------------------------------------------
def test_scenario_names_its_extensions() -> None:
    assert parse("# extensions: example other\nhost$ rtt\n").extensions == ("example", "other")


def test_shell_and_replay_have_the_extension(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        install(patch, tmp_path / "site", EXAMPLE)
        path = {"PYTHONPATH": f"{tmp_path / 'site'}:{EXAMPLE}", "PATH": "/usr/bin:/bin"}
    scenario = tmp_path / "one.scn"
    scenario.write_text(
        "# extensions: example\nhost$ docker run -d --name page example/page\nhost$ rtt 172.17.0.2\n", encoding="utf-8"
    )
    run = [sys.executable, "-m", "dockernet_sim"]
    played = subprocess.run([*run, "replay", str(scenario)], capture_output=True, text=True, env=path, check=True)
    assert "172.17.0.2" in played.stdout and "us" in played.stdout
    typed = subprocess.run(
        [*run, "shell", "--extension", "example"], input="rtt 172.31.176.1\n", capture_output=True, text=True, env=path,
        check=True,
    )  # fmt: skip
    assert "172.31.176.1" in typed.stdout and " us" in typed.stdout


def test_nothing_is_looked_for_without_an_extension() -> None:
    code = (
        "import sys, importlib.metadata as m\n"
        "def no(*a, **k): raise SystemExit('looked for entry points')\n"
        "m.entry_points = no\nfrom dockernet_sim import Lab\nlab = Lab(); lab.sh('docker run -d nginx'); lab.copy()\n"
        "print([name for name in sys.modules if name.startswith('dockernet_sim.extension')])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_keys_of_images_are_those_of_the_catalogue() -> None:
    used = {key for entry in entries().values() for key in entry.data}
    assert used - KEYS == {"also", "stands_in", "suites"}
