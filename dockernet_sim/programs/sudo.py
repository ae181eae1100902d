"""sudo(8): on these machines the user is root already."""

from __future__ import annotations

from dockernet_sim.programs.registry import program
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.processes import Run, find, run_other
from dockernet_sim.sim.errors import NotModelled

USAGE = """usage: sudo -h | -K | -k | -V
usage: sudo -v [-ABkNnS] [-g group] [-h host] [-p prompt] [-u user]
usage: sudo -l [-ABkNnS] [-g group] [-h host] [-p prompt] [-U user] [-u user] [command [arg ...]]
usage: sudo [-ABbEHkNnPS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T \
timeout] [-u user] [VAR=value] [-i | -s] [command [arg ...]]
usage: sudo -e [-ABkNnS] [-r role] [-t type] [-C num] [-D directory] [-g group] [-h host] [-p prompt] [-R directory] [-T \
timeout] [-u user] file ...
"""  # noqa: E501
HARMLESS = frozenset(("-E", "-H", "-n", "-S", "-P", "-k", "--"))


@program("sudo")
def sudo(task: Task) -> int | Run:
    """``sudo [-E] [-n] [-u root] [NAME=VALUE] COMMAND``: a prefix that changes nothing."""
    words, variables = list(task.args), dict(task.env)
    while words and (words[0].startswith("-") or "=" in words[0]):
        word = words.pop(0)
        if "=" in word and not word.startswith("-"):
            name, _, variables[name] = word.partition("=")
        elif word == "-u" and words[:1] in (["root"], ["#0"]):
            words.pop(0)
        elif word in ("-i", "-s"):
            words = ["bash", *(["-c", " ".join(words)] if words else [])]
            break
        elif word not in HARMLESS:
            raise NotModelled(f"sudo {word} is not modelled")
    if not words:
        task.err(USAGE)
        return 1
    if find(task, words[0]) is None:
        task.err(f"sudo: {words[0]}: command not found\n")
        return 1
    return run_other(task, words, "sudo", False, env=variables)
