"""Addresses of this machine and its network that a user allows, by host or by network."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.errors import ReadError

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_HOST = re.compile(r"(?!-|[\d.]+\Z)[\w-]+(\.[\w-]+)*\.?")


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
