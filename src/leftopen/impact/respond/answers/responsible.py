"""Who is responsible: the organisation whose server it is, as the settings of organisations have it."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known
from leftopen.translate import N_, Message

COUNTED = N_("the organisation that the authorisation of the address names, and those that it belongs to")


def facts(examined: Examined) -> Iterator[Fact]:
    one = examined.controller
    name = one.name if one else ""
    yield _fact(
        "name",
        name,
        N_("The controller of the data is {value}.", value=name),
        N_("The controller is not known: no authorisation of the address names an organisation."),
        "leftopen scope add CIDR --org NAME",
    )
    if one is None:
        return
    address, contact = ", ".join(one.address), one.dpo
    found = letter_texts.authority(one.country)
    yield _fact(
        "address",
        address,
        N_("Its postal address is {value}.", value=address),
        N_("Its postal address is not recorded."),
        "leftopen org set NAME --address TEXT",
    )
    yield _fact(
        "dpo",
        contact,
        N_("Its data protection officer: {value}.", value=contact),
        N_("The contact of its data protection officer is not recorded."),
        "leftopen org set NAME --dpo TEXT",
    )
    yield _fact(
        "authority",
        found.text if found else "",
        N_("The authority for complaints is {value}.", value=found.message if found else ""),
        N_("The authority for complaints is not known: no country with such a law is recorded."),
        "leftopen org set NAME --country CODE",
    )


def _fact(id: str, value: str, statement: Message, missing: Message, link: str) -> Fact:
    return Fact(
        id=f"organisation.{id}",
        said=statement if value else missing,
        known=Known.KNOWN if value else Known.NOT_KNOWN,
        value=value or None,
        counted=COUNTED,
        link=link,
    )


answer = Answer(title=N_("Who is responsible?"), order=7, facts=facts)
