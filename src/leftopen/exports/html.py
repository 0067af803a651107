"""The case report as one self-contained page.

It has no script, no image and no link. All text is escaped, and control characters are shown by their codes.
The content security policy allows this one style sheet only, so a scanned server can't reach the reader.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import chain, pairwise
from typing import Any, cast

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from leftopen.model.facts import Json
from leftopen.model.vantage import REACH
from leftopen.model.writer import Writer
from leftopen.present.case_words import what_is_open, where
from leftopen.present.humanize import format_bytes, format_count, format_duration, format_time
from leftopen.present.intervals import format_interval
from leftopen.present.printable import printable

LONGEST = 2000
PROVED = frozenset(("closed", "withdrawn"))
# The headline by state; every other state is reported as readable.
_HEADLINES = {
    "closed": "was readable without a password",
    "withdrawn": "was readable without a password",
    "silent": "was readable without a password, and does not respond now",
    "said_closed": "was readable without a password, and is reported closed without proof",
    "taken_over": "was readable without a password; another case continues this one",
    "false_positive": "is a false positive: it was not readable without a password",
}
_MOMENTS = (
    ("open_after", "last seen not open"),
    ("first_open", "first seen open"),
    ("detected", "case opened"),
    ("notified", "owner notified"),
    ("acknowledged", "owner acknowledged"),
    ("last_open", "last seen open"),
    ("closed", "closed"),
)
_SPANS = {
    "open_for": "open for",
    "open_to_detected": "from open to detected",
    "detected_to_notified": "from detected to owner notified",
    "detected_to_acknowledged": "from detected to acknowledged",
    "detected_to_closed": "from detected to closed",
    "notified_to_closed": "from notified to closed",
}


def write(case_report: Mapping[str, Json]) -> bytes:
    """UTF-8 HTML. Raises jinja2.UndefinedError when a part of the case report is missing (an erased part is
    null, not missing)."""
    d = cast(dict[str, Any], case_report)
    moments = _moments(d["case"])
    page = _PAGES.get_template("case.html").render(
        d=d,
        style=_STYLE,
        policy=_POLICY,
        moments=_moments(d["case"], _unsent(d["notices"])),
        bar=list(_bar(d["case"], moments)),
        spans=list(_spans(d["window"])),
        headline=_HEADLINES.get(d["case"]["state"], "is readable without a password"),
        reach=_reach(d["finding"], d["case"]["state"]),
        not_known=list(_not_known(d)),
        erased=_erased(d),
        where=where(d["case"]),
        service=d["case"]["product"] or what_is_open(d["title"]),
        proved=d["case"]["state"] in PROVED,
    )
    return page.encode()


def _erased(d: Mapping[str, Any]) -> str:
    """Who erased the evidence, when and why; what is gone by its age has no such event."""
    found = [event for event in d["events"] if event["kind"] == "erased"]
    if not found:
        return "The evidence was erased."
    last = found[-1]
    return f"The evidence was erased by {last['actor']} at {_when(last['at'])}: {last['body']['because']}."


def _unsent(notices: Iterable[Mapping[str, Any]]) -> Iterator[tuple[datetime | None, str, str]]:
    states = {"failed": "refused", "written": "not sent"}
    for one in notices:
        if state := states.get(one["delivery"]):
            yield _instant(one["written"]), "written", f"notice written to {one['to']}, {state}"


def _moments(
    case: Mapping[str, Any], others: Iterable[tuple[datetime | None, str, str]] = ()
) -> list[dict[str, Any]]:
    """The dated steps of the case in order of time, each with the span since the one before."""
    own = ((_instant(case[key]), key, step) for key, step in _MOMENTS)
    dated = [(at, key, step) for at, key, step in chain(own, others) if at is not None]
    dated.sort(key=lambda moment: moment[0])
    return [
        {"at": at, "key": key, "step": step, "gap": f"+ {format_duration(at - dated[n - 1][0])}" if n else ""}
        for n, (at, key, step) in enumerate(dated)
    ]


def _bar(case: Mapping[str, Any], moments: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The spans between the moments as x and width of 1000, each at least wide enough to be seen. `kind`:
    `surely` open at both ends, `maybe` (not checked in between), `shut` after it."""
    first, last = _instant(case["first_open"]), _instant(case["last_open"])
    pairs = [(a["at"], b["at"]) for a, b in pairwise(moments) if b["at"] > a["at"]]
    if not pairs or first is None or last is None:
        return
    whole = (pairs[-1][1] - pairs[0][0]).total_seconds()
    wide = [max((end - start).total_seconds() / whole, 0.02) for start, end in pairs]
    x = 0.0
    for (start, end), share in zip(pairs, wide, strict=True):
        width = 1000 * share / sum(wide)
        kind = "surely" if start >= first and end <= last else "maybe"
        yield {"x": round(x, 1), "width": round(width, 1), "kind": kind, "span": format_duration(end - start)}
        x += width


