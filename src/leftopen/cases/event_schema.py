"""The schema of events' bodies: references and verdict words, never personal data.

| kind | keys (those in brackets may be left out) |
| --- | --- |
| detected | finding, service, check, endpoint, address, port, realm, identity, product, severity, look, |
| | vantage, at, [holds], [open_after], [transcript], [hostname] |
| looked | look, vantage, at, state, reason, phase, control, identity, product, cloud_rule, |
| | [severity], [holds], [transcript], [beside] |
| counted | first, last, count, like, looks |
| notified | notice, [to_kind], [because] |
| acknowledged | [because], [promised] |
| accepted | until, because |
| marked_false | because |
| closed_by_word | because |
| went_silent, closed, withdrawn | because, rounds, needed |
| reopened | because, [look] |
| linked | other, [because], [first_open], [open_after], [detected], [notified], [acknowledged], [assignee], |
| | [due], [promised], [reopened] |
| taken_over | other, because |
| assigned | assignee |
| due_set | due |
| commented | note |
| responded | entry, hash |
| erased | because, entries |

`at`, `open_after`, `until`, `promised`, `due` are times as `timestamps` writes them; `at` is the end of the
check. `look`, `finding` and `note` (a comment) name erasable records. `holds` is label → count. `transcript`
is `transcript_digest`. `like` is id of an earlier look → digest of its verdict (`equal_looks.digest`); each
of the `looks` is the place of one of these ids, sorted, and its time in microseconds after `first`, the
earliest. `because` is one masked sentence of at most 500 characters. `other` is a case id; `first_open` to
`reopened` are those of a case that this one continues. `assignee` is the name of a user, '' for nobody; `due`
null means the date that the severity gives. `to_kind` is the URL scheme of the notified address, not the
address. `entry` and `hash` are those of an entry of the response (`response_chain`). `entries`: the entries
of the response up to that number were erased, 0 for none."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import rfc8785

from leftopen.errors import StoreFailed
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.closure import CheckObservation, Closure
from leftopen.model.facts import Json
from leftopen.model.finding import Finding
from leftopen.model.look_count import LookCount
from leftopen.model.transcript import Transcript
from leftopen.model.verdict import Phase, Reason, State
from leftopen.present import timestamps

Body = dict[str, Json]
TIMES = (
    "first_open", "open_after", "detected", "notified", "acknowledged", "due", "promised", "reopened",
)  # fmt: skip


HAVE_A_LOOK = frozenset({CaseEventKind.DETECTED, CaseEventKind.LOOKED})
"""One whole look each."""
MICROSECOND = timedelta(microseconds=1)


class BadBody(StoreFailed, ValueError):
    """A value in a body has the wrong type, or an event can't be read at all."""


REQUIRED: Mapping[CaseEventKind, frozenset[str]] = {
    CaseEventKind.DETECTED: frozenset(
        {"finding", "service", "check", "endpoint", "address", "port", "realm", "identity", "product"}
        | {"severity", "look", "vantage", "at"}
    ),
    CaseEventKind.LOOKED: frozenset(
        {"look", "vantage", "at", "state", "reason", "phase", "control", "identity", "product", "cloud_rule"}
    ),
    CaseEventKind.COUNTED: frozenset({"first", "last", "count", "like", "looks"}),
    CaseEventKind.NOTIFIED: frozenset({"notice"}),
    CaseEventKind.ACKNOWLEDGED: frozenset(),
    CaseEventKind.ACCEPTED: frozenset({"until", "because"}),
    CaseEventKind.MARKED_FALSE: frozenset({"because"}),
    CaseEventKind.CLOSED_BY_WORD: frozenset({"because"}),
    CaseEventKind.WENT_SILENT: frozenset({"because", "rounds", "needed"}),
    CaseEventKind.CLOSED: frozenset({"because", "rounds", "needed"}),
    CaseEventKind.WITHDRAWN: frozenset({"because", "rounds", "needed"}),
    CaseEventKind.REOPENED: frozenset({"because"}),
    CaseEventKind.LINKED: frozenset({"other"}),
    CaseEventKind.TAKEN_OVER: frozenset({"other", "because"}),
    CaseEventKind.ASSIGNED: frozenset({"assignee"}),
    CaseEventKind.DUE_SET: frozenset({"due"}),
    CaseEventKind.COMMENTED: frozenset({"note"}),
    CaseEventKind.RESPONDED: frozenset({"entry", "hash"}),
    CaseEventKind.ERASED: frozenset({"because", "entries"}),
}

