"""Derives severity from content. The table, in order; the highest line that applies counts:

    the check's own severity             data or metadata were seen
    one step less (never under low)      readable, but empty now
    nothing (info)                       nothing was seen
    the detector's severity              a label was found once; one filled SF-86 is critical by itself
    one step more                        a personal label of medium or high, for 100 different people or more
    high                                 there is mail in files
    medium                               a million records or 100 GB readable, of any kind

So one filled SF-86 outranks a million log lines: size alone never makes more than medium.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leftopen.model.detector import Detector
from leftopen.model.evidence import LabelCount
from leftopen.model.mail import MailFiles
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind

MANY_PEOPLE = 100
MANY_RECORDS = 1_000_000
MANY_BYTES = 100 * 10**9
SCALE = tuple(Severity)


def severity_of(
    base: Severity,
    holds: Iterable[LabelCount],
    size: Size,
    seen: ExposureKind,
    detectors: Mapping[str, Detector],
    mail: tuple[MailFiles, ...] = (),
) -> Severity:
    """The severity of this exposure, by the table above."""
    found = [of_label(detectors[held.label], held.distinct) for held in holds if held.count]
    files = Severity.HIGH if mail else Severity.INFO
    return max((_base(base, seen), _by_size(size, seen), files, *found), key=lambda severity: severity.rank)


def _base(base: Severity, seen: ExposureKind) -> Severity:
    if seen is ExposureKind.NONE:
        return Severity.INFO
    if seen is ExposureKind.EMPTY:
        return SCALE[min(base.rank, max(Severity.LOW.rank, base.rank - 1))]
    return base


def is_many(detector: Detector, distinct: int) -> bool:
    """Whether the number of different people makes it one step more severe."""
    return detector.personal and distinct >= MANY_PEOPLE and detector.severity.rank >= Severity.MEDIUM.rank


def of_label(detector: Detector, distinct: int) -> Severity:
    """Of one kind of data that was found."""
    return SCALE[min(detector.severity.rank + is_many(detector, distinct), Severity.CRITICAL.rank)]


def _by_size(size: Size, seen: ExposureKind) -> Severity:
    large = (size.records or 0) >= MANY_RECORDS or (size.bytes or 0) >= MANY_BYTES
    return Severity.MEDIUM if large and seen is ExposureKind.DATA else Severity.INFO