def _spans(window: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, bounds in window.items():
        if bounds is not None:
            yield _SPANS.get(name, name), _between(bounds["lower"], bounds["upper"])


def _between(lower: float, upper: float | None) -> str:
    return format_interval(timedelta(seconds=lower), None if upper is None else timedelta(seconds=upper))


def _reach(finding: Mapping[str, Any] | None, state: str) -> str:
    if finding is None or state == "false_positive":
        return ""
    place, name = finding["vantage"]["place"], finding["vantage"]["name"]
    can = "could" if state in _HEADLINES else "can"
    return REACH[place].format(name=name, can=can) if place in REACH else f"Vantage: {place} ({name})."


def _not_known(d: Mapping[str, Any]) -> Iterator[str]:
    """The limits of the report; without them, a gap would read as an all-clear."""
    case, finding = d["case"], d["finding"]
    yield "Whether anyone else read the data: only the access logs of the server can show this."
    yield "Whether the same data can be read at another address."
    if case["open_after"] is None:
        yield "When it became open: it was not checked before it was first seen open."
    if case["state"] == "taken_over":
        yield f"Whether it is closed: case {case['continued_as'][:8]} tells this."
    elif case["state"] not in PROVED:
        yield "Whether it is closed: no evidence shows this."
    if finding is None:
        yield f"What it held: t{_erased(d)[1:]}"
        return
    if finding["vantage"]["place"] != "internet":
        yield "Whether it can be reached from the internet: it was not checked from there."
    if finding["size"]["records"] is None and finding["size"]["bytes"] is None:
        yield "How much data there is: the server gives no figure."
    evidence = finding["evidence"]
    yield f"What the rest contains: leftopen read only {format_count(evidence['items'], 'item')}."
    if evidence["left"]:
        yield f"What {format_count(evidence['left'], 'other listed item')} held: not read."
    if evidence["cut"]:
        yield f"What {format_count(evidence['cut'], 'item')} held after their beginning: not read."
    if evidence["failed"]:
        yield f"What {format_count(evidence['failed'], 'unreadable part')} contained."


def _instant(text: str | None) -> datetime | None:
    """None for a text without a time and zone; such a text is printed unchanged."""
    try:
        found = None if text is None else datetime.fromisoformat(text)
    except ValueError:
        return None
    return None if found is None or found.tzinfo is None else found


def _when(moment: str | datetime) -> str:
    at = _instant(moment) if isinstance(moment, str) else moment
    return str(moment) if at is None else format_time(at)


def _shown(value: object) -> object:
    """Every text of the page passes through here."""
    if isinstance(value, Markup) or not isinstance(value, str):
        return value
    return printable(value, LONGEST, lines=True)


def _environment() -> Environment:
    pages = Environment(
        loader=PackageLoader("leftopen", "exports/templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"when": _when, "bytes": format_bytes, "count": format_count}
    return pages


_PAGES = _environment()
_SHEET = _PAGES.get_template("case.css").render()
_STYLE = Markup(_SHEET)  # noqa: S704  our own file, and the policy below holds its digest
_DIGEST = b64encode(hashlib.sha256(_SHEET.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none'"

writer = Writer(suffix=".html", write=write)
