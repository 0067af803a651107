"""For the affected people: what was in it, and what they can do, by the kind of data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.impact.respond.drafting import DraftTemplate, Sourced, contact, heading, outward, telling
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.model.bilingual import Bilingual
from leftopen.model.category import Category

ADVICE: Mapping[Category, Bilingual] = {
    Category.IDENTITY: Bilingual(
        en="Somebody may use your number or address to pass for you: watch for accounts and letters that "
        "you do "
        "not expect, and consider a credit freeze or fraud alert.",
        fr="Quelqu’un peut se servir de votre numéro ou adresse pour se faire passer pour vous : surveillez "
        "les "
        "comptes et courriers inattendus, et envisagez une alerte auprès de votre banque.",
    ),
    Category.PERSON: Bilingual(
        en="Callers and mails may know details about you: do not take that as proof of who they are.",
        fr="Des appels ou courriels peuvent connaître des détails sur vous : ce n’est pas une preuve de leur "
        "identité.",
    ),
    Category.HEALTH: Bilingual(
        en="Health information was in it: check bills and statements of your insurer, and tell your doctor "
        "if "
        "treatments appear that you did not have.",
        fr="Des informations de santé y figuraient : vérifiez les relevés de votre assurance, et prévenez "
        "votre "
        "médecin si des soins inconnus y figurent.",
    ),
    Category.FINANCE: Bilingual(
        en="Tell your bank, check your statements, and have a card replaced whose number was in it.",
        fr="Prévenez votre banque, vérifiez vos relevés, et faites remplacer une carte dont le numéro y "
        "figurait.",
    ),
    Category.CREDENTIAL: Bilingual(
        en="Change the password or key now, everywhere you use it, and turn on a second factor.",
        fr="Changez le mot de passe ou la clé maintenant, partout où vous l’utilisez, et activez un second "
        "facteur.",
    ),
    Category.MARKING: Bilingual(
        en="Marked documents were in it: your security officer tells you what that means for you.",
        fr="Des documents marqués y figuraient : votre officier de sécurité vous dira ce que cela signifie.",
    ),
    Category.FORM: Bilingual(
        en="A filled form holds many details at once, also about your relatives: tell them too.",
        fr="Un formulaire rempli contient beaucoup de détails, aussi sur vos proches : prévenez-les aussi.",
    ),
    Category.PROCUREMENT: Bilingual(
        en="Contract numbers were in it: expect invoices and orders that look genuine, and check each by a "
        "call.",
        fr="Des numéros de contrat y figuraient : attendez-vous à de fausses factures ou commandes, et "
        "vérifiez "
        "chacune par téléphone.",
    ),
    Category.NETWORK: Bilingual(
        en="Addresses of machines were in it: your administrators check them.",
        fr="Des adresses de machines y figuraient : vos administrateurs les vérifient.",
    ),
    Category.LOCATION: Bilingual(
        en="Places were in it where you live, work or travel: consider your safety, and tell us if you feel "
        "at "
        "risk.",
        fr="Des lieux où vous vivez, travaillez ou voyagez y figuraient : pensez à votre sécurité, et "
        "dites-nous "
        "si vous vous sentez en danger.",
    ),
}
OTHER = Bilingual(
    en="Be careful with unexpected calls and messages that refer to this.",
    fr="Méfiez-vous des appels et messages inattendus qui en parlent.",
)


def build(examined: Examined, facts: Mapping[str, Fact]) -> Iterator[Sourced]:
    yield heading("What happened", "Ce qui s’est passé")
    yield from telling(facts, "case.what", "since.begin", "since.end")
    yield heading("Which data", "Quelles données")
    yield from telling(facts, "whose.kind") if examined.assessed else telling(facts, "whose.people")
    # Each kind of data by itself is for the report.
    yield from outward(
        {id: one for id, one in facts.items() if not id.startswith("readers.people.")},
        "readers.window",
        "readers.items",
        "readers.people",
    )
    yield heading("What you can do", "Ce que vous pouvez faire")
    yield from advice(examined)
    yield Sourced(text=OTHER, facts=("general",))
    yield heading("Whom to ask", "À qui vous adresser")
    yield from contact(facts)


def advice(examined: Examined) -> Iterator[Sourced]:
    """One sentence for each category of which something was found, naming what was found."""
    kinds = examined.assessed.kinds if examined.assessed else ()
    for category, text in ADVICE.items():
        named = tuple(f"amount.kind.{kind.name}" for kind in kinds if kind.category is category)
        if named:
            yield Sourced(text=text, facts=named)


draft = DraftTemplate(
    title=Bilingual(en="For the affected people", fr="Pour les personnes concernées"), order=3, build=build
)
