"""busybox: one program that is many. Its shell runs these itself, whatever else of the name lies along PATH."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from dockernet_sim.programs.names import BUSYBOX
from dockernet_sim.programs.place import Place
from dockernet_sim.programs.registry import PROGRAMS, Later, Program, by_name
from dockernet_sim.programs.task import Task
from dockernet_sim.sim.errors import NotModelled

_TOOLS = {
    "accounts": "id groups whoami",
    "awk.command": "awk mawk",
    "hostname": "hostname",
    "text.cat": "cat tee head tail tac",
    "text.echo": "echo",
    "text.expr": "expr",
    "text.copying": "cp mv",
    "text.diff": "diff",
    "text.dumping": "od hexdump hd cmp dd less more",
    "text.digests": "md5sum sha1sum sha256sum sha512sum base64",
    "text.files": "mkdir rmdir rm touch ln readlink realpath chmod mktemp",
    "text.finding": "find du stat",
    "text.ls": "ls",
    "text.names": "basename dirname nl",
    "text.running": "nohup time watch",
    "text.signals": "kill pidof killall ps",
    "text.when": "date usleep",
    "text.grep": "grep egrep fgrep",
    "text.paste": "paste",
    "text.printf": "printf",
    "text.processes": "env timeout xargs which",
    "text.sed": "sed",
    "text.sort": "sort uniq wc cut tr rev",
    "text.system": "sleep true false seq yes uname pwd df nproc arch tty sync clear",
    "text.test": "test [",
}  # GNU's and busybox's at once
PROGRAMS.update(by_name(_TOOLS))
APPLETS = by_name(_TOOLS) | by_name(
    {
        "ip.busybox": "ip",
        "dig.busybox": "nslookup",
        "nc.busybox": "nc",
        "nc.telnet": "telnet",
        "net.arp": "arp",
        "net.ifconfig": "ifconfig",
        "net.netstat": "netstat",
        "net.ipcalc": "ipcalc",
        "net.route": "route",
        "ping.busybox": "ping",
        "servers.httpd": "httpd",
        "sh.programs": "sh ash",
        "text.processes": "busybox",
        "text.top": "top",
        "wget.program": "wget",
    }
)  # those that are modelled
ALPINE_APPLETS = by_name({"nc.alpine": "nc"})
"""Those that Alpine builds otherwise than Debian and upstream."""
_NAMES = """
[ [[ acpid adjtimex ar arch arp arping ascii ash awk base64 basename bc blkdiscard blockdev brctl bunzip2 busybox bzcat
bzip2 cal cat chgrp chmod chown chroot chvt clear cmp cp cpio crc32 crond crontab cttyhack cut date dc dd deallocvt
depmod devmem df diff dirname dmesg dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep env expand
expr factor fallocate false fatattr fdisk fgrep find findfs fold free freeramdisk fsfreeze fstrim ftpget ftpput getopt
getty grep groups gunzip gzip halt head hexdump hostid hostname httpd hwclock i2cdetect i2cdump i2cget i2cset
i2ctransfer id ifconfig ifdown ifup init insmod ionice ip ipcalc ipneigh kill killall klogd last less link linux32
linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup ls lsmod lsscsi lzcat lzma lzop md5sum mdev
microcom mim mkdir mkdosfs mke2fs mkfifo mknod mkpasswd mkswap mktemp modinfo modprobe more mount mt mv nameif nc
netstat nl nologin nproc nsenter nslookup nuke od openvt partprobe passwd paste patch pidof ping ping6 pivot_root
poweroff printf ps pwd rdate readlink realpath reboot renice reset resume rev rm rmdir rmmod route rpm rpm2cpio run-init
run-parts sed seq setkeycodes setpriv setsid sh sha1sum sha256sum sha3sum sha512sum shred shuf sleep sort ssl_client
start-stop-daemon stat strings stty su sulogin svc svok swapoff swapon switch_root sync sysctl syslogd tac tail tar
taskset tc tee telnet telnetd test tftp time timeout top touch tr traceroute traceroute6 true truncate ts tty tunctl
ubirename udhcpc udhcpd uevent umount uname uncompress unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime
usleep uudecode uuencode vconfig vi w watch watchdog wc wget which who whoami xargs xxd xz xzcat yes zcat
"""
APPLET_NAMES = frozenset(_NAMES.split())  # all those of Debian 12's
Tool = Callable[..., Any]


def tool(*names: str) -> Callable[[Tool], Tool]:
    """Register a function as GNU's program of these names and as busybox's: ``function(task, busybox=False)``."""

    def register(function: Tool) -> Tool:
        for name in names:
            PROGRAMS[name].function = function
            APPLETS[name].function = partial(function, busybox=True)
        return function

    return register


def applet(*names: str, table: Mapping[str, Later] = APPLETS) -> Callable[[Program], Program]:
    """Register a function as busybox's program of these names."""

    def register(function: Program) -> Program:
        for name in names:
            table[name].function = function
        return function

    return register


def missing(name: str) -> Program:
    """A link to busybox under a name that it does not know."""

    def refuse(task: Task) -> int:
        task.err(f"{name}: applet not found\n")
        return 127

    return refuse


def applets(place: Place) -> frozenset[str]:
    """The names that busybox knows in a place: Debian's in the recorder's images."""
    return APPLET_NAMES if place.recorded else BUSYBOX.intersection(place.programs)


def found(place: Place, name: str) -> Program | None:
    """What busybox runs under a name; None where the busybox of a place has no such applet."""
    if name not in applets(place):
        return None
    own = place.programs.get(name)
    return own if own is not None and own is ALPINE_APPLETS.get(name) else APPLETS.get(name) or not_modelled(name)


def itself(task: Task, word: str) -> int | None:
    """``busybox --list`` and the other uses without an applet; None when `word` names one."""
    if word == "--list":
        task.out("".join(f"{name}\n" for name in sorted(applets(task.place))))
        return 0
    if not word or word in ("--help", "--list-full", "--install", "--show"):
        raise NotModelled(f"busybox {word or 'without an applet'} is not modelled")
    return None


def not_modelled(name: str) -> Program:
    """A program that a real machine has there and the model has not: it says so."""

    def refuse(task: Task) -> int:
        busybox = name in APPLET_NAMES and task.place.programs.get(name) is None
        raise NotModelled(f"busybox's {name} is not modelled" if busybox else "this program is not modelled")

    return refuse
