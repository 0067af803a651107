"""What a user's own rule file calls a service: one that leftopen's rules have no name for."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ForeignName:
    """`cpe` in either form; `source` is the format of the file, such as `nmap`."""

    product: str
    source: str
    version: str = ""
    info: str = ""
    cpe: tuple[str, ...] = ()
