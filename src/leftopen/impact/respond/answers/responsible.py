"""Who is responsible: the organisation whose server it is, as the settings of organisations have it."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known
from leftopen.translate import N_

COUNTED = N_("the organisation that the authorisation of the address names, and those that it belongs to")
SAID = {
    "name": (
        N_("The controller of the data is {value}."),
        N_("The controller is not known: no authorisation of the address names an organisation."),
    ),
    "address": (N_("Its postal address is {value}."), N_("Its postal address is not recorded.")),
    "dpo": (
        N_("Its data protection officer: {value}."),
        N_("The contact of its data protection officer is not recorded."),
    ),
    "authority": (
        N_("The authority for complaints is {value}."),
        N_("The authority for complaints is not known: no country with such a law is recorded."),
    ),
}
"""Where it is known, and where not."""


def facts(examined: Examined) -> Iterator[Fact]:
    one = examined.controller
    found = letter_texts.authority(one.country if one else "")
    values = {
        "name": one.name if one else "",
        "address": ", ".join(one.address) if one else "",
        "dpo": one.dpo if one else "",
        "authority": found.text if found else "",
    }
    for id, value in values.items():
        known, missing = SAID[id]
        yield Fact(
            id=f"organisation.{id}",
            said=N_(known.id, value=N_(value) if id == "authority" else value) if value else missing,
            known=Known.KNOWN if value else Known.NOT_KNOWN,
            value=value or None,
            counted=COUNTED,
            link="leftopen org set NAME" if one else "leftopen scope add CIDR --org NAME",
        )


answer = Answer(title=N_("Who is responsible?"), order=7, facts=facts)