OPTIONAL: Mapping[CaseEventKind, frozenset[str]] = {
    CaseEventKind.DETECTED: frozenset({"holds", "open_after", "transcript", "hostname"}),
    CaseEventKind.LOOKED: frozenset({"severity", "holds", "transcript", "beside"}),
    CaseEventKind.NOTIFIED: frozenset({"to_kind", "because"}),
    CaseEventKind.ACKNOWLEDGED: frozenset({"because", "promised"}),
    CaseEventKind.REOPENED: frozenset({"look"}),
    CaseEventKind.LINKED: frozenset({"because", "assignee", *TIMES}),
}


def validate(kind: CaseEventKind, body: Mapping[str, Json]) -> Mapping[str, Json]:
    """The body itself. ValueError names a missing or unknown key."""
    missing = REQUIRED[kind] - body.keys()
    if missing:
        raise ValueError(f"a {kind.value} event needs {min(missing)!r}")
    unknown = body.keys() - REQUIRED[kind] - OPTIONAL.get(kind, frozenset())
    if unknown:
        raise ValueError(f"a {kind.value} event has no place for {min(unknown)!r}")
    because = body.get("because", "")
    if not isinstance(because, str) or len(because) > 500:
        raise ValueError("`because` is a sentence of at most 500 characters")
    return body


def detection_body(finding: Finding, open_after: datetime | None = None) -> Body:
    """The body that opens a case. `open_after`: the last observation that was not open, None without."""
    judged = finding.judged
    return {
        "finding": judged.finding,
        "service": judged.service,
        "check": judged.check,
        "endpoint": str(judged.endpoint),
        "address": str(judged.endpoint.address),
        "port": judged.endpoint.port,
        "realm": judged.endpoint.realm,
        "identity": judged.identity,
        "product": judged.product,
        "severity": finding.severity.value,
        "look": judged.look,
        "vantage": judged.vantage.name,
        "at": timestamps.format_utc(judged.at),
        "holds": {held.label: held.count for held in finding.evidence.holds},
        "open_after": None if open_after is None else timestamps.format_utc(open_after),
        "transcript": transcript_digest(judged.transcript),
        **({"hostname": judged.endpoint.name} if judged.endpoint.name else {}),
    }


def observation_body(look: CheckObservation, transcript: Transcript = ()) -> Body:
    """The body that records any later observation of a case."""
    beside: Body = {"beside": look.beside[:300]} if look.beside else {}
    return {
        "look": look.id,
        "vantage": look.vantage,
        "at": timestamps.format_utc(look.at),
        "state": look.state.value,
        "reason": look.reason.value,
        "phase": look.phase.value,
        "control": look.control,
        "identity": look.identity,
        "product": look.product,
        "cloud_rule": look.cloud_rule,
        "transcript": transcript_digest(transcript),
        **beside,
    }


