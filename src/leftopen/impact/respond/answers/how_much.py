"""How much was in it: what the server said, what the check read, and what the assessment counted, of every
kind of data, also of those that belong to no person."""

from __future__ import annotations

from collections.abc import Iterator

from leftopen.impact.respond import nouns
from leftopen.impact.respond.examined import Assessed, Examined, FoundKind
from leftopen.impact.respond.facts import Answer, Fact, Known, message
from leftopen.model.finding import Finding
from leftopen.translate import N_

SERVER = N_("the number that the server reported in the check")
TRANSCRIPT = N_("bytes received in the transcript of the check")
OUTCOMES = N_("documents of the assessment by their outcome")
REJECTED = N_("different hits in the assessment that a reviewer rejected and no reviewer confirmed")
KIND = N_("distinct values by keyed digest, documents and occurrences, over all units of the assessment")


def facts(examined: Examined) -> Iterator[Fact]:
    yield from _by_the_check(examined)
    assessed = examined.assessed
    if assessed is None:
        yield Fact(
            id="amount.documents",
            said=message(
                "The contents were not examined in full: the case has no assessment.",
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
            said=message(
                "The evidence of the check was erased.",
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
            least = message("at least ") if size.at_least else message("")
            yield Fact(
                id=f"amount.{id}",
                said=message(
                    "The server stated {least}{amount}.",
                    least=least,
                    amount=noun(count),
                ),
                value=count,
                lower=count,
                upper=None if size.at_least else count,
                counted=SERVER,
                link=link,
            )
    yield _received(finding, link)


def _received(finding: Finding, link: str) -> Fact:
    """What the transcript has, and not what a list promises."""
    received = sum(line.length for line in finding.judged.transcript if not line.sent)
    items = finding.evidence.items
    return Fact(
        id="amount.check",
        said=message(
            "The check received {received} and read {items} in full.",
            received=nouns.received_bytes(received),
            items=nouns.items(items),
        )
        if items
        else message(
            "The check received {received}. It read only lists or counters, no items.",
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
        said=message(
            "The assessment counted {all}: {read} read, {not_read} not read in full.",
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
            said=message(
                "The assessment is not complete: {done} of {units} parts are read.",
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
        said=message(
            "Hits that reviewers rejected: {rejected}. The figures leave them out.",
            rejected=assessed.rejected,
        ),
        value=assessed.rejected,
        lower=assessed.rejected,
        upper=assessed.rejected,
        counted=REJECTED,
        link=f"leftopen assess review {assessed.id}",
    )


def _kind(kind: FoundKind, assessed: Assessed) -> Fact:
    least = message("at least ") if kind.at_least else message("")
    return Fact(
        id=f"amount.kind.{kind.name}",
        said=message(
            "{label}: {least}{distinct} different values; documents with it: {documents}.",
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


answer = Answer(title=N_("How much was in it?"), order=4, facts=facts)
