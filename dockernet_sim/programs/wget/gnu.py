"""GNU wget 1.21: what machines and Debian's images have under the name."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.wget.options import Options
from dockernet_sim.programs.wget.program import WgetError
from dockernet_sim.programs.wget.told import Told, Total, brief, speed, stamp
from dockernet_sim.sim.errors import NotModelled

Run = Generator[Any, Any, int]
AGENT = "Wget/1.21.3"
NETWORK, SERVER = 4, 8  # exit codes
TRIES, LONGEST_PAUSE = 20, 10.0
USAGE = "wget: missing URL\nUsage: wget [OPTION]... [URL]...\n\nTry `wget --help' for more options.\n"
VALUES = {
    "-O": "output", "--output-document": "output", "-P": "folder", "--directory-prefix": "folder", "-U": "agent",
    "--user-agent": "agent", "-T": "patience", "--timeout": "patience", "-t": "tries", "--tries": "tries",
    "--header": "headers", "--post-data": "post",
}  # fmt: skip
FLAGS = {
    "--spider": "spider", "--quiet": "quiet", "--no-verbose": "terse", "-nv": "terse", "-S": "show", "--server-response": "show",  # noqa: E501
    "-4": "", "--no-check-certificate": "", "-v": "", "--verbose": "", "--no-proxy": "", "--no-cache": "", "--show-progress": "",  # noqa: E501
}  # fmt: skip


@program("wget")
def wget(task: Task) -> Run | int:
    """``wget [-q|-nv] [-S] [-O FILE] [-T SECONDS] [-t TRIES] [--spider] [--header TEXT] URL...``."""
    options, tries = Options(agent=AGENT), [TRIES]
    rest = list(task.args)
    while rest:
        _take(options, tries, rest.pop(0), rest)
    if not options.urls:
        task.err(USAGE)
        return 1
    return _all(task, options, tries[0])


def _take(options: Options, tries: list[int], word: str, rest: list[str]) -> None:
    name, equals, value = word.partition("=")
    if name in VALUES or word[:2] in VALUES:
        if name not in VALUES:
            name, value, equals = word[:2], word[2:], "="
        value = value if equals else rest.pop(0) if rest else ""
        field = VALUES[name]
        if field == "headers":
            options.headers.append(value)
        elif field == "tries":
            tries[0] = int(value) if value.isdigit() else TRIES
        else:
            setattr(options, field, float(value) if field == "patience" else value)
    elif word in FLAGS:
        if FLAGS[word]:
            setattr(options, FLAGS[word], True)
    elif word.startswith("-q") and not word.startswith("--"):
        options.quiet = True
        if word[2:]:
            rest.insert(0, f"-{word[2:]}")
    elif word.startswith("-") and word != "-":
        raise NotModelled(f"wget {word} is not modelled")
    else:
        options.urls.append(word)


def _all(task: Task, options: Options, tries: int) -> Run:
    code, began, total = 0, task.clock.now, Total()
    if options.spider and not options.quiet and not options.terse:
        task.err("Spider mode enabled. Check if remote file exists.\n")
    for url in options.urls:
        code = (yield from _tried(task, options, url, tries, total)) or code
    if total.files and len(options.urls) > 1 and not options.quiet:
        wall = task.clock.now - began
        task.err(
            f"FINISHED --{stamp(task)}--\nTotal wall clock time: {wall:.2g}s\n"
            f"Downloaded: {total.files} files, {total.size} in {brief(total.seconds)} ({speed(total.size, total.seconds)})\n"  # noqa: E501
        )
    return code


def _tried(task: Task, options: Options, url: str, tries: int, total: Total) -> Run:
    """One URL; what timed out is tried again, what was refused is not."""
    for attempt in range(1, max(1, tries) + 1):
        fetch = Told(task, options, total)
        fetch.attempt = attempt
        try:
            yield from fetch.run(url if "://" in url else f"http://{url}")
        except WgetError as error:
            last = attempt >= tries
            if "server returned error" in str(error):
                fetch.refused(url)
                return SERVER
            if "timed out" not in str(error):
                fetch.failed(str(error))
                return NETWORK
            fetch.say("Giving up.\n" if last else "Retrying.\n")
            if last:
                return NETWORK
            yield task.sleep(min(float(attempt), LONGEST_PAUSE))
            continue
        return 0
    return NETWORK
