"""For the affected people: what was in it, and what they can do, by the kind of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import DraftTemplate, Sourced, contact, fact_sentences, heading, outward
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.model.category import Category
from leftopen.translate import N_, Message

ADVICE: Mapping[Category, Message] = {
    Category.IDENTITY: N_(
        "Someone could impersonate you with your number or address. Watch for accounts and letters that "
        "you do not expect. Consider a credit freeze or a fraud alert."
    ),
    Category.PERSON: N_(
        "Callers and mails may know details about you: do not take that as proof of who they are."
    ),
    Category.HEALTH: N_(
        "The data contained health information. Check the bills and statements of your insurer. Tell your "
        "doctor if they list treatments that you did not have."
    ),
    Category.FINANCE: N_(
        "Tell your bank, check your statements, and have a card replaced whose number was in it."
    ),
    Category.CREDENTIAL: N_(
        "Change the password or key now, everywhere you use it, and turn on a second factor."
    ),
    Category.MARKING: N_(
        "The data contained marked documents. Ask your security officer what this means for you."
    ),
    Category.FORM: N_("A completed form contains many details, also about your relatives. Inform them too."),
    Category.PROCUREMENT: N_(
        "The data contained contract numbers. Expect fake invoices and orders that look genuine. "
        "Check each by phone."
    ),
    Category.NETWORK: N_("The data contained machine addresses. Your administrators are checking them."),
    Category.LOCATION: N_(
        "The data contained places where you live, work or travel. Consider your safety. Tell us if you "
        "feel at risk."
    ),
}
OTHER = N_("Be careful with unexpected calls and messages that refer to this.")


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("What happened")
    yield from fact_sentences(facts, "case.what", "since.begin", "since.end")
    yield heading("Which data")
    yield from (
        fact_sentences(facts, "whose.kind") if examined.assessed else fact_sentences(facts, "whose.people")
    )
    # Each kind of data by itself is for the report.
    yield from outward(
        {id: one for id, one in facts.items() if not id.startswith("readers.people.")},
        "readers.window",
        "readers.items",
        "readers.people",
    )
    yield heading("What you can do")
    yield from advice(examined)
    yield Sourced(text=OTHER, facts=("general",))
    yield heading("Whom to ask")
    yield from contact(facts)


def advice(examined: Examined) -> Iterator[Sourced]:
    """One sentence for each category of which something was found, naming what was found."""
    kinds = examined.assessed.kinds if examined.assessed else ()
    for category, text in ADVICE.items():
        named = tuple(f"amount.kind.{kind.name}" for kind in kinds if kind.category is category)
        if named:
            yield Sourced(text=text, facts=named)


draft = DraftTemplate(title=N_("For the affected people"), order=3, build=build)
