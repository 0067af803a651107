"""Who read it: what the access logs say, and which hours no log covers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.logs.limit_sentences import TO_TIE
from leftopen.impact.respond import logins, people_served
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, between, both, many
from leftopen.model.access_logs import NO_MESSAGE_ID, ClientGroup, ReadersResult, ReadVerdict, VerdictCount
from leftopen.model.bilingual import Bilingual
from leftopen.present.timestamps import format_minute, format_utc

ITEMS = Bilingual(
    en="items of the reading of the access logs, each with one verdict",
    fr="éléments de la lecture des journaux d’accès, chacun avec un verdict",
)
HOURS = Bilingual(
    en="hours of the window, each once, and whether every log would have shown a read",
    fr="heures de la fenêtre, chacune une fois, et si chaque journal aurait montré une lecture",
)
CLIENTS = Bilingual(
    en="clients of the access logs by group, without those of your own",
    fr="clients des journaux d’accès par groupe, sans les vôtres",
)
READS = Bilingual(
    en="answers of the access logs to clients that are not your own, each an item or a part of one",
    fr="réponses des journaux d’accès à des clients qui ne sont pas les vôtres, chacune un élément ou une "
    "partie d’un élément",
)
LOGS = 8
Nouns = tuple[str, str]
VERDICTS: Mapping[ReadVerdict, tuple[Nouns, Nouns]] = {
    ReadVerdict.SERVED: (
        ("item was served to strangers", "items were served to strangers"),
        ("élément a été servi à des inconnus", "éléments ont été servis à des inconnus"),
    ),
    ReadVerdict.SERVED_IN_PART: (
        ("item was served to strangers in part", "items were served to strangers in part"),
        ("élément a été servi en partie à des inconnus", "éléments ont été servis en partie à des inconnus"),
    ),
    ReadVerdict.POSSIBLY: (
        ("item was possibly served to strangers", "items were possibly served to strangers"),
        ("élément a peut-être été servi à des inconnus", "éléments ont peut-être été servis à des inconnus"),
    ),
    ReadVerdict.NOT_SERVED: (
        ("item was not served to strangers", "items were not served to strangers"),
        ("élément n’a pas été servi à des inconnus", "éléments n’ont pas été servis à des inconnus"),
    ),
    ReadVerdict.UNKNOWN: (
        (
            "item may have been served or not: it cannot be known",
            "items may have been served or not: it cannot be known",
        ),
        (
            "élément a pu être servi ou non : on ne peut pas le savoir",
            "éléments ont pu être servis ou non : on ne peut pas le savoir",
        ),
    ),
}
OUTWARD: Mapping[ReadVerdict, tuple[Nouns, Nouns]] = {
    ReadVerdict.SERVED: (
        ("item went to somebody outside", "items went to somebody outside"),
        ("élément est parvenu à quelqu’un d’extérieur", "éléments sont parvenus à quelqu’un d’extérieur"),
    ),
    ReadVerdict.SERVED_IN_PART: (
        ("item went to somebody outside in part", "items went to somebody outside in part"),
        (
            "élément est parvenu en partie à quelqu’un d’extérieur",
            "éléments sont parvenus en partie à quelqu’un d’extérieur",
        ),
    ),
    ReadVerdict.POSSIBLY: (
        ("item possibly went to somebody outside", "items possibly went to somebody outside"),
        (
            "élément est peut-être parvenu à quelqu’un d’extérieur",
            "éléments sont peut-être parvenus à quelqu’un d’extérieur",
        ),
    ),
    ReadVerdict.NOT_SERVED: (
        ("item went to nobody outside", "items went to nobody outside"),
        ("élément n’est parvenu à personne d’extérieur", "éléments ne sont parvenus à personne d’extérieur"),
    ),
    ReadVerdict.UNKNOWN: (
        (
            "item may have gone to somebody outside or not: it cannot be known",
            "items may have gone to somebody outside or not: it cannot be known",
        ),
        (
            "élément a pu parvenir ou non à quelqu’un d’extérieur : on ne peut pas le savoir",
            "éléments ont pu parvenir ou non à quelqu’un d’extérieur : on ne peut pas le savoir",
        ),
    ),
}
"""The verdicts in the words of the organisation, for texts that go out."""


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
    link = f"leftopen readers LOG --case {examined.short}"
    # What was found stands first: who, how much, when. What it rests on comes after.
    somebody = bool(reading.strangers_in())
    if somebody:
        yield logins.fact(reading, link)
    for one in reading.counts:
        yield Fact(
            id=f"readers.items.{one.verdict.value}",
            said=_items(one, VERDICTS),
            outward=_items(one, OUTWARD),
            known=Known.NOT_KNOWN if one.verdict is ReadVerdict.UNKNOWN and one.count else Known.KNOWN,
            value=one.count,
            lower=one.at_least,
            upper=one.at_most,
            counted=ITEMS,
            link=link,
        )  # fmt: skip
    yield from _reads(reading, link)
    yield _clients(reading, link)
    yield from people_served.facts(examined)
    if not somebody:
        yield logins.fact(reading, link)
    yield from _without_digest(reading, examined.short)
    yield _window(reading, link)
    yield _hours(reading, link)


def _reads(reading: ReadersResult, link: str) -> Iterator[Fact]:
    """How many, and when; nothing where there was none, or an earlier version kept no hours."""
    found = [hour for hour in reading.read_hours or () if hour.reads]
    if not found:
        return
    count = sum(hour.reads for hour in found)
    said = {
        "reads": many(count, ("read", "reads"), ("lecture", "lectures")),
        "first": format_minute(found[0].start),
        "last": format_minute(found[-1].start),
    }
    yield Fact(
        id="readers.reads",
        said=both(
            "Strangers got items, whole or in part, in {reads}: the first in the hour from {first}, the last "
            "in the hour from {last}.",
            "Des inconnus ont obtenu des éléments, entiers ou en partie, en {reads} : la première dans "
            "l’heure à partir du {first}, la dernière dans celle à partir du {last}.",
            **said,
        ),
        outward=both(
            "Somebody outside got items, whole or in part, in {reads}: the first in the hour from {first}, "
            "the last in the hour from {last}.",
            "Quelqu’un d’extérieur a obtenu des éléments, entiers ou en partie, en {reads} : la première "
            "dans l’heure à partir du {first}, la dernière dans celle à partir du {last}.",
            **said,
        ),
        value=count,
        lower=count,
        upper=count if reading.covered and not any(hour.possibly for hour in found) else None,
        counted=READS,
        link=link,
    )


def _window(reading: ReadersResult, link: str) -> Fact:
    """Whoever reads the logs may give another window than that of the case."""
    return Fact(
        id="readers.window",
        said=both(
            "The access logs were read for the window from {start} to {end}.",
            "Les journaux d’accès ont été lus pour la fenêtre du {start} au {end}.",
            start=format_minute(reading.start),
            end=format_minute(reading.end),
        ),
        lower=format_utc(reading.start),
        upper=format_utc(reading.end),
        counted=HOURS,
        link=link,
    )


def _items(one: VerdictCount, words: Mapping[ReadVerdict, tuple[Nouns, Nouns]]) -> Bilingual:
    return between(many(one.count, *words[one.verdict]), one.count, one.at_least, one.at_most)


def _without_digest(reading: ReadersResult, case: str) -> Iterator[Fact]:
    """Items that the logs name by a Message-ID, and the assessment has no digest of it."""
    count = sum(NO_MESSAGE_ID in one.limits for one in reading.answers)
    if not count:
        return
    yield Fact(
        id="readers.no_message_id",
        said=both(
            "The logs name messages, and of {items} the assessment has no message digest: whether they "
            "were served cannot be known. An assessment by an earlier version has none: assess the data "
            "again, then read the logs again.",
            "Les journaux nomment les messages, et de {items} l’évaluation n’a pas d’empreinte de message : "
            "on ne peut pas savoir s’ils ont été servis. Une évaluation d’une version antérieure n’en a "
            "pas : évaluez de nouveau les données, puis relisez les journaux.",
            items=many(count, ("item", "items"), ("élément", "éléments")),
        ),
        known=Known.NOT_KNOWN,
        value=count,
        lower=count,
        upper=count,
        counted=ITEMS,
        link=f"leftopen assess PATH --case {case}",
    )


def _hours(reading: ReadersResult, link: str) -> Fact:
    inside = list(reading.window_hours().values())
    missing, logs = inside.count(False), reading.log_hours()
    hours = many(len(inside), ("hour", "hours"), ("heure", "heures"))
    untied = both(
        "The logs cover the window, but nothing in them shows that they are of the server that has the "
        "items: none of {hours} is sure to show every read. {remedy}",
        "Les journaux couvrent la fenêtre, mais rien n’y montre qu’ils sont du serveur qui a les éléments : "
        "aucune de {hours} ne montre sûrement chaque lecture. {remedy}",
        hours=hours,
        remedy=TO_TIE,
    )
    one = both(
        "For {missing} of {hours} of the window there is no log that is sure to have shown every read.",
        "Pour {missing} de {hours} de la fenêtre, aucun journal n’a sûrement montré chaque lecture.",
        missing=missing,
        hours=hours,
    )
    several = both(
        "At {missing} of {hours} of the window at least one of {count} logs is not sure to have shown every "
        "read; of these hours, lacking by log: {logs}.",
        "À {missing} de {hours} de la fenêtre, au moins un des {count} journaux n’a pas sûrement montré "
        "chaque lecture ; heures qui manquent, par journal : {logs}.",
        missing=missing,
        hours=hours,
        count=len(logs),
        logs=_by_log(logs),
    )
    return Fact(
        id="readers.hours",
        said=untied if reading.untied_only else several if len(logs) > 1 else one,
        known=Known.KNOWN if reading.covered else Known.NOT_KNOWN,
        value=missing,
        lower=missing,
        upper=missing,
        counted=HOURS,
        link=link,
    )


def _by_log(logs: Mapping[str, tuple[int, int]]) -> str:
    """Without their folders; those that lack the most first."""
    lacking = sorted(((whole - covered, log) for log, (whole, covered) in logs.items()), reverse=True)
    named = [f"{log.rpartition('/')[2]} {count}" for count, log in lacking[:LOGS]]
    return ", ".join([*named, *(["…"] if len(lacking) > LOGS else [])])


def _clients(reading: ReadersResult, link: str) -> Fact:
    strangers = sum(one.readers for one in reading.groups if one.group is not ClientGroup.OWN)
    return Fact(
        id="readers.clients",
        said=both(
            "{clients} not your own read an item, or may have.",
            "{clients} ont lu un élément, ou ont pu le faire.",
            clients=many(
                strangers,
                ("client that is", "clients that are"),
                ("client qui n’est pas des vôtres", "clients qui ne sont pas les vôtres"),
            ),
        ),
        outward=both(
            "{clients} not ours got an item, or may have.",
            "{clients} ont obtenu un élément, ou ont pu le faire.",
            clients=many(
                strangers,
                ("client that is", "clients that are"),
                ("client qui n’est pas des nôtres", "clients qui ne sont pas les nôtres"),
            ),
        ),
        value=strangers,
        lower=0,
        upper=strangers if reading.covered else None,
        counted=CLIENTS,
        link=link,
    )


answer = Answer(title=Bilingual(en="Who read it?", fr="Qui l’a lu ?"), order=6, facts=facts)
