"""How a service that no longer answers is shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leftopen.model.absence import Absence, AbsenceReason
from leftopen.present.absence import absence_field, absence_words
from leftopen.present.observation_json import observation_line
from tests.store.samples import NOON, seen

ABSENCE = Absence(
    service="", address="192.0.2.7", port=80, transport="tcp", since=NOON + timedelta(hours=1),
    last=NOON + timedelta(hours=3), reason=AbsenceReason.SILENT,
)  # fmt: skip


def test_it_has_its_date_and_only_a_silent_host_is_not_called_gone() -> None:
    assert absence_words(ABSENCE) == "gone since 2023-02-08 13:00"
    silent = replace(ABSENCE, reason=AbsenceReason.HOST_SILENT)
    assert absence_words(silent) == "host did not answer since 2023-02-08 13:00"
    assert absence_words(replace(ABSENCE, ended=NOON)) == absence_words(None) == ""


def test_a_line_names_it() -> None:
    assert observation_line(seen())["gone"] is None
    assert observation_line(replace(seen(), absence=ABSENCE))["gone"] == {
        "since": "2023-02-08T13:00:00.123456Z",
        "last_look": "2023-02-08T15:00:00.123456Z",
        "reason": "silent",
    }
    assert absence_field(replace(ABSENCE, ended=NOON)) is None