def count_body(count: LookCount) -> Body:
    """The body that records looks which found the same as earlier ones."""
    first, last = (least(at for _, at in count.looks) for least in (min, max))
    names = sorted(zip(count.like, count.digests, strict=True))
    place = {count.like.index(name): n for n, (name, _) in enumerate(names)}
    return {
        "first": timestamps.format_utc(first),
        "last": timestamps.format_utc(last),
        "count": len(count.looks),
        "like": dict(names),
        "looks": [[place[of], (at - first) // MICROSECOND] for of, at in count.looks],
    }


def conclusion_body(closure: Closure) -> Body:
    """The body of went_silent, closed and withdrawn."""
    return {"because": closure.because[:500], "rounds": closure.rounds, "needed": closure.needed}


def continues(old: Case, because: str) -> Body:
    """The body of `linked` for a case that continues the old one: with the times of the old one."""
    times = {name: timestamps.format_utc(at) for name in TIMES if (at := getattr(old, name)) is not None}
    times |= {"assignee": old.assignee} if old.assignee else {}
    return {"other": old.id, "because": because, **times}


def transcript_digest(transcript: Transcript) -> str:
    """SHA-256 in hex over direction, time in microseconds, length and keyed digest of every line; the
    excerpts are left out, so that they can be erased."""
    lines: list[Json] = [[line.sent, round(line.at * 1e6), line.length, line.digest] for line in transcript]
    return hashlib.sha256(rfc8785.dumps(lines)).hexdigest()


def looks(events: Iterable[CaseEvent]) -> tuple[CheckObservation, ...]:
    """Every observation in the events of a case, in their order; the one that detected the case is the first.
    Those that were only counted have no id. BadBody for one that was changed from outside."""
    found, known = list[CheckObservation](), dict[str, CheckObservation]()
    for event in events:
        try:
            found += _looks_of(event, known)
        except (ValueError, KeyError, TypeError) as error:
            which = f"event {event.seq} of case {event.case[:8]} ({error})"
            raise BadBody(f"cannot read {which}; to see what to do: leftopen doctor") from None
    return tuple(found)


def _looks_of(event: CaseEvent, known: dict[str, CheckObservation]) -> list[CheckObservation]:
    """Of one event; a whole one becomes `known` to those that follow."""
    if event.kind in HAVE_A_LOOK:
        look = _look(event)
        known[look.id] = look
        return [look]
    return _counted(event.body, known) if event.kind is CaseEventKind.COUNTED else []


def counted_times(body: Mapping[str, Json]) -> dict[str, list[datetime]]:
    """Of a `counted` event: the id of an earlier look → the times of those that are like it, in the order in
    which they were recorded. ValueError for another shape."""
    found: dict[str, list[datetime]] = {}
    for id, at in _entries(body):
        found.setdefault(id, []).append(at)
    return found


def _counted(body: Mapping[str, Json], known: Mapping[str, CheckObservation]) -> list[CheckObservation]:
    entries = _entries(body)
    if any(id not in known for id, _ in entries):
        raise BadBody("it counts a look that is like none before it")
    return [replace(known[id], at=at, id="") for id, at in entries]


def _entries(body: Mapping[str, Json]) -> list[tuple[str, datetime]]:
    """Each look that is counted, by the one that it is like, with its time."""
    like, entries, first = body["like"], body["looks"], time(body, "first")
    if not isinstance(like, dict) or not isinstance(entries, list) or not entries:
        raise BadBody("`like` must be an object, `looks` a list of at least one")
    names = sorted(like)
    places = (_place_and_time(entry, len(names)) for entry in entries)
    found = [(names[of], first + after * MICROSECOND) for of, after in places]
    times = [at for _, at in found]
    if (len(found), min(times), max(times)) != (number(body, "count"), first, time(body, "last")):
        raise BadBody("`count`, `first` and `last` must be those of `looks`")
    return found


def _place_and_time(entry: Json, places: int) -> tuple[int, int]:
    match entry:
        case [int(of), int(after)] if 0 <= of < places:
            return of, after
    raise BadBody("an entry of `looks` is a place in `like` and a time")


def _look(event: CaseEvent) -> CheckObservation:
    body = event.body
    return CheckObservation(
        id=text(body, "look"),
        at=timestamps.parse_utc(body["at"]),
        vantage=text(body, "vantage"),
        state=State(text(body, "state", State.OPEN)),
        reason=Reason(text(body, "reason", Reason.DATA_READABLE)),
        phase=Phase(text(body, "phase", Phase.JUDGE)),
        control=text(body, "control", ""),
        identity=text(body, "identity"),
        product=text(body, "product"),
        cloud_rule=text(body, "cloud_rule", ""),
        beside=text(body, "beside", ""),
    )


def time(body: Mapping[str, Json], key: str) -> datetime:
    """The time under that key. ValueError for another type."""
    return timestamps.parse_utc(text(body, key))


def text(body: Mapping[str, Json], key: str, default: str | None = None) -> str:
    """The text under that key. ValueError for another type, or a missing key without a default."""
    value = body.get(key, default)
    if not isinstance(value, str):
        raise BadBody(f"{key!r} must be a text")
    return value


def number(body: Mapping[str, Json], key: str) -> int:
    """The whole number under that key. ValueError for another type."""
    if not isinstance(value := body.get(key), int) or isinstance(value, bool):
        raise BadBody(f"{key!r} must be a whole number")
    return value


def counts(body: Mapping[str, Json], key: str) -> dict[str, int]:
    """label → count under that key, {} when there is none. ValueError for another shape."""
    value = body.get(key)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadBody(f"{key!r} must be label → count")
    return {label: number(value, label) for label in value}
