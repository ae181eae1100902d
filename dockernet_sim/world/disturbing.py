"""What a lab can do with its links and with what goes wrong: faults, delays, rates and queues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.sim import arguments as must
from dockernet_sim.sim.arguments import checked
from dockernet_sim.world.checks import DIRECTION, LINK, a_fault

if TYPE_CHECKING:
    from dockernet_sim.world.faulting import Planned
    from dockernet_sim.world.faults import Fault
    from dockernet_sim.world.world import World


class Disturbing:
    """The links of a lab, and its faults."""

    world: World

    @checked(fault=must.either(must.text, a_fault))
    def fault(self, fault: Fault | str) -> Planned:
        """Let something go wrong, now or later.

        Parameters
        ----------
        fault : str or Fault
            A line of the fault language, ``[at TIME | in TIME] WHAT [for TIME]``: ``link docker0 down``, ``link
            web/eth0 loss 20% delay 50ms``, ``link web/eth0 rate 10mbit queue 50``, ``link lan/eth0 cut``, ``kill web``,
            ``stop web``, ``pause web for 3s``, ``disconnect front web``, ``restart engine``, ``reboot vm``, ``crash
            vm``; or the same as a value.

        Returns
        -------
        Planned
            Its ``state``: planned, on, over, or failed.

        Raises
        ------
        BadFault
            When it cannot be read, or concerns what is not there now.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.fault("in 1.5s link lan/eth0 delay 50ms for 1s")
        <in 1.5s link lan/eth0 delay 50ms for 1s: planned>
        >>> lab.sh("ping -c 3 172.31.176.1 | grep seq")
        64 bytes from 172.31.176.1: icmp_seq=1 ttl=64 time=0.088 ms
        64 bytes from 172.31.176.1: icmp_seq=2 ttl=64 time=0.044 ms
        64 bytes from 172.31.176.1: icmp_seq=3 ttl=64 time=100 ms
        """
        return self.world.fault(fault)

    @checked(
        place=must.name,
        to=must.maybe(must.name),
        direction=DIRECTION,
        **{name: must.maybe(check) for name, check in LINK.items()},
    )
    def link(
        self, place: str, to: str | None = None, *, delay: float | None = None, jitter: float | None = None,
        rate: float | None = None, loss: float | None = None, queue: int | None = None, queue_bytes: int | None = None,
        duplicate: float | None = None, corrupt: float | None = None, reorder: float | None = None,
        direction: str = "both",
    ) -> None:  # fmt: skip
        """Say what a link is like: the veth pair of a container, or the line between machines.

        It is the cable that is changed, at both ends: what leaves ``eth0`` in the container, and what leaves the host's
        end (``veth...``) towards it. No qdisc shows it; ``tc qdisc add dev eth0 root netem ...`` shapes one device as a
        person would. What is not given is as it was built; without anything, all is. A container that is started again
        has a new veth pair, as it was built.

        Parameters
        ----------
        place : str
            A container with one network, a machine, or ``PLACE/DEVICE`` (``web/eth1``).
        to : str, optional
            The other end, to make sure which link is meant: ``lab.link("vm", "lan", ...)``.
        delay, jitter : float, optional
            Seconds in each direction, on top of the link's own; a frame takes up to `jitter` longer, and may be
            overtaken.
        rate : float, optional
            Bits/s of Ethernet frames in each direction.
        queue, queue_bytes : int, optional
            How many packets, or bytes, wait for the rate, beside the one that is being sent (1,000 packets, unless
            given). What comes then is dropped (drop-tail).
        loss, duplicate, corrupt, reorder : float, optional
            Probabilities from 0 to 1. A corrupted frame arrives, and its checksum is wrong; a reordered one has no
            delay.
        direction : str
            ``"both"``; ``"out"``, what leaves `place`; or ``"in"``, what comes to it. The other direction stays as it
            is.

        Raises
        ------
        BadLink, BadFault, UnknownPlace
            When `place` has no link, or several, or none to `to`; when the values make no sense together.

        Examples
        --------
        >>> from dockernet_sim import Lab
        >>> lab = Lab()
        >>> lab.sh("docker run -d --name web nginx; ping -c 1 172.17.0.2").exit
        0
        >>> lab.link("web", delay=0.05, rate=10e6, queue=50)
        >>> lab.sh("ping -c 1 172.17.0.2 | grep seq")
        64 bytes from 172.17.0.2: icmp_seq=1 ttl=64 time=100 ms
        """
        values = {
            "delay": delay, "jitter": jitter, "rate": rate, "loss": loss, "queue": queue, "queue_bytes": queue_bytes,
            "duplicate": duplicate, "corrupt": corrupt, "reorder": reorder,
        }  # fmt: skip
        self.world.link(place, to or "", direction, {key: value for key, value in values.items() if value is not None})
