"""What the sample holds decides where the shape could not."""

from __future__ import annotations

import pytest

from leftopen.model.evidence import Evidence, LabelCount
from leftopen.model.shape import Intent
from leftopen.pipeline.outcome import MANY, held_intent


def _held(label: str, distinct: int, items: int = 40, documents: int | None = None) -> Evidence:
    """In as many documents as there are values, where nothing else is said."""
    within = distinct if documents is None else documents
    held = LabelCount(label=label, count=distinct, distinct=distinct, documents=within)
    return Evidence(holds=(held,), items=items)


@pytest.mark.parametrize(
    ("evidence", "told"),
    [
        (Evidence(), Intent.UNDETERMINED),
        (_held("email_address", MANY - 1), Intent.UNDETERMINED),
        (_held("email_address", MANY), Intent.LEFT_OPEN),
        (_held("email_address", 8, items=8), Intent.LEFT_OPEN),
        (_held("email_address", 4, items=8), Intent.UNDETERMINED),
        (_held("email_address", 6, items=8, documents=4), Intent.LEFT_OPEN),
        (_held("email_address", 6, items=8, documents=1), Intent.UNDETERMINED),
        (_held("email_address", 4, items=1, documents=1), Intent.LEFT_OPEN),
        (_held("email_address", MANY, items=40, documents=1), Intent.LEFT_OPEN),
        (_held("email_address", 2, items=1), Intent.UNDETERMINED),
        (_held("us_ssn", 1), Intent.LEFT_OPEN),
        (_held("us_ssn", 0), Intent.UNDETERMINED),
    ],
)
def test_what_is_undetermined_is_left_open_by_what_it_holds(evidence: Evidence, told: Intent) -> None:
    assert held_intent(Intent.UNDETERMINED, "so", evidence)[0] is told


@pytest.mark.parametrize("intent", [Intent.PUBLISHED, Intent.LEFT_OPEN])
def test_what_a_shape_decided_stays(intent: Intent) -> None:
    assert held_intent(intent, "so", _held("us_ssn", 3)) == (intent, "so")
