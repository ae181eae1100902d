"""Files that real machines have and the model has not: reading them is refused by name, never "No such file"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dockernet_sim.sim.errors import NotModelled

if TYPE_CHECKING:
    from dockernet_sim.programs.task import Task

TREES = (
    "/usr/share/", "/usr/lib/", "/usr/lib64/", "/usr/local/", "/usr/include/", "/usr/src/", "/usr/libexec/", "/lib/",
    "/lib64/",
    "/var/lib/", "/var/log/", "/var/cache/", "/var/spool/", "/var/backups/", "/boot/", "/run/systemd/",
)  # fmt: skip
FOLDERS = frozenset(["/home", "/media", "/mnt", "/opt", "/srv"])
"""Folders of every Debian machine and image; what is made below them is known."""
_MACHINE_ETC = """
adduser.conf aliases alternatives apparmor apparmor.d apt bash.bashrc bash_completion bindresvport.blacklist binfmt.d
ca-certificates ca-certificates.conf cloud console-setup containerd cron.d cron.daily cron.hourly cron.monthly cron.weekly
crontab dbus-1 debconf.conf debian_version default deluser.conf dhcp dpkg e2scrub.conf environment ethertypes fstab fuse.conf
gai.conf group group- grub.d gshadow gshadow- gss host.conf init.d initramfs-tools inputrc iproute2 issue issue.net kernel
ld.so.cache ld.so.conf ld.so.conf.d libaudit.conf locale.alias locale.conf locale.gen localtime logcheck login.defs logrotate.conf
logrotate.d machine-id magic mailcap manpath.config mime.types mke2fs.conf modprobe.d modules modules-load.d motd mtab nanorc
netconfig netplan network networks nftables.conf nsswitch.conf opt os-release pam.conf pam.d passwd passwd- perl polkit-1 profile
profile.d protocols python3 rc0.d rc1.d rc2.d rc3.d rc4.d rc5.d rc6.d rcS.d resolvconf rmt rpc rsyslog.conf rsyslog.d security
selinux services shadow shadow- shells skel ssh ssl sudo.conf sudoers sudoers.d subgid subuid sysctl.conf sysctl.d systemd
terminfo timezone tmpfiles.d ucf.conf udev ufw update-motd.d vim wgetrc xattr.conf xdg iptables
"""
_IMAGE_ETC = """
adduser.conf alternatives apk alpine-release apt bash.bashrc bindresvport.blacklist busybox-paths.d ca-certificates cron.d
cron.daily crontabs debconf.conf debian_version default dpkg environment fstab gai.conf group gshadow host.conf init.d inittab
issue issue.net ld.so.cache ld.so.conf ld.so.conf.d libaudit.conf localtime login.defs logrotate.d machine-id modprobe.d modules
modules-load.d motd mtab nginx network opt os-release pam.conf pam.d profile profile.d protocols rc0.d redhat-release rmt secfixes.d
securetty security services shadow shells skel ssl sysctl.conf sysctl.d systemd terminfo timezone udhcpc update-motd.d xattr.conf
"""
MACHINE_ETC, IMAGE_ETC = frozenset(_MACHINE_ETC.split()), frozenset(_IMAGE_ETC.split())


def refuse_unknown(task: Task, path: str) -> None:
    """Refuse a path that a real place of this kind has, or may have; NotModelled.

    A machine and an image from the catalogue are known to have more than the model; of the recorder's images, /etc is
    known to hold nothing else.
    """
    machine = task.files is task.host.files
    if f"{path}/".startswith(TREES) or (path in FOLDERS and (machine or not task.place.recorded)):
        raise NotModelled(f"{path} is not modelled")
    name = path.removeprefix("/etc/").partition("/")[0]
    if not path.startswith("/etc/"):
        return
    if machine:
        known = MACHINE_ETC
    else:
        known = frozenset(("mtab",)) if task.place.recorded else IMAGE_ETC
    if name in known:
        raise NotModelled(f"{path} is not modelled")
