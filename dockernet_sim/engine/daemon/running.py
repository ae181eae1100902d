"""A container's main process: its place, its start, and its end."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

import simpy

from dockernet_sim.engine.container.container import Container
from dockernet_sim.engine.container.process import (
    NOT_EXECUTABLE,
    NOT_FOUND,
    NoProgram,
    as_mapping,
    find_program,
)
from dockernet_sim.engine.container.resources import check_start
from dockernet_sim.engine.container.users import NoUser
from dockernet_sim.engine.daemon.attach import Attaching
from dockernet_sim.engine.daemon.base import RUNC_THREADS
from dockernet_sim.engine.errors import ApiError, BadRequest, Conflict, NotFound, ServerError
from dockernet_sim.linux.errors import NetError
from dockernet_sim.linux.files import Files
from dockernet_sim.linux.mounts import MountedFiles
from dockernet_sim.linux.netns import NetNs
from dockernet_sim.linux.sysctl_kept import READ_ONLY_INSIDE
from dockernet_sim.programs.stream import Pipe
from dockernet_sim.programs.task import Place, Task
from dockernet_sim.programs.terminal import OpenInput, Terminal
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import rfc3339

FIRST_RESTART_DELAY, LAST_RESTART_DELAY, GOOD_RUN = 0.1, 60.0, 10.0
UNPRIVILEGED = {"net.ipv4.ip_unprivileged_port_start": "0", "net.ipv4.ping_group_range": "0\t2147483647"}
HOOK_FAILED = (
    "unable to start container process: error during container init: error running hook #0: error running hook: "
    'exit status 1, stdout: , stderr: time="{}" level=fatal msg={}'
)
SYSCTL_FAILURES = {"ENOENT": ("open", NOT_FOUND), "EACCES": ("open", NOT_EXECUTABLE)}
SHELLS = ("sh", "ash", "bash", "dash")
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


class _End:
    """Tells the daemon that a main process has ended."""

    __slots__ = ("_container", "_daemon", "_task")

    def __init__(self, daemon: Running, container: Container, task: Task) -> None:
        self._daemon = daemon
        self._container = container
        self._task = task

    def __call__(self, _event: simpy.Event) -> None:
        self._daemon.main_ended(self._container, self._task)


class Running(Attaching):
    """Starting and ending main processes."""

    # -- start ----------------------------------------------------------------
    def _start(self, container: Container) -> None:
        """Networks first, then the process; what fails is written into its state, and all is given back."""
        if container.removed or container.state.removing:
            raise Conflict("container is marked for removal and cannot be started")
        try:
            ns = self._initialize_networking(container)
            env = container.variables(self._linked_variables(container))
            container.place = self._place(container, ns, env)
            self._run_main(container, container.place)
        except ApiError as error:
            container.state.fail(error.text, error.exit_code)
            container.stale_ports = container.network_settings.ports
            self._cleanup(container)
            if container.host_config["AutoRemove"]:
                self._remove(container)
            raise
        except NotModelled:
            self._cleanup(container)
            raise

    def _initialize_networking(self, container: Container) -> NetNs:
        """The namespace that its programs will run in."""
        if container.blueprint.donor_id:
            donor = self._donor(container)
            container.donor = donor
            donor.guests = (*(each for each in donor.guests if each is not container and not each.removed), container)
            container.hostname, container.domainname = donor.hostname, donor.domainname
            if donor.place is None:
                raise ServerError(f"{donor.id} has no namespace")
            return donor.place.ns
        try:
            self._allocate_networks(container)
        except ApiError as error:
            raise self.refuse.within("network-failed", error) from None
        container.hostname_made = True
        container.hostname_file.text = f"{container.hostname}\n"
        assert container.sandbox is not None
        try:
            return container.sandbox.ns or container.sandbox.attach()
        except ApiError as error:
            from dockernet_sim.sim.quote import quote  # rarely needed

            stamp = rfc3339(float(int(self.clock.now)))
            raise self._not_started(HOOK_FAILED.format(stamp, quote(error.text))) from None

    def _donor(self, container: Container) -> Container:
        try:
            donor = self.container(container.donor_id)
        except NotFound:
            raise self.refuse("donor-missing", name=container.donor_id) from None
        if donor is container:
            raise self.refuse("donor-itself")
        if not donor.running:
            raise self.refuse(
                "donor-stopped", name=container.donor_id, short=donor.short_name, state=donor.state.status
            )
        if donor.state.restarting:
            raise Conflict(f"Container {donor.id} is restarting, wait until the container is running")
        return donor

    def _place(self, container: Container, ns: NetNs, env: Mapping[str, str]) -> Place:
        """Where its programs run: the image's files with Docker's own three bound over them."""
        files, blueprint = self._files(container), container.blueprint
        return Place(
            name=container.short_name,
            host=self.host,
            ns=ns,
            files=files,
            programs=blueprint.programs,
            recorded=blueprint.image.common is None,
            env=env,
            caps=blueprint.caps,
            hostname=self.host.hostname if blueprint.host_config["UTSMode"] == "host" else container.hostname,
            domainname=container.domainname or "(none)",
            proc_sys_writable=bool(blueprint.host_config["Privileged"]),
            own_pids=True,
            libc=container.image.libc,
        )

    def _files(self, container: Container) -> Files:
        """A container's own files, which live as long as it does, with three bound over them:
        its own or its donor's."""
        config, read_only = container.blueprint.config, bool(container.blueprint.host_config["ReadonlyRootfs"])
        if container.files is None:
            mounted = bool(container.mounts) or read_only
            links = container.image.links
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
            self._mount_all(container, files)
            files.read_only = read_only
        return files

    def _run_main(self, container: Container, place: Place) -> None:
        config = container.blueprint.config
        check_start(container.blueprint.host_config, place.files)
        try:
            creds, home = container.blueprint.user(place.files, config["User"])
        except NoUser as error:
            raise ServerError(error.reason) from None
        self._set_sysctls(container, place)
        container.log_made = True
        workdir = config["WorkingDir"] or "/"
        try:
            program = find_program(place, container.blueprint.command, workdir)
        except NoProgram as error:
            why = self.refuse("oci-start", why=error.reason).text
            raise self._not_started(why, error.exit_code) from None
        tty = bool(config["Tty"])
        argv = container.blueprint.command
        stdin = self._input(container)
        env = as_mapping(container.environment(tty, self._linked_variables(container)), home) if creds.uid else None
        task = Task(
            place, argv, env=env, stdin=stdin, log=container.log, tty=tty, cwd=workdir, program=program, creds=creds
        )
        container.main = task
        container.stopped_by_hand, container.stale_ports = False, None
        place.pass_over(RUNC_THREADS)
        process = task.start()
        container.state.start(self.clock.now, task.pid)
        assert process.callbacks is not None
        process.callbacks.append(_End(self, container, task))
        self.container_event(container, "start")
        if config["Healthcheck"]:
            self._watch_health(container)

    def _watch_health(self, container: Container) -> None:
        """Begin to probe it; the engine, which can exec, knows how."""

    def _input(self, container: Container) -> str | Pipe:
        """Standard input of a new main process: what a client attached before the start, or one that stays open."""
        config = container.blueprint.config
        given, container.stdin = container.stdin, None
        if not config["OpenStdin"] and not config["Tty"]:
            return ""
        if config["OpenStdin"] and given is not None and (config["StdinOnce"] or isinstance(given, Terminal)):
            return given
        shell = container.blueprint.command[0].rpartition("/")[2] in SHELLS
        stdin = OpenInput.on(self.clock) if shell else Pipe(self.clock)
        if config["OpenStdin"] and given is not None:
            self._pour(given, stdin, ends=False)
        return stdin

    def _pour(self, given: str | Pipe, stdin: OpenInput | Pipe, ends: bool) -> None:
        """Hand what a client sends to the main process, as it comes; with `ends` its end too."""

        def carry(pipe: Pipe) -> Generator[Any, Any, None]:
            while text := (yield from pipe.more()):
                stdin.write(text)
            if ends:
                stdin.end()

        if isinstance(given, Pipe):
            self.clock.spawn(carry(given))
            return
        stdin.write(given)
        if ends:
            stdin.end()

    def _set_sysctls(self, container: Container, place: Place) -> None:
        own = container.blueprint.host_config["Sysctls"] or {}
        if place.ns is self.host.root:
            for name in own:
                if name.startswith("net."):
                    raise self._not_started(f'sysctl "{name}" not allowed in host network namespace')
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
                text = self.refuse("oci-sysctl", what=what, name=name, path=path, why=error.text.lower()).text
                raise self._not_started(text, code) from None

    def _not_started(self, reason: str, exit_code: int = 0) -> ApiError:
        """runc could not create the container: in Docker's words, with the exit code that it gets."""
        error = self.refuse("oci-create", why=reason)
        if exit_code:
            error = BadRequest(error.text, error.code)
        error.exit_code = exit_code
        return error

    # -- end ------------------------------------------------------------------
    def main_ended(self, container: Container, task: Task) -> None:
        """The main process ended by itself, or by a signal that it minded."""
        if container.main is task:
            self._exited(container, task.exit_code or 0)

    def _kill_main(self, container: Container) -> None:
        """SIGKILL: gone at once, and with it all that ran in the container."""
        if container.main is not None:
            self._exited(container, 128 + 9)

    def _exited(self, container: Container, exit_code: int) -> None:
        """The main process is gone: the container's networks are given back, and what hangs on its end is told."""
        started = container.state.started_at or 0.0
        task, container.main = container.main, None
        again = self._restarts(container, exit_code)
        removed = container.host_config["AutoRemove"] and not container.keep_on_exit and not again
        self._end_execs(container)
        self._end_tasks(container, task)
        container.state.stop(self.clock.now, exit_code, restarting=again)
        self.container_event(container, "die", exitCode=str(exit_code))
        self._cleanup(container)
        waiting, container.on_exit = container.on_exit, ()
        for tell in waiting:
            tell(exit_code)
        if again:
            self._restart_later(container, started)
        elif removed:
            self._remove(container)

    def _end_execs(self, container: Container) -> None:
        """All exec'd programs that still run are killed with the main process."""
        for exec_id in container.execs:
            made = self.execs.get(exec_id)
            if made is not None and made.task is not None and made.task.running:
                made.told = True
                self.container_event(container, "exec_die", execID=made.id, exitCode=str(128 + 9))

    def _end_tasks(self, container: Container, main: Task | None) -> None:
        """The kernel ends all other processes of a PID namespace with its first one."""
        tasks = list(container.place.tasks.values()) if container.place is not None else []
        for task in [*([main] if main is not None else []), *tasks]:
            if task.running and task.process is not None:
                task.process.defused = True
                task.signal("KILL")

    def _cleanup(self, container: Container) -> None:
        """What a stopped container does not keep."""
        self._release_networks(container)
        for exec_id in container.execs:
            self.execs.pop(exec_id, None)
        container.execs = ()
        self._release_namespace(container)
        if container.place is not None:
            self._unmount_all(container)
        container.place = None

    def _release_namespace(self, container: Container) -> None:
        """A namespace that a donor left behind goes with the last container that joined it."""
        place, donor = container.place, container.donor
        if place is None or donor is None or place.ns is self.host.root:
            return
        users = [each for each in self.containers.values() if each is not container and each.place is not None]
        if not any(each.place is not None and each.place.ns is place.ns for each in users):
            self.host.delete_netns(place.ns)

    # -- restart policies -----------------------------------------------------
    def _restarts(self, container: Container, exit_code: int) -> bool:
        policy, limit = container.restart_policy, container.host_config["RestartPolicy"]["MaximumRetryCount"]
        if container.stopped_by_hand or container.keep_on_exit:
            return False
        if policy == "on-failure":
            return exit_code != 0 and (limit == 0 or container.restart_count < limit)
        return policy in ("always", "unless-stopped")

    def _restart_later(self, container: Container, started: float) -> None:
        """Wait a little longer each time, but for one that ran well."""
        good = self.clock.now - started >= GOOD_RUN
        delay = FIRST_RESTART_DELAY if good else container.restart_delay or FIRST_RESTART_DELAY
        container.restart_delay = min(delay * 2, LAST_RESTART_DELAY)
        container.restart_count += 1
        self.clock.call_later(delay, self._start_again, container, container.restart_count)

    def _start_again(self, container: Container, count: int) -> None:
        if container.restart_count != count or not container.state.restarting:
            return
        try:
            self._start(container)
        except ApiError:
            container.state.stop(self.clock.now, container.state.exit_code)

    # -- removal --------------------------------------------------------------
    def _remove(self, container: Container, volumes: bool = False) -> None:
        """Forget it; links of others to it stay and lead nowhere."""
        self.containers.drop(container.id)
        for name in [*self.names_of(container), *self.links.forget(container)]:
            self.names.pop(name, None)
        container.removed = True
        if volumes or container.host_config["AutoRemove"]:
            self._drop_anonymous(container)
        self.container_event(container, "destroy")
        waiting, container.on_removal = container.on_removal, ()
        for tell in waiting:
            tell()
