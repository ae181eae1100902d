"""The root certificate of a swarm's certificate authority: X.509 (RFC 5280), signed with ECDSA on P-256 (RFC 5480).

It is one that any reader takes (``openssl x509 -text``), and holds no secret: the key comes from the lab's seed.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cached_property

from dockernet_sim.sim.when import rfc3339

P = 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF
N = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
G = (
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
)
Point = tuple[int, int] | None
ECDSA_SHA256 = "06082a8648ce3d040302"  # object identifiers, as they are written
EC_KEY, P256, COMMON_NAME = "06072a8648ce3d0201", "06082a8648ce3d030107", "0603550403"
EXTENSIONS = "300e0603551d0f0101ff040403020106300f0603551d130101ff040530030101ff301d0603551d0e0416"
SUBJECT_KEY, NAME, YEARS = "0414", "swarm-ca", 20
LINE = 64  # characters of a line of PEM


def _add(one: Point, other: Point) -> Point:
    if one is None or other is None:
        return other if one is None else one
    if one[0] == other[0] and (one[1] + other[1]) % P == 0:
        return None
    if one == other:
        slope = (3 * one[0] * one[0] - 3) * pow(2 * one[1], -1, P)
    else:
        slope = (other[1] - one[1]) * pow(other[0] - one[0], -1, P)
    x = (slope * slope - one[0] - other[0]) % P
    return x, (slope * (one[0] - x) - one[1]) % P


def times(number: int, point: Point = G) -> tuple[int, int]:
    """A point of the curve added to itself so often."""
    found: Point = None
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    assert found is not None
    return found


def _tagged(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x81, size]) if size < 256 else bytes([0x82, *divmod(size, 256)])
    return bytes([tag]) + length + content


def _sequence(*parts: bytes) -> bytes:
    return _tagged(0x30, b"".join(parts))


def _integer(value: int) -> bytes:
    return _tagged(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


@dataclass(frozen=True, eq=False)
class RootCertificate:
    """One of them.

    Parameters
    ----------
    secret, nonce, serial : int
        Random numbers: the key, that of the signature, and the certificate's own.
    created : float
        When it was made, in simulated seconds; it counts from five minutes before, to the minute, for 20 years.

    Examples
    --------
    >>> RootCertificate(5, 7, 9, 0.0).pem.splitlines()[0]
    '-----BEGIN CERTIFICATE-----'
    """

    secret: int
    nonce: int
    serial: int
    created: float

    @property
    def _name(self) -> bytes:
        return _sequence(_tagged(0x31, _sequence(bytes.fromhex(COMMON_NAME), _tagged(0x13, NAME.encode()))))

    @cached_property
    def subject(self) -> str:
        """``CertIssuerSubject``: its name, in base64."""
        return base64.b64encode(self._name).decode()

    @cached_property
    def _point(self) -> bytes:
        x, y = times(self.secret % (N - 1) + 1)
        return b"\x04" + x.to_bytes(32, "big") + y.to_bytes(32, "big")

    @cached_property
    def _public(self) -> bytes:
        return _sequence(_sequence(bytes.fromhex(EC_KEY + P256)), _tagged(3, b"\x00" + self._point))

    @cached_property
    def public_key(self) -> str:
        """``CertIssuerPublicKey``, in base64."""
        return base64.b64encode(self._public).decode()

    def _moment(self, days: int) -> bytes:
        minute = (self.created - 300) // 60 * 60
        text = rfc3339(minute + days * 86_400.0)
        return _tagged(0x17, "".join(each for each in text[2:19] if each.isdigit()).encode() + b"Z")

    @cached_property
    def pem(self) -> str:
        """``TrustRoot``."""
        own = bytes.fromhex(EXTENSIONS + SUBJECT_KEY) + hashlib.sha1(self._point, usedforsecurity=False).digest()
        algorithm = _sequence(bytes.fromhex(ECDSA_SHA256))
        valid = _sequence(self._moment(0), self._moment(365 * YEARS))
        body = _sequence(
            _tagged(0xA0, _integer(2)), _integer(self.serial), algorithm, self._name, valid, self._name, self._public,
            _tagged(0xA3, _sequence(own)),
        )  # fmt: skip
        text = base64.b64encode(_sequence(body, algorithm, _tagged(3, b"\x00" + self._signed(body)))).decode()
        lines = [text[start : start + LINE] for start in range(0, len(text), LINE)]
        return "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])

    @cached_property
    def digest(self) -> str:
        """What join tokens carry of it: 50 digits of base 36."""
        number, found = int.from_bytes(hashlib.sha256(self.pem.encode()).digest(), "big"), ""
        while number:
            number, digit = divmod(number, 36)
            found = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + found
        return found.rjust(50, "0")

    def _signed(self, body: bytes) -> bytes:
        key, nonce = self.secret % (N - 1) + 1, self.nonce % (N - 1) + 1
        digest = int.from_bytes(hashlib.sha256(body).digest(), "big")
        first = times(nonce)[0] % N
        return _sequence(_integer(first), _integer(pow(nonce, -1, N) * (digest + first * key) % N))

    def shown(self) -> dict[str, str]:
        """``TLSInfo``."""
        return {"TrustRoot": self.pem, "CertIssuerSubject": self.subject, "CertIssuerPublicKey": self.public_key}
