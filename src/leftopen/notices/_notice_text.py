"""What a notice says: the one place of its wording.

Plain text that is complete in itself: no link has to be followed, no raw content, no horror story. Studies
found that full detail, the exact remedy and the duty that may apply make people act, and that describing
attacks makes fewer of them act. Everything printed is masked already, and shown with its control characters
as codes.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from datetime import datetime

from leftopen.model.case import Case
from leftopen.model.evidence import Evidence
from leftopen.model.finding import Finding
from leftopen.model.remedy import RemedyPart
from leftopen.model.size import Size
from leftopen.model.vantage import REACH, Vantage
from leftopen.present.case_words import what_is_open
from leftopen.present.humanize import format_bytes, format_count, format_time
from leftopen.present.printable import printable
from leftopen.scope.decide import record_in

_WIDTH = 76
_LABELS = 6
_ENDPOINTS = 20
PERMISSION = "Permission for the check:"
AUTHORISED = "authorised, record {id}"


def compose(
    case: Case,
    finding: Finding,
    *,
    remedy: Sequence[RemedyPart],
    title: str,
    contact: str,
    vantage: Vantage,
    now: datetime,
    tls: bool = False,
    plain: str = "",
    also: Sequence[str] = (),
    answer_at: str = "",
) -> tuple[str, str]:
    """(subject, text) of the notice about `case`, as of `now`.

    `title` and `remedy` (general steps, then the product's) are the check's (the title stands in for an
    unknown product); `contact` is how to reach the sender, in words; `vantage` from where the opening was
    seen; `tls` whether the service speaks inside TLS; `plain` what a stranger can do, with the request that
    shows it ('' for a check); `also` at which other endpoints the same server is open;
    `answer_at` the URL of the owner's page, '' for none.
    """
    service = printable(case.product or what_is_open(title), 60)
    paragraphs = [
        _first_three(case, finding, service, plain, also, tls=tls),
        [REACH[vantage.place].format(name=printable(vantage.name, 40), can="can")],
        [
            *_holds(finding.evidence),
            _amount(finding.size),
            *_dates(finding.size),
            *_origins(finding.evidence),
        ],
        [_was_read(finding)],
        [_check_it(case, finding, tls, plain)],
        *_closing(remedy),
        [_DUTY],
        [*_answering(case, finding, printable(contact, 120), now, answer_at)],
    ]
    text = "\n\n".join("\n".join(_wrapped(line) for line in paragraph) for paragraph in paragraphs)
    sentence = f"{service} on {case.where} is readable without a password"
    # A title says it already.
    subject = sentence if case.product else f"{printable(title, 120)} at {case.where}"
    return f"[{case.id[:8]}] {subject}", f"{text}\n"


_DUTY = (
    "Legal duties that may apply: GDPR Art. 33 if personal data was readable (report to the authority within "
    "72 hours of becoming aware of it); NIS2 (24 hours, 72 hours, one month); rules of your sector. This is "
    "not legal advice."
)


def _first_three(
    case: Case, finding: Finding, service: str, plain: str, also: Sequence[str], *, tls: bool
) -> list[str]:
    """What, where, since when, each on one line; then when it was last seen."""
    since = f"{format_time(case.first_open)} or earlier (first check)"
    if case.open_after is not None:
        since = f"between {format_time(case.open_after)} and {format_time(case.first_open)}"
    where = case.endpoint
    if case.hostname:
        url = f"{'https' if tls else 'http'}://{finding.judged.endpoint.authority(tls=tls)}/"
        where = f"{url} at {case.address}"
    return [
        f"What: {printable(plain, 800) or f'{service}: {finding.judged.verdict.why}'}",
        f"Where: {printable(where, 300)}",
        *_also(also),
        f"Since: {since}",
        f"Last seen open: {format_time(case.last_open)}",
    ]


def _also(endpoints: Sequence[str]) -> Iterator[str]:
    if endpoints:
        more = f" and {len(endpoints) - _ENDPOINTS} more" if len(endpoints) > _ENDPOINTS else ""
        yield f"The same server is also open at: {', '.join(endpoints[:_ENDPOINTS])}{more}"


def _holds(evidence: Evidence) -> Iterator[str]:
    if not evidence.holds and not evidence.items:
        yield "Contents: unknown. We read no items."
        return
    if not evidence.holds:
        yield "Contents: we recognised no personal or secret data in the small sample that we read."
        return
    yield "Contents of the small sample that we read (examples are masked):"
    ranked = sorted(evidence.holds, key=lambda held: (-held.count, held.label))
    for held in ranked[:_LABELS]:
        example = f", for example {printable(held.examples[0], 40)}" if held.examples else ""
        yield f"  - {held.label}: {format_count(held.count, 'occurrence')}{example}"
    if len(ranked) > _LABELS:
        yield f"  - and {format_count(len(ranked) - _LABELS, 'other kind')}"


def _amount(size: Size) -> str:
    parts = []
    if size.records is not None:
        parts.append(format_count(size.records, "item"))
    if size.bytes is not None:
        parts.append(format_bytes(size.bytes))
    if not parts:
        return "Size: unknown. The server does not report it."
    return f"Size reported by the server: {'at least ' if size.at_least else ''}{', '.join(parts)}."


def _dates(size: Size) -> Iterator[str]:
    if size.oldest is not None and size.newest is not None:
        yield f"Dates of the items: {size.oldest:%Y-%m-%d} to {size.newest:%Y-%m-%d}."


def _origins(evidence: Evidence) -> Iterator[str]:
    if evidence.origins:
        named = ", ".join(f"{printable(name, 60)} ({count})" for name, count in evidence.origins[:3])
        yield f"Most frequent domains: {named}."


def _was_read(finding: Finding) -> str:
    judged = finding.judged
    # What an earlier version stored counts those of the check alone.
    asked, least = judged.requests, ""
    if asked is None:
        asked, least = sum(line.sent for line in judged.transcript), "at least "
    read = f"{format_count(finding.evidence.items, 'item')} ({format_bytes(finding.evidence.bytes)})"
    return (
        f"What we did: when we last saw it open, we sent {least}{format_count(asked, 'request')}, including "
        f"those that identify the service, and read {read} in memory. We kept no copy, tried no password, "
        "changed nothing and downloaded no data set."
    )


def _check_it(case: Case, finding: Finding, tls: bool, plain: str) -> str:
    """One harmless request that the owner can send without us."""
    if plain:
        return "Check it yourself: send the request above from a private browser window or with curl."
    sent = [line.excerpt for line in finding.judged.transcript if line.sent]
    if any(excerpt.startswith("GET ") for excerpt in sent):
        address = f"{'https' if tls else 'http'}://{finding.judged.endpoint.authority(tls=tls)}/"
        return f"Check it yourself: open {address} in a private browser window."
    if case.product.lower() == "redis":
        line = f"redis-cli -h {case.address} -p {case.port}{' --tls' if tls else ''} INFO keyspace"
        return f"Check it yourself: {line}"
    return (
        f"Check it yourself: connect to {case.endpoint} with a client for this service, without a password."
    )


def _closing(remedy: Sequence[RemedyPart]) -> Iterator[list[str]]:
    """One paragraph for each part, whole: a command that is cut closes nothing."""
    for number, part in enumerate(remedy):
        yield [printable(str(part)) if number else f"How to close it: {printable(str(part))}"]


def _answering(case: Case, finding: Finding, contact: str, now: datetime, answer_at: str) -> Iterator[str]:
    if answer_at:
        yield f"To answer without an account, or to ask for another check: {answer_at}"
    yield f"Questions: reply to this notice or contact {contact}. Please keep [{case.id[:8]}] in the subject."
    yield (
        "What happens next: we repeat the same check and close the case only when the server's response "
        "proves it. Please keep your access logs: only they can show who read the data before."
    )
    yield f"Written at {format_time(now)}. {PERMISSION} {_permission(finding.judged.clause)}."


def _permission(clause: str) -> str:
    """Without the clause, which names a whole authorisation and who gave it."""
    if record := record_in(clause):
        return AUTHORISED.format(id=record)
    return "authorised" if clause else "not recorded"


def _wrapped(line: str) -> str:
    indent = "    " if line.startswith("  ") else ""
    return textwrap.fill(
        line, _WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
