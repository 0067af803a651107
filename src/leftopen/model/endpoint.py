"""Where a service answers."""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.address import Address

INTERNET = "internet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """One port of one address.

    `realm` tells apart overlapping addresses: `internet`, or a name for each private network. `name` is the
    SNI / Host asked for, lower-case IDNA, or '' when the bare address was asked.
    """

    address: Address
    port: int
    transport: str = "tcp"
    name: str = ""
    realm: str = INTERNET

    def __str__(self) -> str:
        host = str(self.address) if self.address.is_ipv4 else f"[{self.address}]"
        return f"{host}:{self.port}"
