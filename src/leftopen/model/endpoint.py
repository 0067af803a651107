"""The network endpoint of a service."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.address import Address

INTERNET = "internet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One port of one address.

    `realm` distinguishes overlapping addresses: `internet`, or a name for each private network. `name` is the
    requested SNI / Host, lower-case IDNA, or '' for the bare address.
    """

    address: Address
    port: int
    transport: str = "tcp"
    name: str = ""
    realm: str = INTERNET

    def __str__(self) -> str:
        host = str(self.address) if self.address.is_ipv4 else f"[{self.address}]"
        return f"{host}:{self.port}"

    @property
    def where(self) -> str:
        """With the name of the site: `mail.example.org (192.0.2.1:443)`."""
        return f"{self.name} ({self})" if self.name else str(self)

    def authority(self, *, tls: bool) -> str:
        """The host of a URL and of the Host header: the name or the address, with the port where it is no
        usual one."""
        host = self.name or (str(self.address) if self.address.is_ipv4 else f"[{self.address}]")
        return host if self.port == (443 if tls else 80) else f"{host}:{self.port}"

    @property
    def port_label(self) -> str:
        """`443`, `161/udp`: the transport is named where it is not TCP."""
        return str(self.port) if self.transport == "tcp" else f"{self.port}/{self.transport}"

    @property
    def label(self) -> str:
        """As people read it: `192.0.2.1:443`, `192.0.2.1:161/udp`."""
        return str(self) if self.transport == "tcp" else f"{self}/{self.transport}"
