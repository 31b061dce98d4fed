"""Which network addresses may be connected to, and the connection to exactly those.

A name is resolved once, what it resolves to is checked, and the socket goes to the address
that was checked: nothing is looked up again in between (DNS rebinding).
"""

from __future__ import annotations

import ipaddress
import socket
import time
from urllib.parse import SplitResult, quote, urlsplit

from claims.errors import FetchError
from claims.read.private import Private

#: Closed whatever this version of ``ipaddress`` thinks of them (IANA special-purpose
#: registries; 168.63.129.16 is the host agent of Azure machines).
_CLOSED = [
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8 100.64.0.0/10 168.63.129.16/32 192.0.0.0/24 192.88.99.0/24 198.18.0.0/15 "
        "240.0.0.0/4 192.31.196.0/24 192.175.48.0/24 "  # the last two are AS112, for private ones
        "64:ff9b:1::/48 100::/64 2001::/23 2001:4:112::/48 2001:db8::/32 2620:4f:8000::/48 "
        "3fff::/20 5f00::/16 fec0::/10"  # the last is site-local
    ).split()
]
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class UnreachableError(FetchError):
    """No connection can be made, or none may be."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the open internet.

    False for private, loopback, link-local (cloud metadata), shared, multicast, reserved and
    unspecified addresses, and for IPv6 addresses that carry such an IPv4 address inside.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        in_last = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _NAT64 else None
        ip = ip.ipv4_mapped or ip.sixtofour or in_last or ip
    if any(ip in network for network in _CLOSED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def connect(host: str, port: int, deadline: float, private: Private) -> socket.socket:
    """A connection to ``host``, at an address that may be used, before ``deadline``.

    ``deadline`` is in seconds of ``time.monotonic``; ``private`` are those that may be asked
    though they are not on the open internet. Raises UnreachableError.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(
            f"cannot be fetched: no address for {host}; check the name"
        ) from error
    usable = [
        entry
        for entry in found
        if is_public(str(entry[4][0])) or private.allows(host, str(entry[4][0]))
    ]
    if not usable:
        address = found[0][4][0] if found else host
        raise UnreachableError(
            f"is refused: {host} is at {address}, which is not on the open internet; if you "
            f"mean it, name it yourself and add --allow-private {host}"
        )
    problem: OSError = TimeoutError()
    for family, kind, protocol, _, address_info in usable:
        remaining = deadline - time.monotonic()
        if remaining <= 0:
            break
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(remaining)
            sock.connect(address_info)
            return sock
        except OSError as error:
            sock.close()
            problem = error
    if isinstance(problem, TimeoutError):
        raise UnreachableError(f"cannot be fetched: {host} does not answer; try again later")
    reason = problem.strerror or str(problem)
    raise UnreachableError(
        f"cannot be fetched: no connection to {host} ({reason}); try again later"
    )


def normal(url: str) -> str:
    """``url`` as it goes over the wire: no fragment, spaces or bare Unicode.

    Raises FetchError for anything but http(s) with a host, and for passwords in addresses.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError) as error:
        raise FetchError("is not an address that can be fetched; check it") from error
    if parts.scheme not in ("http", "https") or not host:
        raise FetchError(f"leads to {url[:80]!r}, which is not an http or https address")
    if parts.username or parts.password:
        raise FetchError("has a user name or password in it; leave them out")
    netloc = f"[{host}]" if ":" in host else host
    netloc += f":{port}" if port else ""
    return SplitResult(
        parts.scheme,
        netloc,
        quote(parts.path or "/", safe="/%:=&~+!$,;'@()*-._"),
        quote(parts.query, safe="/%:=&~+!$,;'@()*-._?[]|{}"),
        "",
    ).geturl()
