"""What an export says of itself: how many records there are, and how many of them it holds.

Searches give a page, or so many records and no more, and some say so in each record. What such a file lacks
may be the read that somebody looks for.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from leftopen.translate import N_, Message

NEXT = (
    "nextlink", "@odata.nextlink", "odata.nextlink", "nexttoken", "cursor", "nextcursor", "skiptoken",
    "$skiptoken", "continuationtoken", "nextcontinuationtoken", "nextmarker", "istruncated",
)  # fmt: skip
"""Members beside a list of records that say that another page follows."""
MISSING, LIMIT, FILTERED = "missing_records", "at_limit", "filtered"
"""Codes of an hour, as in `HourCoverage.why`."""
NAMED = 5


@dataclass(slots=True)
class Export:
    """Of one file, or of all files of a log. `limits`: an export of exactly so many records may be cut.
    `pages`: how many name a page that follows. `kinds`: of records, where a search can leave some out.
    `failed`: a record says that the search failed. `tells`: how many
    records are of messages or files that were read. `found`: by the number of records that a search says it
    found, which of them are here, each by its place in the result and a digest."""

    records: int = 0
    pages: int = 0
    failed: bool = False
    limits: frozenset[int] = frozenset()
    full: list[int] = field(default_factory=list)
    kinds: set[str] = field(default_factory=set)
    found: defaultdict[int, set[tuple[int, int]]] = field(default_factory=lambda: defaultdict(set))
    untold: int = 0
    tells: Counter[str] = field(default_factory=Counter)

    def page(self, around: Mapping[str, object]) -> None:
        """Takes what stands beside a list of records."""
        self.pages += any(bool(value) for name, value in around.items() if name.lower() in NEXT)

    def record(self, kind: str, found: object = None, place: object = None, id: str = "") -> None:
        """Takes a record: how many its search `found`, and its `place` among them; None where it does not
        say."""
        self.records += 1
        self.kinds.add(kind)
        count, at = _number(found), _number(place)
        if count is None or at is None:
            self.untold += 1
        elif not 0 < at <= count:
            self.failed = True
        else:
            self.found[count].add((at, hash(id) if id else self.records))

    def end(self) -> None:
        """The file is read: is it as full as it can be? A count that the records give goes before."""
        if self.untold == self.records and self.records in self.limits:
            self.full.append(self.records)

    def counts(self) -> tuple[int, int]:
        """How many records are here, and how many the searches found. Two searches may have found as many:
        then a place is there twice."""
        held = total = 0
        for count, places in self.found.items():
            searches = max(Counter(at for at, _ in places).values())
            held += len(places)
            total += max(count * searches, len(places))
        return held, total

    def full_searches(self) -> list[int]:
        """Searches that found exactly as many as a search can give."""
        return [*self.full, *sorted(count for count in self.found if count == max(self.limits, default=0))]


def _number(value: object) -> int | None:
    if isinstance(value, str) and value.strip().lstrip("-").isdigit():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def merge_pages(exports: Iterable[Export]) -> Export:
    """Of files that are pages of one export, or several searches."""
    whole = Export()
    for one in exports:
        whole.records += one.records
        whole.pages += one.pages
        whole.failed |= one.failed
        whole.limits |= one.limits
        whole.full += one.full
        whole.kinds |= one.kinds
        whole.untold += one.untold
        whole.tells += one.tells
        for count, places in one.found.items():
            whole.found[count] |= places
    return whole


def silent_on(exports: Collection[Export]) -> tuple[bool, bool]:
    """Do these exports of what users did, which a search can filter, tell nothing of messages, and nothing of
    files? Not where another log may tell of them."""
    with_kinds = [one for one in exports if any(one.kinds)]
    messages = any(not one.tells["messages"] for one in with_kinds)
    return messages, bool(with_kinds) and len(with_kinds) == len(exports) and not any(
        one.tells["files"] for one in with_kinds
    )


def lacks(export: Export) -> str:
    """The code of what it says that it lacks, '' for nothing."""
    held, total = export.counts()
    if export.failed or export.pages or held < total:
        return MISSING
    if export.full_searches():
        return LIMIT
    return FILTERED if len(export.kinds) == 1 and "" not in export.kinds else ""


def sentences(log: str, export: Export) -> Iterator[Message]:
    """What it lacks, with the numbers; nothing where it says nothing of the kind."""
    held, total = export.counts()
    if held < total:
        yield _said(
            log,
            "this export holds {held} of {total} records; {missing} are missing",
            held=held,
            total=total,
            missing=total - held,
        )
    if export.failed:
        yield _said(
            log,
            "a record of this export reports that its search failed; the number of missing records "
            "is not known",
        )
    if export.pages:
        yield _said(
            log,
            "this export holds {records} records and names a further page; records may be missing. Export "
            "all pages into one list",
            records=export.records,
        )
    for count in dict.fromkeys(export.full_searches()):
        yield _said(
            log,
            "this export holds exactly {records} records, the maximum of one search; records may be "
            "missing. Search shorter periods",
            records=count,
        )
    if lacks(export) == FILTERED:
        (kind,) = export.kinds
        yield _said(
            log,
            "this export holds only records of {kind}; an unknown number of others was filtered out. "
            "Export all operations",
            kind=kind,
        )


def _said(log: str, text: str, **values: int | str) -> Message:
    return N_("{log}: {said}.", log=log, said=N_(text, **values))
