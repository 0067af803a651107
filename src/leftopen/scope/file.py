"""Reads a list of authorisations as CSV, the form in which a security team has them.

Header row, in any order: `target`, `authorised_by`, `until` (YYYY-MM-DD) are required; `org`, `contact`,
`read`, `anonymous`, `max_rate`, `note` are optional.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from leftopen.errors import BadAddress, BadScope
from leftopen.model.identity import digest
from leftopen.model.read_level import ReadLevel
from leftopen.model.scope import Effect, NotifyPolicy, ScopeRecord
from leftopen.scope import canonical

NEEDED = ("target", "authorised_by", "until")
KNOWN = (*NEEDED, "org", "contact", "read", "anonymous", "max_rate", "note", "one_machine", "notify")
_YES = ("yes", "true", "1")
MAX_ROWS = 100_000
# The longest name, address or note. Every record is read at every check of the scope.
LONGEST = 1000


def record(
    target: str,
    *,
    authorised_by: str,
    until: datetime | None,
    now: datetime,
    effect: Effect = Effect.ALLOW,
    level: ReadLevel = ReadLevel.LISTING,
    anonymous: bool = False,
    rate: int = 0,
    org: str = "",
    contact: str = "",
    note: str = "",
    dark: bool = False,
    one_machine: bool = False,
    notify: NotifyPolicy = NotifyPolicy.NO,
    port: int = 0,
) -> ScopeRecord:
    """One validated record. Raises BadAddress or BadScope in one clear line."""
    name = (
        str(canonical.scoped_network(target))
        if canonical.looks_numeric(target)
        else canonical.host_name(target)
    )
    if effect is Effect.ALLOW and not authorised_by.strip():
        raise BadScope(f"{target}: name who authorised the scan (--authorised-by)")
    _require_future(target, effect, until, now)
    _require_short(target, (authorised_by, org, contact, note))
    if rate < 0:
        raise BadScope(f"{target}: max_rate cannot be negative")
    return ScopeRecord(
        id=digest(effect, name, authorised_by, now.isoformat(), *([str(port)] if port else [])),
        effect=effect,
        target=name,
        authorised_by=authorised_by.strip(),
        added=now,
        until=until,
        org=org,
        contact=contact,
        level=level,
        anonymous=anonymous,
        rate=rate,
        dark=dark,
        one_machine=one_machine,
        note=note,
        notify=notify,
        port=port,
    )


def _require_future(target: str, effect: Effect, until: datetime | None, now: datetime) -> None:
    if until is not None and until <= now:
        what = "authorisation" if effect is Effect.ALLOW else "exclusion"
        raise BadScope(f"{target}: the {what} has already expired, at {until:%Y-%m-%d %H:%M} UTC")


def _require_short(target: str, texts: tuple[str, ...]) -> None:
    long = next((text for text in texts if len(text) > LONGEST), "")
    if long:
        raise BadScope(f"{target}: {long[:40]!r}… is longer than {LONGEST:,} characters")


def day(text: str) -> datetime:
    """`YYYY-MM-DD`, through the end of that day, UTC. Raises BadScope."""
    if not text.strip():
        raise BadScope("the end date is missing (example: 2027-01-31)")
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").replace(tzinfo=UTC) + timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadScope(f"{text!r} is not a valid date (example: 2027-01-31)") from None


def parse(text: str, now: datetime) -> list[ScopeRecord]:
    """All records, or BadScope naming the first bad line; a partly invalid list adds nothing."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))
    header = [name.strip() for name in rows.fieldnames or ()]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise BadScope(f"line 1: column {missing[0]!r} is missing; required columns: {', '.join(NEEDED)}")
    strange = [name for name in header if name not in KNOWN]
    if strange:
        raise BadScope(f"line 1: unknown column {strange[0]!r}; known columns: {', '.join(KNOWN)}")
    records = []
    try:
        for number, row in enumerate(rows, start=1):
            if number > MAX_ROWS:
                raise BadScope(f"more than {MAX_ROWS:,} lines")
            try:
                records.append(_row({(k or "").strip(): v for k, v in row.items()}, now))
            except (BadAddress, BadScope) as error:
                raise BadScope(f"line {rows.line_num}: {error}") from None
    except csv.Error as error:
        raise BadScope(f"line {rows.line_num}: {error}") from None
    return records


def _row(row: Mapping[str, object], now: datetime) -> ScopeRecord:
    cell = {name: value.strip() if isinstance(value, str) else "" for name, value in row.items()}
    if "" in cell:
        raise BadScope("more values than columns")
    read, rate = cell.get("read", "") or ReadLevel.LISTING, cell.get("max_rate", "") or "0"
    notify = cell.get("notify", "") or NotifyPolicy.NO
    if notify not in list(NotifyPolicy):
        raise BadScope(f"notify is {notify!r}; must be one of {', '.join(NotifyPolicy)}")
    if read not in list(ReadLevel):
        raise BadScope(f"read is {read!r}; must be one of {', '.join(ReadLevel)}")
    if not (rate.isascii() and rate.isdigit() and len(rate) < 10):
        raise BadScope(f"max_rate is {rate!r}; must be a number of packets per second")
    return record(
        cell["target"],
        authorised_by=cell["authorised_by"],
        until=day(cell["until"]),
        now=now,
        level=ReadLevel(read),
        anonymous=cell.get("anonymous", "").lower() in _YES,
        rate=int(rate),
        org=cell.get("org", ""),
        contact=cell.get("contact", ""),
        note=cell.get("note", ""),
        one_machine=cell.get("one_machine", "").lower() in _YES,
        notify=NotifyPolicy(notify),
    )
