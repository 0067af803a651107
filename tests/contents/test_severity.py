from __future__ import annotations

import pytest

from leftopen.catalogue import detectors
from leftopen.contents.severity import severity_of
from leftopen.model.evidence import LabelCount
from leftopen.model.severity import Severity
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind

DETECTORS = detectors()
LOGS = Size(records=1_000_000)
NO_SIZE = Size()


def weight(
    base: Severity, *holds: LabelCount, size: Size = NO_SIZE, seen: ExposureKind = ExposureKind.DATA
) -> Severity:
    return severity_of(base, holds, size, seen, DETECTORS)


def held(label: str, count: int = 1) -> LabelCount:
    return LabelCount(label=label, count=count, distinct=count)


def test_one_filled_sf86_outranks_a_million_log_lines() -> None:
    assert weight(Severity.LOW, held("sf86")).rank > weight(Severity.LOW, size=LOGS).rank


def test_a_blank_form_adds_nothing() -> None:
    assert weight(Severity.LOW, held("sf86_blank")) is Severity.LOW


@pytest.mark.parametrize(
    ("base", "seen", "expected"),
    [
        (Severity.HIGH, ExposureKind.EMPTY, Severity.MEDIUM),
        (Severity.LOW, ExposureKind.EMPTY, Severity.LOW),
        (Severity.INFO, ExposureKind.EMPTY, Severity.INFO),
        (Severity.HIGH, ExposureKind.METADATA, Severity.HIGH),
        (Severity.HIGH, ExposureKind.NONE, Severity.INFO),
    ],
)
def test_what_was_seen_bounds_the_base(base: Severity, seen: ExposureKind, expected: Severity) -> None:
    assert weight(base, seen=seen) is expected


def test_many_people_make_it_worse() -> None:
    assert weight(Severity.LOW, held("us_ssn", 99)) is Severity.HIGH
    assert weight(Severity.LOW, held("us_ssn", 100)) is Severity.CRITICAL
    assert weight(Severity.LOW, held("email_address", 5000)) is Severity.LOW


def test_size_alone_is_medium_at_most() -> None:
    assert weight(Severity.INFO, size=Size(bytes=3 * 10**12)) is Severity.MEDIUM
    assert weight(Severity.INFO, size=Size(records=10), seen=ExposureKind.DATA) is Severity.INFO
