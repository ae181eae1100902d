"""Compose files to plans, held against what real Compose makes of the same files (tests/plans)."""

import json
from pathlib import Path

import pytest
from dockernet_sim.plans.errors import PlanError
from dockernet_sim.plans.load import load
from dockernet_sim.plans.plan import Plan

FILES = Path(__file__).resolve().parents[2] / "plans" / "files"
MANIFEST = json.loads((FILES / "manifest.json").read_text(encoding="utf-8"))
TAKEN = sorted(name for name, entry in MANIFEST.items() if entry["config"] == "ok")
REFUSED = sorted(set(MANIFEST) - set(TAKEN))


def loaded(name: str) -> Plan:
    """The plan of one project of tests/plans, with the arguments that it was recorded with."""
    words = list(MANIFEST[name]["args"])
    files, options = [], {}
    while words:
        flag, value = words.pop(0), words.pop(0)
        if flag == "-f":
            files.append(FILES / name / value)
        else:
            options["env_file"] = FILES / name / value
    return load(*(files or [FILES / name / "compose.yaml"]), **options)


def leaves(thing: object, path: tuple[str, ...] = ()) -> dict[tuple[str, ...], object]:
    """Every fact of a plan by its path."""
    if not isinstance(thing, dict):
        return {path: thing}
    return {inner: value for key, each in thing.items() for inner, value in leaves(each, (*path, key)).items()}


@pytest.mark.parametrize("name", TAKEN)
def test_project_gives_the_facts_that_compose_gives(name: str) -> None:
    want = leaves(json.loads((FILES / f"{name}.plan.json").read_text(encoding="utf-8")))
    have = leaves(json.loads(json.dumps(loaded(name).to_json())))
    assert {path: have.get(path) for path in want} == want


@pytest.mark.parametrize("name", REFUSED)
def test_project_that_compose_refuses_is_refused_with_file_and_line(name: str) -> None:
    with pytest.raises(PlanError) as refused:
        loaded(name)
    assert all(problem.mark.file and problem.mark.line for problem in refused.value.problems)


def write(folder: Path, **files: str) -> Path:
    """Files in a folder; the first one's path."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder / next(iter(files)).replace("__", ".")


def test_every_problem_is_told_at_once(tmp_path: Path) -> None:
    text = "services:\n  a:\n    image: nginx\n    prots: [80]\n  b:\n    image: 5\n    networks: zz\n"
    with pytest.raises(PlanError) as refused:
        load(write(tmp_path, compose__yaml=text))
    assert str(refused.value).splitlines() == [
        "compose.yaml:4: services.a: additional properties 'prots' not allowed",
        "compose.yaml:6: services.b.image must be a string",
        "compose.yaml:7: services.b.networks must be a array or mapping",
    ]


def test_references_that_lead_nowhere_are_told_with_their_lines(tmp_path: Path) -> None:
    text = "services:\n  a:\n    image: nginx\n    networks: [x]\n    depends_on:\n      - gone\n"
    with pytest.raises(PlanError) as refused:
        load(write(tmp_path, compose__yaml=text))
    assert str(refused.value).splitlines() == [
        'compose.yaml:4: service "a" refers to undefined network x: invalid compose project',
        'compose.yaml:6: service "a" depends on undefined service "gone": invalid compose project',
    ]


def test_file_outside_the_project_folder_is_refused_unless_allowed(tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "common.yaml").write_text("services: {base: {image: nginx, hostname: h}}")
    main = tmp_path / "inner" / "compose.yaml"
    main.write_text("services: {a: {extends: {file: ../common.yaml, service: base}}}")
    with pytest.raises(PlanError, match="outside the project folder"):
        load(main)
    assert load(main, allow_outside=True).services["a"].hostname == "h"


def test_alias_bomb_is_refused(tmp_path: Path) -> None:
    lines = ["x-0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"x-{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 9)]
    with pytest.raises(PlanError, match="once its aliases are followed"):
        load(write(tmp_path, compose__yaml="\n".join([*lines, "services: {a: {image: nginx, labels: *a8}}"])))


def test_anchor_that_contains_itself_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="contains itself"):
        load(write(tmp_path, compose__yaml="x-a: &a {b: *a}\nservices: {a: {image: nginx}}"))


def test_include_cycle_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="include cycle"):
        load(write(tmp_path, compose__yaml="include: [other.yaml]", other__yaml="include: [compose.yaml]"))


def test_merge_keys_give_what_the_mapping_lacks(tmp_path: Path) -> None:
    text = "x-b: &b {image: nginx, hostname: h}\nservices: {a: {<<: *b, hostname: own}}\n"
    service = load(write(tmp_path, compose__yaml=text)).services["a"]
    assert (service.image, service.hostname) == ("nginx", "own")


def test_variables_come_from_shell_before_env_file(tmp_path: Path) -> None:
    path = write(
        tmp_path, compose__yaml="services: {a: {image: 'nginx:$TAG', hostname: '${H:-none}'}}", __env="TAG=1\nH="
    )
    assert load(path).services["a"].image == "nginx:1"
    assert load(path).services["a"].hostname == "none"
    assert load(path, environment={"TAG": "2"}).services["a"].image == "nginx:2"


def test_variable_without_value_is_warned_of(tmp_path: Path) -> None:
    plan = load(write(tmp_path, compose__yaml="services: {a: {image: nginx, ports: ['${P}:22']}}"))
    assert plan.warnings == ['The "P" variable is not set. Defaulting to a blank string.']
    assert [port.published for port in plan.services["a"].ports] == [""]


def test_profile_turns_a_service_on(tmp_path: Path) -> None:
    path = write(tmp_path, compose__yaml="services: {a: {image: nginx}, b: {image: nginx, profiles: [p]}}")
    assert sorted(load(path).services) == ["a"]
    assert sorted(load(path, profiles=["p"]).services) == ["a", "b"]


def test_folder_stands_for_its_compose_file_and_override(tmp_path: Path) -> None:
    write(
        tmp_path, compose__yaml="services: {a: {image: nginx}}", compose__override__yaml="services: {a: {hostname: h}}"
    )
    assert load(tmp_path).services["a"].hostname == "h"


def test_env_file_gives_variables_below_environment(tmp_path: Path) -> None:
    text = "services: {a: {image: nginx, env_file: a.env, environment: {B: '2'}}}"
    plan = load(write(tmp_path, compose__yaml=text, a__env="A=1\nB=1\n"))
    assert plan.services["a"].environment == {"A": "1", "B": "2"}


def test_env_file_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"compose.yaml:1: env file .*gone.env not found"):
        load(write(tmp_path, compose__yaml="services: {a: {image: nginx, env_file: gone.env}}"))


def test_bad_project_name_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, compose__yaml="services: {a: {image: nginx}}")
    with pytest.raises(PlanError, match="invalid project name"):
        load(path, project="No Good")


def test_of_two_keys_with_one_real_name_the_later_in_the_alphabet_counts(tmp_path: Path) -> None:
    text = "services: {a: {image: x, networks: {z: {priority: 2}, y: {priority: 1}}}}\n"
    text += "networks: {z: {external: true, name: n}, y: {external: true, name: n}}\n"
    plan = load(write(tmp_path, compose__yaml=text), project="p")
    assert plan.services["a"].networks["n"].priority == 2
