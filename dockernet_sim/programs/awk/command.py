"""awk(1): runs a program over lines."""

from __future__ import annotations

from dockernet_sim.linux.errors import NetError
from dockernet_sim.programs.awk.interpreter import Awk, Run
from dockernet_sim.programs.awk.parser import Parser
from dockernet_sim.programs.awk.values import Input, Value
from dockernet_sim.programs.busybox import tool
from dockernet_sim.programs.task import Task
from dockernet_sim.programs.text.echo import unescape
from dockernet_sim.programs.text.regex import RegexFault
from dockernet_sim.sim.errors import NotModelled


@tool("awk", "mawk")
def awk(task: Task, busybox: bool = False) -> Run:
    """``awk [-F SEPARATOR] [-v NAME=VALUE] [-f FILE] PROGRAM [FILE...]``."""
    words, variables, programs = list(task.args), dict[str, Value](), list[str]()
    while words and words[0].startswith("-") and len(words[0]) > 1:
        word = words.pop(0)
        if word == "--":
            break
        if word[:2] not in ("-F", "-v", "-f"):
            raise NotModelled(f"option {word} is not modelled")
        value = word[2:] or (words.pop(0) if words else "")
        if word[:2] == "-F":
            variables["FS"] = "\t" if value == "t" else unescape(value)
        elif word[:2] == "-f":
            try:
                programs.append(task.read(value))
            except NetError as error:
                task.err(f"awk: {value}: {error.text}\n" if busybox else f"awk: cannot open {value} ({error.text})\n")
                return 1 if busybox else 2
        else:
            name, _, given = value.partition("=")
            variables[name] = Input(unescape(given))
    if not words and not programs:
        raise NotModelled("awk without a program is not modelled")
    parser = Parser("\n".join(programs) if programs else words.pop(0))
    rules = parser.rules()
    say = "awk: {path}: {error}" if busybox else "awk: cannot open {path} ({error})"
    try:
        code = yield from Awk(task, rules, parser.functions, variables).run(words, say)
    except RegexFault as fault:
        task.err(
            f"awk: {fault.args[0]}\n" if busybox else f"awk: line 1: regular expression compile failed{fault.args[1]}\n"
        )
        return 1 if busybox else 2
    return min(code, 1) if busybox and code == 2 else code
