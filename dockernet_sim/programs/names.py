"""The names of programs that real machines and images have, modelled or not: what is on a list is never "not found"."""

from __future__ import annotations

import re

_DEBIAN = """
[ add-shell addpart agetty apt apt-cache apt-cdrom apt-config apt-get apt-key apt-mark arch awk b2sum badblocks base32
base64 basename basenc bash bashbug blkdiscard blkid blkzone blockdev bunzip2 bzcat bzcmp bzdiff bzgrep bzip2 captoinfo cat
chage chattr chcon chcpu chfn chgpasswd chgrp chmem chmod choom chown chpasswd chroot chrt chsh cksum clear clear_console
cmp comm cp cpgr cppw csplit ctrlaltdel cut dash date dd deb-systemd-helper deb-systemd-invoke debconf debconf-show debugfs
delpart deluser delgroup adduser addgroup df diff diff3 dir dircolors dirname dmesg dnsdomainname domainname dpkg dpkg-deb
dpkg-divert dpkg-query dpkg-reconfigure dpkg-split dpkg-statoverride dpkg-trigger du dumpe2fs e2fsck e2image e2label echo
egrep env expand expiry expr factor faillog fallocate false fdisk fgrep filefrag fincore find findfs findmnt flock fmt fold
free fsck fsck.ext2 fsck.ext3 fsck.ext4 fsfreeze fstrim getconf getent getopt getty gpasswd gpgv grep groupadd groupdel
groupmems groupmod groups gunzip gzexe gzip halt hardlink head hostid hostname i386 iconv id infocmp infotocap init insmod
install ionice ipcmk ipcrm ipcs ischroot isosize join kill killall5 last lastb lastlog ldattach ldconfig ldd link linux32
linux64 ln locale localedef logger login logname losetup ls lsattr lsblk lscpu lsipc lslocks lslogins lsmem lsns mawk
mcookie md5sum mesg mkdir mke2fs mkfifo mkfs mkfs.ext2 mkfs.ext3 mkfs.ext4 mknod mkswap mktemp more mount mountpoint mv
namei newgrp newusers nice nisdomainname nl nohup nologin nproc nsenter numfmt od pager partx passwd paste pathchk perl pg
pgrep pidof pidwait pinky pivot_root pkill pmap pr printenv printf prlimit ps ptx pwck pwconv pwd pwdx rbash readlink
realpath remove-shell renice reset resize2fs rev rgrep rm rmdir rtcwake run-parts runcon runuser savelog script scriptreplay
sdiff sed seq service setarch setpriv setsid setterm sg sh sha1sum sha224sum sha256sum sha384sum sha512sum shred shuf skill
slabtop sleep snice sort split start-stop-daemon stat stdbuf stty su sulogin sum swaplabel swapoff swapon switch_root sync
sysctl tabs tac tail tar taskset tee tempfile test tic timeout tload toe top touch tput tr true truncate tset tsort tty
tune2fs tzselect umount uname uncompress unexpand uniq unlink unshare unxz update-alternatives update-passwd update-rc.d
uptime useradd userdel usermod users utmpdump vdir vigr vipw vmstat w wall watch wc wdctl whereis which who whoami wipefs
x86_64 xargs xz xzcat yes ypdomainname zcat zcmp zdiff zdump zegrep zfgrep zforce zgrep zic zless zmore znew
"""
DEBIAN = frozenset(_DEBIAN.split())
"""The programs of Debian's base system: what a ``debian`` or ``ubuntu`` image holds."""

_SERVER = """
aa-status col colrm column hd hexdump look ncal cal ul write ansible apropos arp arptables at atop aws bc bmon busctl busybox cargo cfdisk chronyc cmake compose containerd
containerd-shim containerd-shim-runc-v2 cpan cron crontab ctr ctop curl dhclient dig dnsmasq docker docker-compose
docker-init docker-proxy dockerd dstat ebtables ed emacs ethtool fail2ban-client ferm file firewall-cmd ftp fuser g++ gawk
gcc gdb gh git go gpg growpart helm host hostnamectl hping3 htop hwclock ifconfig ifdown ifquery ifstat iftop ifup
ifplugstatus iotop ip6tables iperf iperf3 ipset iptables iptables-legacy iptables-legacy-save iptables-legacy-restore ip6tables-legacy ip6tables-legacy-save iptraf-ng ipvsadm iw iwconfig java journalctl jq k3s kubectl
killall less links locate localectl loginctl logrotate lsb_release lsmod lsof lspci lsusb ltrace lynx mail make man mii-tool
minikube modinfo modprobe mtr mysql nameif nano nbtscan nc ncat ncdu netcat netplan netstat networkctl newgidmap newuidmap
nethogs nft nfstat ngrep nload nmap nmcli node nohup npm nslookup nstat nsupdate ntpdate ntpq openssl parted patch perf
pfctl ping4 ping6 pip pip3 plipconfig podman poweroff psql pstree pv python python3 rarp reboot redis-cli resolvconf resolvectl rkhunter
rmmod route rpm rsync rtstat ruby runc runlevel rustc sar scp screen selinuxenabled sftp shutdown slattach snap snmpget
snmpwalk socat ss ssh ssh-add ssh-agent ssh-copy-id ssh-keygen ssh-keyscan sshd strace strings sudo sudoedit svn systemctl
systemd systemd-analyze systemd-cgls systemd-cgtop systemd-detect-virt systemd-nspawn systemd-resolve systemd-run tc tcpflow
tcptraceroute telinit telnet terraform tftp time timedatectl tmux tracepath traceroute traceroute6 trace-cmd tree tshark ufw
ulogd unzip updatedb uuidgen vagrant vconfig vi view vim vim.basic vim.tiny visudo wg whatis whois wireshark xxd yq yum dnf
zip zsh zstd
"""
SERVER = frozenset(_SERVER.split())
"""What is usual on a Debian server beside them, or typed there by habit; refused by name where it is not modelled."""

