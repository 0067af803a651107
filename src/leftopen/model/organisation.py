"""An organisation: who is told about its services, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """`contacts` are recipients in the order in which they are told; `parent` is the name of the organisation
    that it belongs to, whose contacts come after its own. `domains` are its mail and web domains."""

    id: str
    name: str
    added: datetime
    contacts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    parent: str = ""
    language: str = "en"


def named(organisations: Iterable[Organisation], name: str) -> Organisation | None:
    """The one of that name, in any case of letters, of every script: the database itself folds ASCII only."""
    wanted = name.strip().casefold()
    return next((one for one in organisations if one.name.casefold() == wanted), None)
