"""An organisation: who is told about its services, and in which order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """`contacts` are recipients in the order in which they are told; `parent` is the name of the organisation
    that it belongs to, whose contacts come after its own. `domains` are its mail and web domains. `hours`:
    when its contacts are at work, as `formats.working_hours` reads it; '' for always. `on_call`: the file or
    URL of the calendar that says who is told before them. For letters: `address` are the lines of its postal
    address, `country` the ISO 3166 code of two letters of where its seat is, `also` those of
    the other countries whose laws it answers to, `dpo` the name, mail and telephone of its data
    protection officer; empty where not known."""

    id: str
    name: str
    added: datetime
    contacts: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    parent: str = ""
    language: str = "en"
    hours: str = ""
    on_call: str = ""
    address: tuple[str, ...] = ()
    country: str = ""
    dpo: str = ""
    also: tuple[str, ...] = ()

    @property
    def countries(self) -> tuple[str, ...]:
        """Its seat first; () where that is not known."""
        return (self.country, *self.also) if self.country else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationThen:
    """An organisation at a time. `on_call`: the mail addresses of who is on call; `opens`: when its contacts
    are at work next, None when they are. `doubt` is one clause about a calendar that does not say who is on
    call, or was not read for long; '' for none."""

    organisation: Organisation
    on_call: tuple[str, ...] = ()
    opens: datetime | None = None
    doubt: str = ""


def find_by_name(organisations: Iterable[Organisation], name: str) -> Organisation | None:
    """The one of that name, in any case of letters, of every script: the database itself folds ASCII only."""
    wanted = name.strip().casefold()
    return next((one for one in organisations if one.name.casefold() == wanted), None)
