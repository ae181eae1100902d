"""A container's main process: its place, its files, its input, and what keeps it from starting."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from dockernet_sim.engine.container.container import LONGEST_HOSTNAME, Container
from dockernet_sim.engine.container.process import (
    NOT_EXECUTABLE,
    NOT_FOUND,
    NoProgram,
    as_mapping,
    find_program,
)
from dockernet_sim.engine.container.resources import check_start
from dockernet_sim.engine.container.users import NoUser
from dockernet_sim.engine.daemon.connections import Connections
from dockernet_sim.engine.daemon.mounting import Mounting
from dockernet_sim.engine.daemon.state import Daemon
from dockernet_sim.engine.errors import ApiError, BadRequest, ServerError
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.programs.terminal import OpenInput, Terminal
from dockernet_sim.vfs.files import Files
from dockernet_sim.vfs.mounts import MountedFiles

UNPRIVILEGED = {"net.ipv4.ip_unprivileged_port_start": "0", "net.ipv4.ping_group_range": "0\t2147483647"}
SYSCTL_FAILURES = {"ENOENT": ("open", NOT_FOUND), "EACCES": ("open", NOT_EXECUTABLE)}
READ_ONLY_INSIDE = frozenset(  # settings that namespaces other than the host's own cannot change
    (
        "net.core.rmem_default",
        "net.core.rmem_max",
        "net.core.wmem_default",
        "net.core.wmem_max",
        "net.ipv4.tcp_allowed_congestion_control",
        "net.ipv4.tcp_available_congestion_control",
        "net.ipv4.tcp_ehash_entries",
        "net.ipv4.udp_hash_entries",
        "net.ipv6.conf.all.mc_forwarding",
        "net.ipv6.conf.default.mc_forwarding",
        "net.netfilter.nf_conntrack_buckets",
        "net.netfilter.nf_conntrack_count",
        "net.netfilter.nf_conntrack_expect_max",
        "net.netfilter.nf_conntrack_max",
    )
)
SHELLS = ("sh", "ash", "bash", "dash")
INIT_FAILED = "unable to start container process: error during container init:"
BOUND = ("/etc/hosts", "/etc/resolv.conf", "/etc/hostname")
FOLDERS = frozenset(
    (
        "/tmp",
        "/root",
        "/bin",
        "/sbin",
        "/usr/bin",
        "/usr/sbin",
        "/proc",
        "/sys",
        "/dev",
        "/run",
        "/lib",
        "/www",
        "/lib64",
    )
)


class Starting:
    """What runc does for a container.

    Parameters
    ----------
    daemon : Daemon
        What dockerd remembers.
    connections : Connections
        Knows the variables of its links.
    mounting : Mounting
        Puts its mounts over its files.
    """

    def __init__(self, daemon: Daemon, connections: Connections, mounting: Mounting) -> None:
        self._daemon = daemon
        self._connections = connections
        self._mounting = mounting

    def place(self, container: Container, ns: NetNs) -> Place:
        """Where its programs run: the image's files with Docker's own three bound over them."""
        blueprint, env = container.blueprint, container.variables(self._connections.variables(container))
        return Place(
            name=container.short_name,
            host=self._daemon.host,
            ns=ns,
            files=self.files(container),
            programs=blueprint.programs,
            recorded=blueprint.image.common is None,
            env=env,
            caps=blueprint.caps,
            hostname=self._daemon.host.hostname if blueprint.host_config["UTSMode"] == "host" else container.hostname,
            domainname=container.domainname or "(none)",
            proc_sys_writable=bool(blueprint.host_config["Privileged"]),
            own_pids=True,
            libc=blueprint.image.libc,
        )

    def files(self, container: Container) -> Files:
        """A container's own files, which live as long as it does, with three bound over them: its or its donor's."""
        config, read_only = container.blueprint.config, bool(container.blueprint.host_config["ReadonlyRootfs"])
        if container.files is None:
            mounted = bool(container.mounts) or read_only
            links = container.blueprint.image.links
            folders = FOLDERS.difference(links) if links else FOLDERS
            container.files = (MountedFiles if mounted else Files)(container.blueprint.files, folders)
            for path, target in links.items():
                container.files.link(path, target)
            if container.blueprint.image.common is not None:  # the recorder's images have a plain /tmp
                container.files.set_folders(container.blueprint.folders)
        files, workdir = container.files, config["WorkingDir"]
        if workdir:
            files.make_folder(workdir)
        owner = container.owner_of_files
        files.bind_all(BOUND, (owner.hosts_file, owner.resolv_conf_file, owner.hostname_file))
        if isinstance(files, MountedFiles):
            files.read_only = False
            self._mounting.mount_all(container, files)
            files.read_only = read_only
        return files

    def task(self, container: Container, place: Place) -> Task:
        """Its main process, not started yet; ApiError where it cannot be."""
        config = container.blueprint.config
        if not container.blueprint.starts_plainly:
            check_start(container.blueprint.host_config, place.files, self._daemon.refuse)
        try:
            creds, home = container.blueprint.user(place.files, config["User"])
        except NoUser as error:
            raise ServerError(error.reason) from None
        if len(container.hostname.encode()) > LONGEST_HOSTNAME:
            raise self.not_started(f"{INIT_FAILED} sethostname: invalid argument")
        self._set_sysctls(container, place)
        container.log_made = True
        workdir = config["WorkingDir"] or "/"
        try:
            program = find_program(place, container.blueprint.command, workdir)
        except NoProgram as error:
            why = self._daemon.refuse("oci-start", why=error.reason).text
            raise self.not_started(why, error.exit_code) from None
        tty = bool(config["Tty"])
        argv = container.blueprint.command
        stdin = self._input(container)
        env = (
            as_mapping(container.environment(tty, self._connections.variables(container)), home) if creds.uid else None
        )
        return Task(
            place, argv, env=env, stdin=stdin, log=container.log, tty=tty, cwd=workdir, program=program, creds=creds
        )

    def _input(self, container: Container) -> str | Pipe:
        """Standard input of a new main process: what a client attached before the start, or one that stays open."""
        config = container.blueprint.config
        given, container.stdin = container.stdin, None
        if not config["OpenStdin"] and not config["Tty"]:
            return ""
        if config["OpenStdin"] and given is not None and (config["StdinOnce"] or isinstance(given, Terminal)):
            return given
        shell = container.blueprint.command[0].rpartition("/")[2] in SHELLS
        stdin = OpenInput.on(self._daemon.clock) if shell else Pipe(self._daemon.clock)
        if config["OpenStdin"] and given is not None:
            self._pour(given, stdin, ends=False)
        return stdin

    def give_input(self, container: Container, given: str | Pipe) -> Callable[[], None] | None:
        """Let the main process, or the one that will be started, read what a client sends.

        Returns
        -------
        callable or None
            Gives a terminal back, where one was given.
        """
        main = container.main
        if main is None:
            container.stdin = given
            return None
        source = main.source
        if isinstance(source, OpenInput) and isinstance(given, Terminal):
            return source.attach(given)
        if isinstance(source, (OpenInput, Pipe)):
            self._pour(given, source, ends=bool(container.config["StdinOnce"]))
        return None

    def _pour(self, given: str | Pipe, stdin: OpenInput | Pipe, ends: bool) -> None:
        """Hand what a client sends to the main process, as it comes; with `ends` its end too."""

        def carry(pipe: Pipe) -> Generator[Any, Any, None]:
            while text := (yield from pipe.more()):
                stdin.write(text)
            if ends:
                stdin.end()

        if isinstance(given, Pipe):
            self._daemon.clock.spawn(carry(given))
            return
        stdin.write(given)
        if ends:
            stdin.end()

    def _set_sysctls(self, container: Container, place: Place) -> None:
        own = container.blueprint.host_config["Sysctls"] or {}
        if place.ns is self._daemon.host.root:
            for name in own:
                if name.startswith("net."):
                    raise self.not_started(f'sysctl "{name}" not allowed in host network namespace')
            return
        if not container.blueprint.donor_id:
            place.ns.sysctl.begin_with(UNPRIVILEGED)
        for name, value in own.items():
            if name.startswith(("kernel.", "fs.")):
                continue  # of the IPC namespace, which is not modelled; reading it is refused by name
            try:
                if name in READ_ONLY_INSIDE:
                    raise NetError("EACCES", name)
                place.ns.sysctl[name] = value
            except NetError as error:
                path = name.replace(".", "/")
                what, code = SYSCTL_FAILURES.get(error.name, ("write", 0))
                text = self._daemon.refuse("oci-sysctl", what=what, name=name, path=path, why=error.text.lower()).text
                raise self.not_started(text, code) from None

    def not_started(self, reason: str, exit_code: int = 0) -> ApiError:
        """runc could not create the container: in Docker's words, with the exit code that it gets."""
        error = self._daemon.refuse("oci-create", why=reason)
        if exit_code:
            error = BadRequest(error.text, error.code)
        error.exit_code = exit_code
        return error
