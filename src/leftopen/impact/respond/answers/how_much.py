"""How much was in it: what the server said, what the check read, and what the assessment counted, of every
kind of data, also of those that belong to no person."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond import nouns
from leftopen.impact.respond.examined import Assessed, Examined, FoundKind
from leftopen.impact.respond.facts import Answer, Fact, Known, both
from leftopen.model.bilingual import Bilingual
from leftopen.model.finding import Finding

SERVER = Bilingual(
    en="the number that the server itself stated in the check",
    fr="le nombre que le serveur lui-même a indiqué lors du contrôle",
)
TRANSCRIPT = Bilingual(
    en="bytes received in the transcript of the check", fr="octets reçus dans la transcription du contrôle"
)
OUTCOMES = Bilingual(
    en="documents of the assessment by their outcome", fr="documents de l’évaluation selon leur issue"
)
REJECTED = Bilingual(
    en="different hits in the assessment that a reviewer rejected and nobody confirmed",
    fr="détections différentes de l’évaluation qu’un relecteur a rejetées et que personne n’a confirmées",
)
KIND = Bilingual(
    en="distinct values by keyed digest, documents and occurrences, over all units of the assessment",
    fr="valeurs distinctes par empreinte à clé, documents et occurrences, sur toutes les unités de "
    "l’évaluation",
)


def facts(examined: Examined) -> Iterator[Fact]:
    yield from _by_the_check(examined)
    assessed = examined.assessed
    if assessed is None:
        yield Fact(
            id="amount.documents",
            said=both(
                "What the data held was not examined as a whole: the case has no assessment.",
                "Le contenu des données n’a pas été examiné en entier : le dossier n’a pas d’évaluation.",
            ),
            known=Known.NOT_EXAMINED,
            counted=OUTCOMES,
            link=f"leftopen assess PATH --case {examined.short}",
        )
        return
    yield from _documents(assessed)
    if assessed.rejected:
        yield _rejected(assessed)
    for kind in assessed.kinds:
        yield _kind(kind, assessed)


def _by_the_check(examined: Examined) -> Iterator[Fact]:
    finding, link = examined.finding, f"leftopen cases show {examined.short}"
    if finding is None:
        yield Fact(
            id="amount.check",
            said=both(
                "What the check saw is not known: its evidence was erased.",
                "Ce que le contrôle a vu n’est pas connu : ses preuves ont été effacées.",
            ),
            known=Known.NOT_KNOWN,
            counted=TRANSCRIPT,
            link=link,
        )
        return
    size = finding.size
    for id, count, noun in (
        ("records", size.records, nouns.records),
        ("bytes", size.bytes, nouns.received_bytes),
    ):
        if count is not None:
            least = both("at least ", "au moins ") if size.at_least else both("", "")
            yield Fact(
                id=f"amount.{id}",
                said=both(
                    "The server stated {least}{amount}.",
                    "Le serveur indiquait {least}{amount}.",
                    least=least, amount=noun(count),
                ),
                value=count,
                lower=count,
                upper=None if size.at_least else count,
                counted=SERVER,
                link=link,
            )  # fmt: skip
    yield _received(finding, link)


def _received(finding: Finding, link: str) -> Fact:
    """What the transcript has, and not what a list promises."""
    received = sum(line.length for line in finding.judged.transcript if not line.sent)
    items = finding.evidence.items
    return Fact(
        id="amount.check",
        said=both(
            "The check received {received} and read {items} whole.",
            "Le contrôle a reçu {received} et lu {items} en entier.",
            received=nouns.received_bytes(received),
            items=nouns.items(items),
        )
        if items
        else both(
            "The check received {received}; it read lists or counters only, and no item.",
            "Le contrôle a reçu {received} ; il n’a lu que des listes ou des compteurs, et aucun élément.",
            received=nouns.received_bytes(received),
        ),
        value=received,
        lower=received,
        upper=received,
        counted=TRANSCRIPT,
        link=link,
    )


def _documents(assessed: Assessed) -> Iterator[Fact]:
    link = f"leftopen assess show {assessed.id}"
    yield Fact(
        id="amount.documents",
        said=both(
            "The assessment counted {all}: read {read}, not read whole {not_read}.",
            "L’évaluation a compté {all} ; lus : {read}, non lus en entier : {not_read}.",
            all=nouns.documents(assessed.documents),
            read=assessed.read,
            not_read=assessed.not_read,
        ),
        value=assessed.documents,
        lower=assessed.documents,
        upper=assessed.documents if assessed.complete and not assessed.left_out else None,
        counted=OUTCOMES,
        link=link,
    )
    if not assessed.complete:
        yield Fact(
            id="amount.complete",
            said=both(
                "The assessment is not complete: parts that are read: {done} of {units}.",
                "L’évaluation n’est pas complète : parties lues : {done} sur {units}.",
                done=assessed.units_done,
                units=assessed.units,
            ),
            known=Known.NOT_KNOWN,
            value=assessed.units_done,
            lower=assessed.units_done,
            upper=assessed.units,
            counted=OUTCOMES,
            link=link,
        )


def _rejected(assessed: Assessed) -> Fact:
    return Fact(
        id="amount.rejected",
        said=both(
            "Hits of detectors that reviewers rejected as false: {rejected}; no figure here counts them.",
            "Détections que les relecteurs ont rejetées comme fausses : {rejected} ; aucun chiffre ne les "
            "compte.",
            rejected=assessed.rejected,
        ),
        value=assessed.rejected,
        lower=assessed.rejected,
        upper=assessed.rejected,
        counted=REJECTED,
        link=f"leftopen assess review {assessed.id}",
    )


def _kind(kind: FoundKind, assessed: Assessed) -> Fact:
    least = both("at least ", "au moins ") if kind.at_least else both("", "")
    return Fact(
        id=f"amount.kind.{kind.name}",
        said=both(
            "{label}: {least}{distinct} different values; documents with it: {documents}.",
            "{label} : {least}{distinct} valeurs différentes ; documents concernés : {documents}.",
            label=kind.label,
            least=least,
            distinct=kind.distinct,
            documents=kind.documents,
        ),
        value=kind.distinct,
        lower=kind.distinct,
        upper=kind.distinct if assessed.complete and not assessed.left_out and not kind.at_least else None,
        counted=KIND,
        link=f"leftopen assess show {assessed.id}",
    )


answer = Answer(title=Bilingual(en="How much was in it?", fr="Combien y en avait-il ?"), order=4, facts=facts)
