"""Of several shapes that one visit sees, the one that tells most comes first."""

from __future__ import annotations

from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.pipeline.crawl import Sighting
from tests.shapes.made_up import EMPTY


def seen(shape: str, severity: Severity, records: int, intent: Intent = Intent.UNDETERMINED) -> Sighting:
    match = ShapeMatch(kind=ExposureKind.DATA, said="x", intent=intent, why="x", size=Size(records=records))
    return Sighting(shape=shape, match=match, answer=EMPTY, severity=severity)


def best(*sightings: Sighting) -> str:
    return max(sightings, key=lambda one: one.rank).shape


def test_a_telling_shape_comes_before_more_records() -> None:
    assert (
        best(seen("records", Severity.LOW, 900), seen("source_repository", Severity.MEDIUM, 3))
        == "source_repository"
    )


def test_what_was_left_open_comes_before_a_severer_shape() -> None:
    assert best(seen("a", Severity.CRITICAL, 9), seen("b", Severity.LOW, 1, Intent.LEFT_OPEN)) == "b"


def test_of_one_severity_more_records_come_first() -> None:
    assert best(seen("a", Severity.LOW, 9), seen("b", Severity.LOW, 10)) == "b"
