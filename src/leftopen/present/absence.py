"""How a service that no longer answers is shown."""

from __future__ import annotations

from leftopen.model.absence import Absence, AbsenceReason
from leftopen.model.facts import Json
from leftopen.present.timestamps import format_utc, format_utc_or_none


def absence_words(absence: Absence | None) -> str:
    """One short remark, with the first look without an answer; '' where the service has answered since."""
    if absence is None or absence.ended is not None:
        return ""
    host = absence.reason is AbsenceReason.HOST_SILENT
    return f"{'host did not answer' if host else 'gone'} since {absence.since:%Y-%m-%d %H:%M}"


def absence_field(absence: Absence | None) -> dict[str, Json] | None:
    """As the object `gone` of a JSON line."""
    if absence is None or absence.ended is not None:
        return None
    return {
        "since": format_utc(absence.since),
        "last_look": format_utc_or_none(absence.last),
        "reason": absence.reason.value,
    }
