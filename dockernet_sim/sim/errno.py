"""What a system call can answer instead of doing what it was asked, by name (errno(3))."""

from dockernet_sim.sim.errors import DockernetError

TEXTS = {
    "EPERM": "Operation not permitted",
    "ENOENT": "No such file or directory",
    "ESRCH": "No such process",
    "EACCES": "Permission denied",
    "EBUSY": "Device or resource busy",
    "EEXIST": "File exists",
    "EISDIR": "Is a directory",
    "ENOTDIR": "Not a directory",
    "EROFS": "Read-only file system",
    "ENODEV": "No such device",
    "EINVAL": "Invalid argument",
    "ENOSPC": "No space left on device",
    "EAGAIN": "Resource temporarily unavailable",
    "EPIPE": "Broken pipe",
    "EXFULL": "Exchange full",
    "ENOBUFS": "No buffer space available",
    "EMSGSIZE": "Message too long",
    "EADDRINUSE": "Address already in use",
    "EADDRNOTAVAIL": "Cannot assign requested address",
    "ENETDOWN": "Network is down",
    "ENETUNREACH": "Network is unreachable",
    "ECONNRESET": "Connection reset by peer",
    "ENOTCONN": "Transport endpoint is not connected",
    "ETIMEDOUT": "Connection timed out",
    "ECONNREFUSED": "Connection refused",
    "EHOSTUNREACH": "No route to host",
    "EDESTADDRREQ": "Destination address required",
    "EBADF": "Bad file descriptor",
    "ENOPROTOOPT": "Protocol not available",
    "EPROTO": "Protocol error",
    "EOPNOTSUPP": "Operation not supported",
    "ELOOP": "Too many levels of symbolic links",
    "EAI_NONAME": "Name or service not known",
    "EAI_NODATA": "No address associated with hostname",
    "EAI_AGAIN": "Temporary failure in name resolution",
    "EAI_FAIL": "Non-recoverable failure in name resolution",
    "EAI_ADDRFAMILY": "Address family for hostname not supported",
}


class NetError(DockernetError):
    """An errno, by name; ``text`` is what strerror(3) says of it."""

    def __init__(self, name: str, detail: str = "") -> None:
        self.name = name
        self.text = TEXTS.get(name, name)
        self.detail = detail
        super().__init__(name, detail)  # SimPy makes a waiting process its own copy, out of these arguments

    def __str__(self) -> str:
        return f"{self.text}{f': {self.detail}' if self.detail else ''}"
