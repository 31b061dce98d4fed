"""Addresses of this machine and its network that a user allows, by host or by network."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.errors import ReadError

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST = re.compile(r"(?!-)[\w-]+(\.[\w-]+)*\.?")
_NUMBERS = re.compile(r"[\d.]+|.*[:/].*")


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
            network = _network(name)
            if network is not None:
                networks.append(network)
            else:
                hosts.add(_host(name))
        return cls(frozenset(hosts), tuple(networks))

    def allows(self, host: str, address: str) -> bool:
        """Whether ``host`` may be asked at the IP address ``address``."""
        if not self.hosts and not self.networks:
            return False
        if host.lower().rstrip(".") in self.hosts:
            return True
        try:
            ip = _inner(ipaddress.ip_address(address.partition("%")[0]))
        except ValueError:
            return False
        return any(ip in network for network in self.networks)


NONE = Private()


def _inner(ip: IPAddress) -> IPAddress:
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


def _network(name: str) -> Network | None:
    try:
        return ipaddress.ip_network(name.strip("[]"), strict=False)
    except ValueError:
        if _NUMBERS.fullmatch(name):
            raise _wrong(name) from None
        return None


def _host(name: str) -> str:
    if not _HOST.fullmatch(name):
        raise _wrong(name)
    try:
        return name.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _wrong(name) from None


def _wrong(name: str) -> ReadError:
    return ReadError(
        f"{name!r} is no host or network to allow; write such as localhost or 10.0.0.0/8"
    )
