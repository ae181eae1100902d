"""``docker logs``."""

from __future__ import annotations

from dockernet_sim.engine.container.log import joined, tail
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.shell.docker.attach import Attachment
from dockernet_sim.shell.docker.call import Call, daemon_text
from dockernet_sim.shell.docker.command import Steps
from dockernet_sim.shell.docker.errors import CliError
from dockernet_sim.shell.docker.moments import moment
from dockernet_sim.sim.errors import NotModelled
from dockernet_sim.sim.when import rfc3339


def logs(call: Call) -> Steps:
    """What a container's main process wrote, and with ``-f`` what it goes on to write."""
    name = call.words[0]
    yield call.wait("container_logs")
    running = call.container(name)["State"]["Running"]
    try:
        entries = call.engine.containers.logs(name)
    except ApiError as problem:
        raise CliError(daemon_text(problem)) from None
    lines = joined([(entry.time, entry.stream, entry.text) for entry in entries])
    since, until = moment(call, "since"), moment(call, "until")
    lines = [line for line in lines if (since is None or line[0] >= since) and (until is None or line[0] <= until)]
    for time, stream, text in tail(lines, call["tail"]):
        stamp = f"{rfc3339(time)} " if call["timestamps"] else ""
        (call.task.out if stream == "stdout" else call.task.err)(stamp + text)
    if not call["follow"] or not running:
        return 0
    if call["timestamps"]:
        raise NotModelled("options -f and -t together are not modelled")
    yield from Attachment(call, name, sig_proxy=False, logs=True).until(call.engine.containers.wait(name))
    return 0
