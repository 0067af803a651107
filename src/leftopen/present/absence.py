"""How a service that no longer answers is shown."""

from __future__ import annotations

from leftopen.model.absence import Absence, AbsenceReason
from leftopen.model.facts import Json
from leftopen.model.observation import Observation
from leftopen.present.timestamps import format_utc, format_utc_or_none


def absence_words(absence: Absence) -> str:
    """One short remark, with the first look without an answer; '' when it has answered since."""
    if absence.ended is not None:
        return ""
    host = absence.reason is AbsenceReason.HOST_SILENT
    return f"{'host did not answer' if host else 'gone'} since {absence.since:%Y-%m-%d %H:%M}"


def last_seen(o: Observation, form: str) -> str:
    """The time of the observation in that form of strftime, and since when the service is gone."""
    words = absence_words(o.absence) if o.absence else ""
    return f"{o.timestamp:{form}}" + (f", {words}" if words else "")


def absence_field(absence: Absence | None) -> dict[str, Json] | None:
    """As the object `gone` of a JSON line."""
    if absence is None or absence.ended is not None:
        return None
    return {
        "since": format_utc(absence.since),
        "last_look": format_utc_or_none(absence.last),
        "reason": absence.reason.value,
    }
