"""Was classified information in it? Markings that were found, and what was not read. Never "none"."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond import nouns
from leftopen.impact.respond.examined import Assessed, Examined
from leftopen.impact.respond.facts import Answer, Fact, Known, both
from leftopen.model.bilingual import Bilingual
from leftopen.model.category import Category

COUNTED = Bilingual(
    en="documents with at least one value of a detector whose category is marking, in the assessment",
    fr="documents ayant au moins une valeur d’un détecteur de catégorie marquage, dans l’évaluation",
)
OUTCOMES = Bilingual(
    en="documents of the assessment by their outcome; each has exactly one",
    fr="documents de l’évaluation selon leur issue ; chacun en a exactement une",
)


def facts(examined: Examined) -> Iterator[Fact]:
    assessed = examined.assessed
    if assessed is None or not assessed.searched:
        yield Fact(
            id="classified.markings",
            said=both(
                "Whether classified information was in it was not examined: no document was read.",
                "La présence d’informations classifiées n’a pas été examinée : aucun document n’a été lu.",
            ),
            known=Known.NOT_EXAMINED,
            counted=COUNTED,
            link=f"leftopen assess PATH --case {examined.short}",
        )
    if assessed is None:
        return
    if assessed.searched:
        yield from _markings(assessed)
    yield _unread(assessed)
    yield Fact(
        id="classified.sample",
        said=both(
            "How many unmarked or missed documents are classified is not known: no random sample was "
            "reviewed by "
            "a person.",
            "Le nombre de documents classifiés non marqués ou manqués n’est pas connu : aucun échantillon "
            "aléatoire n’a été relu par une personne.",
        ),
        known=Known.NOT_EXAMINED,
        counted=OUTCOMES,
        link=f"leftopen assess show {assessed.id}",
    )


def _markings(assessed: Assessed) -> Iterator[Fact]:
    found = [kind for kind in assessed.kinds if kind.category is Category.MARKING]
    if not found:
        yield Fact(
            id="classified.markings",
            said=both(
                "No marking was found in what was read: {read} of {all}{partly}.",
                "Aucun marquage n’a été trouvé dans ce qui a été lu : {read} de {all}{partly}.",
                read=assessed.read,
                all=nouns.documents(assessed.documents),
                partly=assessed.partly,
            ),
            value=0,
            lower=0,
            upper=None,
            counted=COUNTED,
            link=f"leftopen assess show {assessed.id}",
        )
    for kind in found:
        yield Fact(
            id=f"classified.marking.{kind.name}",
            said=both(
                "{label}: documents that bear it: {documents}, of {read} that were read.",
                "{label} : documents qui le portent : {documents}, sur {read} lus.",
                label=kind.label,
                documents=kind.documents,
                read=assessed.read,
            ),
            value=kind.documents,
            lower=kind.documents,
            upper=None,
            counted=COUNTED,
            link=f"leftopen assess show {assessed.id}",
        )


def _unread(assessed: Assessed) -> Fact:
    outcomes = assessed.outcomes
    return Fact(
        id="classified.unread",
        said=both(
            "Every document that was counted was read whole{partly}.",
            "Chaque document compté a été lu en entier{partly}.",
            partly=assessed.partly,
        )
        if not assessed.left_out
        else both(
            "Documents that are encrypted: {encrypted}, not read: {unread}, failed: {failed}, read in part: "
            "{carved}. Files that were skipped: {skipped}; mailboxes with lost mails: {lost}. What these "
            "bear is not known.",
            "Documents chiffrés : {encrypted}, non lus : {unread}, échoués : {failed}, lus en partie : "
            "{carved}. Fichiers ignorés : {skipped} ; boîtes aux lettres dont des messages manquent : {lost}."
            " Ce qu’ils portent n’est pas connu.",
            skipped=assessed.skipped,
            lost=assessed.lost_mails,
            **{name: outcomes.get(name, 0) for name in ("encrypted", "unread", "failed", "carved")},
        ),
        known=Known.NOT_KNOWN if assessed.left_out else Known.KNOWN,
        value=assessed.not_read,
        lower=assessed.not_read,
        upper=assessed.not_read if assessed.complete and not assessed.skipped else None,
        counted=OUTCOMES,
        link=f"leftopen assess show {assessed.id}",
    )


answer = Answer(title=Bilingual(en="Was it classified?", fr="Était-ce classifié ?"), order=1, facts=facts)
