"""Whose data was served, as facts: all kinds together, then each kind of data."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.people.served import KindServed, ServedTo, UntiedItems
from leftopen.impact.respond.examined import Assessed, Examined, FoundKind
from leftopen.impact.respond.facts import Fact, Known, joined, message
from leftopen.impact.respond.nouns import bounds, people
from leftopen.translate import N_, Message, plural_message, plurals

COUNTED = N_(
    "people of the assessment, by the widest access that the logs show to their data, with the bounds of "
    "the people found; at most: includes possible and unknown access"
)


NOTHING = N_("")
NONE = UntiedItems()


def facts(examined: Examined) -> Iterator[Fact]:
    """`readers.people`, and `readers.people.KIND` of each kind that belongs to people."""
    served, assessed = examined.served, examined.assessed
    if served is None or assessed is None:
        yield Fact(
            id="readers.people",
            said=message(
                "The number of people whose data was served was not examined: the case has no assessment.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=f"leftopen assess PATH --case {examined.short}",
        )
        return
    kinds = {kind.name: kind for kind in assessed.kinds}
    for one in served.kinds:
        yield _fact(one, kinds.get(one.label), assessed, served.untied)


def rows(examined: Examined) -> Iterator[tuple[str, Message, tuple[int, int, int, int]]]:
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


def _nobody_known(one: KindServed, kind: FoundKind | None, untied: UntiedItems) -> Message:
    lead = N_("{label}, people affected", label=kind.label) if kind else N_("People affected")
    if not untied.read:
        return message(
            "{lead}: not known{rest}.",
            lead=lead, rest=_rest(one),
        )  # fmt: skip
    return message(
        "{lead}: not examined{rest}. Nothing ties {items} to a document of the assessment. To tie them, "
        "give their Message-ID in --items, or the saved list of the web mail.",
        lead=lead, items=_untied(untied), rest=_rest(one),
    )  # fmt: skip


def _untied(untied: UntiedItems) -> Message:
    return plural_message(
        untied.read,
        "{n} item read or possibly read by outsiders", "{n} items read or possibly read by outsiders",
    )  # fmt: skip


def _counted(one: KindServed, kind: FoundKind | None, untied: UntiedItems, id: str, link: str) -> Fact:
    what = N_("{label}: data", label=kind.label) if kind else N_("Data")
    return Fact(
        id=id,
        said=message(
            "{what} of {served} was served{to}{bounds}{rest}.",
            what=what,
            served=people(one.bounds.people),
            to=_clients(one.to) if one.to.clients and one.served else NOTHING,
            bounds=bounds(one.bounds),
            rest=_rest(one, untied),
        ),
        outward=message(
            "{what} of {served} was downloaded by outsiders{bounds}{rest}.",
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


def _rest(one: KindServed, untied: UntiedItems = NONE) -> Message:
    """When, and what else may be."""
    parts = [_when(one.to)] if one.served else []
    if one.possibly:
        parts.append(N_("; of {people} possibly", people=people(one.possibly)))
    if one.unknown:
        parts.append(N_("; of {people}: not known", people=people(one.unknown)))
    if untied.read:
        parts.append(N_("; {items} not matched to people", items=_untied(untied)))
    return joined("{first}{rest}", parts) if parts else NOTHING


def _clients(to: ServedTo) -> Message:
    if to.more:
        one, more = plurals(" to at least {n} outside client", " to at least {n} outside clients")
    else:
        one, more = plurals(" to {n} outside client", " to {n} outside clients")
    return plural_message(to.clients, one, more)


def _when(to: ServedTo) -> Message:
    if to.first is None or to.last is None:
        return NOTHING
    return message("; first {first}, last {last}", first=to.first, last=to.last)
