"""The glossary is complete: every noun that names a public class, or a folder of the package, stands in its first column."""

import re
from importlib import import_module
from pathlib import Path

import dockernet_sim
import pytest
from dockernet_sim.programs.registry import PROGRAMS

from .pages import ROOT
from .test_reference import PUBLIC

PACKAGE = Path(dockernet_sim.__file__).parent
GLOSSARY = ROOT / "docs" / "background" / "glossary.md"
HOMONYMS = {"link", "template"}  # Linux's and Docker's, of a path and of Go
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z][a-z]+")


def words() -> set[str]:
    """What the glossary explains: each word or phrase of the first column, in lower case."""
    return set(first_column())


def first_column() -> list[str]:
    """The same, in order."""
    rows = re.findall(r"^\| (.*?) \|", GLOSSARY.read_text(encoding="utf-8"), re.M)
    return [word.strip("` ").lower() for row in rows[2:] for word in row.split(",")]


def is_explained(noun: str, known: set[str]) -> bool:
    """Whether a noun stands there, as it is or in the singular."""
    singulars = (noun, noun.removesuffix("s"), noun.removesuffix("es"), re.sub("ies$", "y", noun))
    return any(each in known for each in singulars)


def nouns_of(name: str, kind: type) -> list[str]:
    """Any of these explains a class: its name, or the noun with which it ends; errors are explained as one."""
    parts = [part.lower() for part in PART.findall(name)]
    return [name.lower(), " ".join(parts), parts[-1], *(["error"] if issubclass(kind, BaseException) else [])]


CLASSES = sorted(
    {
        (name, kind)
        for package in PUBLIC
        for name in import_module(package).__all__
        if isinstance(kind := getattr(import_module(package), name), type)
    },
    key=lambda each: (each[0], each[1].__module__),
)
FOLDERS = sorted(
    path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("__init__.py") if path.parent != PACKAGE
)


@pytest.mark.parametrize(("name", "kind"), CLASSES, ids=[name for name, _ in CLASSES])
def test_the_noun_of_a_public_class_is_explained(name: str, kind: type) -> None:
    known = words()
    assert any(is_explained(noun, known) for noun in nouns_of(name, kind)), f"a row of {GLOSSARY.name} for {name}"


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_name_of_a_folder_is_explained(folder: str) -> None:
    room, name = folder.partition("/")[0], folder.rpartition("/")[2]
    is_command = room == "programs" and name in PROGRAMS
    assert is_command or is_explained(name, words()), f"a row of {GLOSSARY.name} for {folder}/"


def test_no_word_is_explained_twice() -> None:
    found = first_column()
    assert {word for word in found if found.count(word) > 1} == HOMONYMS


def test_the_search_misses_what_is_not_there() -> None:
    assert not is_explained("zebra", words())
    assert nouns_of("ContainerFacts", int) == ["containerfacts", "container facts", "facts"]
