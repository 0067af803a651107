"""Who read it: what the access logs say, and which hours no log covers."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, both
from leftopen.model.bilingual import Bilingual
from leftopen.model.readers import ClientGroup, ReadersResult, ReadVerdict

ITEMS = Bilingual(
    en="items of the reading of the access logs, each with one verdict",
    fr="éléments de la lecture des journaux d’accès, chacun avec un verdict",
)
HOURS = Bilingual(
    en="hours of the window by log, and whether that log would have shown a read",
    fr="heures de la fenêtre par journal, et si ce journal aurait montré une lecture",
)
CLIENTS = Bilingual(
    en="clients of the access logs by group, without those of your own",
    fr="clients des journaux d’accès par groupe, sans les vôtres",
)
VERDICTS = {
    ReadVerdict.SERVED: ("{n} items were served to strangers", "{n} éléments ont été servis à des inconnus"),
    ReadVerdict.SERVED_IN_PART: (
        "{n} items were served to strangers in part",
        "{n} éléments ont été servis en partie à des inconnus",
    ),
    ReadVerdict.POSSIBLY: (
        "{n} items were possibly served to strangers",
        "{n} éléments ont peut-être été servis à des inconnus",
    ),
    ReadVerdict.NOT_SERVED: (
        "{n} items were not served to strangers",
        "{n} éléments n’ont pas été servis à des inconnus",
    ),
    ReadVerdict.UNKNOWN: (
        "of {n} items it cannot be known whether they were served",
        "pour {n} éléments, on ne peut pas savoir s’ils ont été servis",
    ),
}


def facts(examined: Examined) -> Iterator[Fact]:
    reading = examined.reading
    if reading is None:
        yield Fact(
            id="readers.items",
            said=both(
                "Who read it was not examined: no access log of the case was read.",
                "Qui l’a lu n’a pas été examiné : aucun journal d’accès du dossier n’a été lu.",
            ),
            known=Known.NOT_EXAMINED,
            counted=ITEMS,
            link=f"leftopen readers LOG --case {examined.short}",
        )
        return
    link = f"leftopen readers show {examined.short}"
    for one in reading.counts:
        en, fr = VERDICTS[one.verdict]
        yield Fact(
            id=f"readers.items.{one.verdict.value}",
            said=both(
                en + ", in truth {least} to {most}.", fr + ", en vérité {least} à {most}.",
                n=one.count, least=one.at_least, most=one.at_most,
            ),
            known=Known.NOT_KNOWN if one.verdict is ReadVerdict.UNKNOWN and one.count else Known.KNOWN,
            value=one.count,
            lower=one.at_least,
            upper=one.at_most,
            counted=ITEMS,
            link=link,
        )  # fmt: skip
    yield _hours(reading, link)
    yield _clients(reading, link)
    yield Fact(
        id="readers.people",
        said=both(
            "How many people’s data was served was not examined: the reading names items, not people.",
            "De combien de personnes des données ont été servies n’a pas été examiné : la lecture nomme des "
            "éléments, pas des personnes.",
        ),
        known=Known.NOT_EXAMINED,
        counted=ITEMS,
        link=link,
    )


def _hours(reading: ReadersResult, link: str) -> Fact:
    inside = [hour for hour in reading.hours if not hour.margin]
    missing = sum(bool(hour.why) for hour in inside)
    return Fact(
        id="readers.hours",
        said=both(
            "{missing} of {all} hours of the window have no log that would have shown a read.",
            "{missing} heures de la fenêtre sur {all} n’ont pas de journal qui aurait montré une lecture.",
            missing=missing,
            all=len(inside),
        ),
        known=Known.KNOWN if reading.covered else Known.NOT_KNOWN,
        value=missing,
        lower=missing,
        upper=missing,
        counted=HOURS,
        link=link,
    )


def _clients(reading: ReadersResult, link: str) -> Fact:
    strangers = sum(one.readers for one in reading.groups if one.group is not ClientGroup.OWN)
    return Fact(
        id="readers.clients",
        said=both(
            "{count} clients that are not your own read an item, or may have.",
            "{count} clients qui ne sont pas les vôtres ont lu un élément, ou ont pu le faire.",
            count=strangers,
        ),
        value=strangers,
        lower=0,
        upper=strangers if reading.covered else None,
        counted=CLIENTS,
        link=link,
    )


answer = Answer(title=Bilingual(en="Who read it?", fr="Qui l’a lu ?"), order=6, facts=facts)
