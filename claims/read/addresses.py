"""Addresses: what they name, and which of them may be connected to."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

from claims.errors import FetchError, ReadError
from claims.read.clean import one_line

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST = re.compile(r"(?!-|[\d.]+\Z)[\w-]+(\.[\w-]+)*\.?")
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


def is_address(name: str) -> bool:
    """Whether ``name`` is an http(s) address."""
    return name.lower().startswith(("http://", "https://"))


def is_sound(url: str) -> bool:
    """Whether it is an address and nothing but: no spaces, no control characters."""
    return is_address(url) and " " not in url and one_line(url, 2_000) == url


def host(url: str | None) -> str | None:
    """The host that ``url`` names, ``www.`` left aside; None if it is no http(s) address."""
    try:
        parts = urlsplit(url or "")
        name = parts.hostname or ""
    except ValueError:
        return None
    return (name.removeprefix("www.") or None) if parts.scheme in ("http", "https") else None


def canonical(url: str) -> str:
    """``url`` without tracking parameters (courlan tells them) and the place on the page.

    What names the article stays: other parameters, in a fixed order, and fragments that are
    paths of their own (``#!/a/3``).
    """
    if "?" not in url and "#" not in url:
        return url
    from courlan import normalize_url

    try:
        found = str(normalize_url(url))
        parts = urlsplit(found)
    except ValueError:
        return url
    return found if "/" in parts.fragment else parts._replace(fragment="").geturl()


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


@dataclass(frozen=True, slots=True)
class Private:
    """Hosts, by name and wherever they are, and networks, by whatever name they are reached."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, names: Iterable[str]) -> Private:
        """Of ``localhost``, ``10.0.0.0/8``, ``192.168.1.7``. Raises ReadError for what is
        neither a host nor a network."""
        hosts, networks = set(), []
        for name in names:
            try:
                networks.append(ipaddress.ip_network(name.strip("[]"), strict=False))
            except ValueError:
                hosts.add(_host(name))
        return cls(frozenset(hosts), tuple(networks))

    def allows(self, host: str, address: str) -> bool:
        """Whether ``host`` may be asked at the IP address ``address``."""
        if host.lower().rstrip(".") in self.hosts:
            return True
        try:
            ip = ipaddress.ip_address(address.partition("%")[0])
        except ValueError:
            return False
        ip = getattr(ip, "ipv4_mapped", None) or ip
        return any(ip in network for network in self.networks)


NONE = Private()


def _host(name: str) -> str:
    try:
        if not _HOST.fullmatch(name):
            raise ValueError("no name of a host, or numbers that are no network")
        return name.rstrip(".").encode("idna").decode("ascii").lower()
    except ValueError:
        raise ReadError(
            f"{name!r} is no host or network to allow; write such as localhost or 10.0.0.0/8"
        ) from None
