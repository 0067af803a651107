"""For the affected people: the letter that article 34 of the GDPR asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leftopen.impact.respond import letter_texts
from leftopen.impact.respond.drafting import (
    CONSEQUENCES,
    CONTACT,
    GENERAL,
    MEASURES,
    SENDER,
    SIGNATURE,
    DraftTemplate,
    Sourced,
    fact_sentences,
    general,
    heading,
    is_known,
    item,
)
from leftopen.impact.respond.examined import Examined, FoundKind
from leftopen.impact.respond.facts import Fact, Known
from leftopen.translate import N_, Message, TimeMessage, verbatim

NAME, DPO, AUTHORITY = "organisation.name", "organisation.dpo", "organisation.authority"
LOGS, OPENED = "readers.items", ("served", "served_in_part")


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    kinds = letter_texts.of_people(examined.assessed.kinds if examined.assessed else ())
    country = examined.controller.country if examined.controller else ""
    yield from _head(examined, country)
    yield from _what_happened(facts)
    yield heading("What information was involved")
    yield from _information(examined, kinds)
    yield heading("What this may mean for you")
    yield from _rows(letter_texts.texts().consequences, kinds, country)
    if not kinds:
        yield Sourced(text=CONSEQUENCES, facts=(GENERAL,))
    yield heading("What we are doing")
    yield from _measures(facts)
    yield heading("What you can do")
    yield from _rows(letter_texts.texts().advice, kinds, country)
    yield heading("For more information")
    yield from _contact(facts)
    yield _at("closing", N_("Yours faithfully,"))
    yield _at("signature", SIGNATURE)


def _at(place: str, text: Message, *facts: str) -> Sourced:
    return Sourced(text=text, facts=(f"letter.{place}", *facts))


def _head(examined: Examined, country: str) -> Iterator[Sourced]:
    """Sender, date, subject and salutation."""
    one, law = examined.controller, letter_texts.authority(country)
    for line in (one.name, *one.address) if one else ():
        yield _at("sender", verbatim(line), NAME)
    if one is None or not one.address:
        yield _at("sender", SENDER)
    yield _at("date", N_("{day}", day=TimeMessage(at=examined.now.astimezone(examined.zone).date())))
    yield _at(
        "subject",
        N_("Subject: breach of your personal data ({law})", law=N_(law.law))
        if law
        else N_("Subject: notice of data breach"),
    )
    yield _at("salutation", N_("Dear Sir or Madam,"))


def _what_happened(facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("What happened")
    yield general("We are writing to tell you of a breach of personal data that concerns you.")
    if is_known(facts, NAME):
        text = N_("{name} is the controller of this data.", name=str(facts[NAME].value))
        yield Sourced(text=text, facts=(NAME,))
    yield from fact_sentences(facts, "since.begin")
    end = facts["since.end"]
    if end.value or end.lower != facts["since.begin"].value:
        yield from fact_sentences(facts, "since.end")
    if is_known(facts, "response.aware"):
        yield from fact_sentences(facts, "response.aware")
    yield _access(facts)


def _access(facts: Mapping[str, Fact]) -> Sourced:
    """Did others get it? In one sentence, never more than the logs say."""
    counts = {id: fact for id, fact in facts.items() if id == LOGS or id.startswith(f"{LOGS}.")}
    got = [id for id in counts if id.removeprefix(f"{LOGS}.") in OPENED and counts[id].value]
    ids = tuple(got or counts)
    if any(one.known is Known.NOT_EXAMINED for one in counts.values()):
        text = N_("We have not yet been able to examine whether anyone unauthorised accessed the data.")
    elif got:
        text = N_("Our access logs show that unauthorised people downloaded some of the data.")
    elif is_known(facts, "readers.hours") and all(
        not one.value or id.endswith(".not_served") for id, one in counts.items()
    ):
        text = N_("The access logs of this period show no download by unauthorised people.")
    else:
        text = N_("We cannot rule out that unauthorised people accessed the data.")
    return Sourced(text=text, facts=ids or (GENERAL,))


def _information(examined: Examined, kinds: Sequence[FoundKind]) -> Iterator[Sourced]:
    if not kinds:
        text = N_("We are still examining which data is concerned. We will tell you as soon as we know.")
        yield Sourced(text=text, facts=(GENERAL,))
        return
    yield general("Depending on the person, the data may include:")
    for name, of in letter_texts.names(kinds):
        ids = tuple(f"amount.kind.{one.name}" for one in of)
        yield Sourced(text=item(name), facts=ids)
    if examined.assessed and (examined.assessed.left_out or not examined.assessed.complete):
        yield Sourced(
            text=N_("Not all documents could be read: other data may also be concerned."),
            facts=("amount.documents",),
        )


def _rows(table: Sequence[letter_texts.Row], kinds: Sequence[FoundKind], country: str) -> Iterator[Sourced]:
    for row, found in letter_texts.rows_for(table, kinds, country):
        ids = tuple(f"amount.kind.{one.name}" for one in found)
        yield Sourced(text=item(row.message), facts=ids or (GENERAL,))


def _measures(facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield from fact_sentences(facts, "response.closed")
    if is_known(facts, "response.authority"):
        yield from fact_sentences(facts, "response.authority")
    logs = facts.get("response.logs")
    if logs and logs.value:
        text = N_("We have secured the access logs, to find out who accessed the data.")
        yield Sourced(text=text, facts=("response.logs",))
    yield Sourced(text=MEASURES, facts=(GENERAL,))


def _contact(facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    if is_known(facts, DPO):
        text = N_(
            "Our data protection officer answers your questions: {contact}.", contact=str(facts[DPO].value)
        )
        yield Sourced(text=text, facts=(DPO,))
    else:
        yield Sourced(text=CONTACT, facts=(GENERAL,))
    if is_known(facts, AUTHORITY):
        authority = N_(str(facts[AUTHORITY].value))
        text = N_("You have the right to lodge a complaint with {authority}.", authority=authority)
        yield Sourced(text=text, facts=(AUTHORITY,))


draft = DraftTemplate(title=N_("For the affected people"), order=3, build=build, letter=True)
