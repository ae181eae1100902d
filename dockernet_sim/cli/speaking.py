"""The language of the command line: which one is asked for, and its help in it."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence

from dockernet_sim.cli.help_zh import HELP
from dockernet_sim.explain.said import LANGUAGES

ASKED = ("LC_ALL", "LC_MESSAGES", "LANG")
USAGE = {"en": "usage: ", "zh": "用法："}


def language(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """``en`` or ``zh``: what ``--lang`` asks for, else the first of LC_ALL, LC_MESSAGES and LANG that is set.

    >>> language(["--lang", "zh", "demo"], {}), language(["demo"], {"LANG": "zh_CN.UTF-8"}), language([], {"LANG": "C"})
    ('zh', 'zh', 'en')
    """
    for word, following in zip(arguments, [*arguments[1:], ""]):
        asked = following if word == "--lang" else word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if asked in LANGUAGES:
            return asked
    said = next((environment[name] for name in ASKED if environment.get(name)), "")
    return "zh" if said.startswith("zh") else "en"


def speak(parser: argparse.ArgumentParser, lang: str) -> argparse.ArgumentParser:
    """Give a parser and its commands their help in a language, which is also the default of ``--lang``."""
    for each in {id(one): one for one in parsers(parser)}.values():
        each.set_defaults(lang=lang)
        for action in each._actions:
            if action.dest == "lang":
                action.default = lang
        if lang == "zh":
            _translate(each)
    return parser


def parsers(parser: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    """A parser and those of its commands."""
    yield parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from parsers(command)


def texts(parser: argparse.ArgumentParser) -> Iterator[str]:
    """Every text of a parser's help."""
    yield from filter(None, [parser.description, *(group.title for group in parser._action_groups)])
    for action in _told(parser):
        if action.help and action.help != argparse.SUPPRESS:
            yield action.help


def _told(parser: argparse.ArgumentParser) -> Iterable[argparse.Action]:
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            yield from action._choices_actions


class Chinese(argparse.HelpFormatter):
    """Help whose first word is Chinese, too."""

    def add_usage(self, usage, actions, groups, prefix=None):  # type: ignore[no-untyped-def]
        """As argparse writes it, with another word in front."""
        super().add_usage(usage, actions, groups, USAGE["zh"] if prefix is None else prefix)


def _translate(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = Chinese
    parser.description = HELP.get(parser.description or "", parser.description)
    for group in parser._action_groups:
        group.title = HELP.get(group.title or "", group.title)
    for action in _told(parser):
        if action.help:
            action.help = HELP.get(action.help, action.help)
