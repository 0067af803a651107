"""The content of a finding, as fields of its JSON line."""

from __future__ import annotations

from collections.abc import Iterable

from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.facts import Json
from leftopen.model.mail import MailFiles
from leftopen.model.size import Size
from leftopen.present.timestamps import format_utc_or_none


def size_field(size: Size) -> dict[str, Json]:
    """`size` of a finding."""
    return {
        "records": size.records,
        "bytes": size.bytes,
        "at_least": size.at_least,
        "oldest": format_utc_or_none(size.oldest),
        "newest": format_utc_or_none(size.newest),
    }


def evidence_field(e: Evidence) -> dict[str, Json]:
    """`evidence` of a finding: counts, masked examples, keyed digests."""
    return {
        "holds": [_held(held) for held in e.holds],
        "items": e.items,
        "bytes": e.bytes,
        "failed": e.failed,
        "left": e.left,
        "cut": e.cut,
        "origins": _counts(e.origins),
        "units": _counts(e.units),
        "severity": e.severity.value,
        "mail": [_mail(files) for files in e.mail],
    }


def _mail(m: MailFiles) -> dict[str, Json]:
    return {
        "kind": m.kind.value,
        "files": m.files,
        "bytes": m.bytes,
        "oldest": format_utc_or_none(m.oldest),
        "newest": format_utc_or_none(m.newest),
    }


def _held(held: LabelCount) -> dict[str, Json]:
    return {
        "label": held.label,
        "count": held.count,
        "distinct": held.distinct,
        "examples": list(held.examples),
        "digests": list(held.digests),
    }


def _counts(pairs: Iterable[tuple[str, int]]) -> list[Json]:
    return [{"name": name, "count": count} for name, count in pairs]
