"""Whose data was served, as facts: all kinds together, then each kind of data."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.people.served import KindServed, ServedTo, UntiedItems
from leftopen.impact.respond.examined import Assessed, Examined, FoundKind
from leftopen.impact.respond.facts import Fact, Known, both, many
from leftopen.impact.respond.nouns import bounds, people
from leftopen.model.bilingual import Bilingual
from leftopen.present.humanize import format_time

COUNTED = Bilingual(
    en="people of the assessment, each by the most that the access logs show of a file with their data, with "
    "the bounds of the people found; at most: also those of whose data it was possible, or cannot be known",
    fr="personnes de l’évaluation, chacune selon le plus que montrent les journaux d’un fichier avec ses "
    "données, entre les bornes des personnes trouvées ; au plus : aussi celles dont c’était possible, ou ne "
    "peut être su",
)


NOTHING = Bilingual(en="", fr="")
NONE = UntiedItems()


def facts(examined: Examined) -> Iterator[Fact]:
    """`readers.people`, and `readers.people.KIND` of each kind that belongs to people."""
    served, assessed = examined.served, examined.assessed
    if served is None or assessed is None:
        yield Fact(
            id="readers.people",
            said=both(
                "How many people’s data was served was not examined: the case has no assessment that says "
                "whose it was.",
                "De combien de personnes des données ont été servies n’a pas été examiné : le dossier n’a "
                "pas "
                "d’évaluation qui dise à qui elles étaient.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=f"leftopen assess PATH --case {examined.short}",
        )
        return
    kinds = {kind.name: kind for kind in assessed.kinds}
    for one in served.kinds:
        yield _fact(one, kinds.get(one.label), assessed, served.untied)


def rows(examined: Examined) -> Iterator[tuple[str, Bilingual, tuple[int, int, int, int]]]:
    """For the pictures, of each kind of data: its name, its title, and the people of whom it was served,
    possibly served, cannot be known, and was not served."""
    if examined.served is None or examined.assessed is None:
        return
    for one in examined.served.kinds:
        title = next((kind.label for kind in examined.assessed.kinds if kind.name == one.label), None)
        if title is not None:
            yield one.label, title, (one.bounds.people, one.possibly, one.unknown, one.not_served)


def _fact(one: KindServed, kind: FoundKind | None, assessed: Assessed, untied: UntiedItems) -> Fact:
    """A number of people only where there is one: "0" would be said of what nobody knows."""
    id = f"readers.people.{one.label}" if one.label else "readers.people"
    link = f"leftopen assess people {assessed.id}" + (f" --holds {one.label}" if one.label else "")
    if one.nobody_known:
        return Fact(
            id=id,
            said=_nobody_known(one, kind, untied),
            known=Known.NOT_EXAMINED if untied.read else Known.NOT_KNOWN,
            lower=0,
            upper=one.bounds.at_most,
            counted=COUNTED,
            link=link,
        )
    return _counted(one, kind, untied, id, link)


def _nobody_known(one: KindServed, kind: FoundKind | None, untied: UntiedItems) -> Bilingual:
    lead = (
        Bilingual(
            en=f"{kind.label.en}: of how many people data",
            fr=f"{kind.label.fr} : de combien de personnes des données",
        )
        if kind
        else Bilingual(en="Of how many people data", fr="De combien de personnes des données")
    )
    if not untied.read:
        return both(
            "{lead} went to somebody outside cannot be known{rest}.",
            "{lead} sont parvenues à quelqu’un d’extérieur, on ne peut pas le savoir{rest}.",
            lead=lead, rest=_rest(one),
        )  # fmt: skip
    return both(
        "{lead} went to somebody outside was not examined: nothing ties {items} to a document of the "
        "assessment{rest}. To tie them, give their Message-ID in --items, or the saved list of the web mail.",
        "{lead} sont parvenues à quelqu’un d’extérieur n’a pas été examiné : rien ne relie {items} à un "
        "document de l’évaluation{rest}. Pour les relier, donnez leur Message-ID dans --items, ou la liste "
        "enregistrée du webmail.",
        lead=lead, items=_untied(untied), rest=_rest(one),
    )  # fmt: skip


def _untied(untied: UntiedItems) -> Bilingual:
    return many(
        untied.read,
        ("item that a stranger got, or may have,", "items that strangers got, or may have,"),
        ("élément que quelqu’un d’extérieur a obtenu, ou a pu obtenir,",
         "éléments que quelqu’un d’extérieur a obtenus, ou a pu obtenir,"),
    )  # fmt: skip


def _counted(one: KindServed, kind: FoundKind | None, untied: UntiedItems, id: str, link: str) -> Fact:
    what = (
        Bilingual(en=f"{kind.label.en}: data", fr=f"{kind.label.fr} : des données")
        if kind
        else Bilingual(en="Data", fr="Des données")
    )
    return Fact(
        id=id,
        said=both(
            "{what} of {served} was served{to}{bounds}{rest}.",
            "{what} de {served} ont été servies{to}{bounds}{rest}.",
            what=what,
            served=people(one.bounds.people),
            to=_clients(one.to) if one.to.clients and one.served else NOTHING,
            bounds=bounds(one.bounds),
            rest=_rest(one, untied),
        ),
        outward=both(
            "{what} of {served} went to somebody outside{bounds}{rest}.",
            "{what} de {served} sont parvenues à quelqu’un d’extérieur{bounds}{rest}.",
            what=what,
            served=people(one.bounds.people),
            bounds=bounds(one.bounds),
            rest=_rest(one, untied),
        ),
        value=one.bounds.people,
        lower=one.bounds.at_least,
        upper=one.bounds.at_most,
        counted=COUNTED,
        link=link,
    )


def _rest(one: KindServed, untied: UntiedItems = NONE) -> Bilingual:
    """When, and what else may be."""
    parts = [_when(one.to)] if one.served else []
    if one.possibly:
        more = people(one.possibly)
        parts.append(Bilingual(en=f"; that of {more.en} possibly", fr=f" ; celles de {more.fr} peut-être"))
    if one.unknown:
        more = people(one.unknown)
        parts.append(
            Bilingual(
                en=f"; whether that of {more.en} was cannot be known",
                fr=f" ; pour celles de {more.fr}, on ne peut pas le savoir",
            )
        )
    if untied.read:
        more = _untied(untied)
        parts.append(
            Bilingual(
                en=f"; whose data is in {more.en} was not examined",
                fr=f" ; de qui sont les données de {more.fr} n’a pas été examiné",
            )
        )
    return Bilingual(en="".join(part.en for part in parts), fr="".join(part.fr for part in parts))


def _clients(to: ServedTo) -> Bilingual:
    clients = many(to.clients, ("client", "clients"), ("client", "clients"))
    foreign = (
        ("that is", "qui n’est pas des vôtres")
        if to.clients == 1
        else ("that are", "qui ne sont pas les vôtres")
    )
    least = ("at least ", "au moins ") if to.more else ("", "")
    return Bilingual(
        en=f" to {least[0]}{clients.en} {foreign[0]} not your own",
        fr=f" à {least[1]}{clients.fr} {foreign[1]}",
    )


def _when(to: ServedTo) -> Bilingual:
    if to.first is None or to.last is None:
        return NOTHING
    first, last = format_time(to.first), format_time(to.last)
    return Bilingual(en=f"; first {first}, last {last}", fr=f" ; d’abord {first}, enfin {last}")