_BUSYBOX = """
[ [[ acpid add-shell addgroup adduser adjtimex arch arp arping ascii ash awk base32 base64 basename bc beep blkdiscard blkid
blockdev bootchartd brctl bunzip2 busybox bzcat bzip2 cal cat chat chattr chgrp chmod chown chpasswd chpst chroot chrt chvt
cksum clear cmp comm conspy cp cpio crc32 crond crontab cryptpw cttyhack cut date dc dd deallocvt delgroup deluser depmod
devmem df dhcprelay diff dirname dmesg dnsd dnsdomainname dos2unix dpkg dpkg-deb du dumpkmap dumpleases echo ed egrep eject
env envdir envuidgid ether-wake expand expr factor fakeidentd fallocate false fatattr fbset fbsplash fdflush fdformat fdisk
fgconsole fgrep find findfs flock fold free freeramdisk fsck fsck.minix fsfreeze fstrim fsync ftpd ftpget ftpput fuser
getfattr getopt getty grep groups gunzip gzip halt hd hdparm head hexdump hexedit hostid hostname httpd hush hwclock
i2cdetect i2cdump i2cget i2cset i2ctransfer id ifconfig ifdown ifenslave ifplugd ifup inetd init insmod install ionice
iostat ip ipaddr ipcalc ipcrm ipcs iplink ipneigh iproute iprule iptunnel kbd_mode kill killall killall5 klogd last less
link linux32 linux64 linuxrc ln loadfont loadkmap logger login logname logread losetup lpd lpq lpr ls lsattr lsmod lsof
lspci lsscsi lsusb lzcat lzma lzop makedevs makemime man md5sum mdev mesg microcom mim minips mkdir mkdosfs mke2fs mkfifo
mkfs.ext2 mkfs.minix mkfs.vfat mknod mkpasswd mkswap mktemp modinfo modprobe more mount mountpoint mpstat mt mv nameif
nanddump nandwrite nbd-client nc netstat nice nl nmeter nohup nologin nproc nsenter nslookup ntpd nuke od openvt partprobe
passwd paste patch pgrep pidof ping ping6 pipe_progress pivot_root pkill pmap popmaildir poweroff powertop printenv printf
ps pscan pstree pwd pwdx raidautorun rdate rdev readahead readlink readprofile realpath reboot reformime remove-shell renice
reset resize resume rev rm rmdir rmmod route rpm rpm2cpio rtcwake run-init run-parts runlevel runsv runsvdir rx script
scriptreplay sed seedrng sendmail seq setarch setconsole setfattr setfont setkeycodes setlogcons setpriv setserial setsid
setuidgid sh sha1sum sha256sum sha3sum sha512sum showkey shred shuf slattach sleep smemcap softlimit sort split ssl_client
start-stop-daemon stat strings stty su sulogin sum sv svc svlogd svok swapoff swapon switch_root sync sysctl syslogd tac
tail tar taskset tc tcpsvd tee telnet telnetd test tftp tftpd time timeout top touch tr traceroute traceroute6 tree true
truncate ts tsort tty ttysize tunctl ubiattach ubidetach ubimkvol ubirename ubirmvol ubirsvol ubiupdatevol udhcpc udhcpc6
udhcpd udpsvd uevent umount uname unexpand uniq unix2dos unlink unlzma unshare unxz unzip uptime users usleep uudecode
uuencode vconfig vi vlock volname w wall watch watchdog wc wget which who whoami whois xargs xxd xz xzcat yes zcat zcip
"""
BUSYBOX = frozenset(_BUSYBOX.split())
"""The applets of upstream's busybox 1.36: what the ``busybox`` image holds."""
ALPINE = frozenset(["apk", "getconf", "iconv", "ldconfig", "ldd", "mkmntdirs", "scanelf", "ssl_client"])
"""What an ``alpine`` image holds beside busybox and the lab's tools."""
ALPINE_LACKS = frozenset(
    [
        "dhcprelay",
        "dnsd",
        "dpkg",
        "dpkg-deb",
        "fakeidentd",
        "ftpd",
        "ftpget",
        "ftpput",
        "inetd",
        "rpm",
        "rpm2cpio",
        "tcpsvd",
        "telnet",
        "telnetd",
        "tftp",
        "tftpd",
        "udhcpd",
        "udpsvd",
    ]
)
"""Upstream's applets that are not in Alpine's busybox: most are a package of their own, ``busybox-extras``."""
_PACKAGES = re.compile(
    r"apt|apt-.*|dpkg|dpkg-.*|deb-systemd-.*|debconf.*|update-rc.d|add-shell|remove-shell|i386|savelog"
)
REDHAT = frozenset(
    {name for name in DEBIAN if not _PACKAGES.fullmatch(name)}
    | {"curl", "dnf", "microdnf", "python3", "rpm", "rpm2cpio", "yum"}
)
"""The programs of Red Hat's base images."""
