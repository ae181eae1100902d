"""Compose's commands with their options: what is carried out, what is taken without effect, what is refused by name."""

from __future__ import annotations

from dockernet_sim.shell.docker.pflag import IGNORED, MISSING, FlagSet, Option


def flags(used: str = "", ignored: str = "", missing: str = "", interspersed: bool = True) -> FlagSet:
    """Options from words such as ``detach,d`` (a bool),
    ``timeout,t=`` (with a value) and ``scale=+`` (several times)."""
    told = ((used, "used"), (ignored, IGNORED), (missing, MISSING))
    return FlagSet(tuple(option(word, effect) for words, effect in told for word in words.split()), interspersed)


def option(word: str, effect: str) -> Option:
    """One option."""
    name, equals, kind = word.partition("=")
    name, _, short = name.partition(",")
    return Option(name, ("list" if kind else "string") if equals else "bool", short=short, effect=effect)


ROOT = flags(
    "file,f=+ project-name,p= project-directory= profile=+ env-file=+ version,v",
    "ansi= compatibility parallel= progress= verbose all-resources",
    "dry-run",
    interspersed=False,
)
COMMANDS: dict[str, FlagSet] = {
    "up": flags(
        "detach,d force-recreate no-recreate no-deps no-start remove-orphans scale=+ timeout,t= wait no-log-prefix "
        "wait-timeout=",
        "build no-build quiet-pull pull= no-color yes,y quiet-build always-recreate-deps renew-anon-volumes,V "
        "timestamps menu",
        "abort-on-container-exit abort-on-container-failure attach=+ attach-dependencies exit-code-from= no-attach=+ watch,w",  # noqa: E501
    ),
    "create": flags("force-recreate no-recreate remove-orphans scale=+", "build no-build pull= quiet-pull yes,y"),
    "down": flags("remove-orphans timeout,t= volumes,v", missing="rmi="),
    "ps": flags("all,a quiet,q services status=+ filter=+ format=", "no-trunc orphans"),
    "port": flags("protocol= index="),
    "config": flags("services quiet,q networks images profiles volumes format=",
        "no-interpolate no-normalize no-path-resolution",
        "hash= variables environment output,o= resolve-image-digests lock-image-digests no-consistency"),
    "exec": flags("detach,d env,e=+ index= interactive,i no-tty,T tty,t privileged user,u= workdir,w=",
        interspersed=False),
    "logs": flags("follow,f no-log-prefix tail,n= timestamps,t since= until= index=", "no-color"),
    "stop": flags("timeout,t="),
    "start": flags("", "wait wait-timeout="),
    "restart": flags("timeout,t= no-deps"),
    "kill": flags("signal,s= remove-orphans"),
    "pause": flags(),
    "unpause": flags(),
    "rm": flags("force,f stop,s volumes,v"),
    "ls": flags("all,a quiet,q filter=+ format="),
    "run": flags("detach,d env,e=+ name= no-deps publish,p=+ rm service-ports,P use-aliases entrypoint= "
        "cap-add=+ cap-drop=+",
        "interactive,i no-TTY,T no-tty quiet quiet-build quiet-pull build remove-orphans pull= tty,t",
        "env-from-file=+ label,l=+ user,u= volume,v=+ workdir,w=", interspersed=False),
    "top": flags(),
    "images": flags("quiet,q format="),
    "pull": flags("ignore-pull-failures quiet,q", "ignore-buildable policy=", "include-deps"),
    "cp": flags("all index= archive,a follow-link,L"),
    "scale": flags("no-deps"),
    "build": flags("", "quiet,q no-cache pull push memory,m= build-arg=+ builder= ssh= with-dependencies provenance= "
        "sbom= check print"),
    "version": flags("short format="),
}  # fmt: skip
ABSENT = (
    "attach", "bridge", "commit", "events", "export", "publish", "push", "stats", "volumes", "wait", "watch", "convert",
    "alpha",
)  # fmt: skip
