"""The hours in which only urgent messages leave: `22:00-07:00`, or `22:00-07:00 Europe/Berlin`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from leftopen.errors import BadSetting
from leftopen.formats.time_zone import time_zone

_TIME = r"([01][0-9]|2[0-3]):([0-5][0-9])"
_FORM = re.compile(rf"{_TIME}-{_TIME}(?: ([A-Za-z0-9_+/-]{{1,60}}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """Every day from `start` to `end`, which may be on the next day."""

    start: time
    end: time
    zone: tzinfo

    def until(self, now: datetime) -> datetime | None:
        """When the quiet hours that `now` is in end; None outside of them."""
        here = now.astimezone(self.zone)
        if not self._quiet(here.time()):
            return None
        day = here.date() if here.time() < self.end else here.date() + timedelta(days=1)
        end = datetime.combine(day, self.end, self.zone)
        # When clocks go back an hour comes twice: an end in its first one may be over already.
        ends = (end.astimezone(UTC), end.replace(fold=1).astimezone(UTC))
        return next((at for at in ends if at > now), None)

    def _quiet(self, at: time) -> bool:
        if self.start < self.end:
            return self.start <= at < self.end
        return at >= self.start or at < self.end


def parse(text: str) -> QuietHours | None:
    """None for ''. Times are UTC unless a zone is named. Raises BadSetting."""
    if not text:
        return None
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise BadSetting(f"quiet_hours is {text!r}; use 22:00-07:00 or 22:00-07:00 Europe/Berlin")
    start, end = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if start == end:
        raise BadSetting(f"quiet_hours is {text!r}; it must begin and end at different times")
    try:
        zone = time_zone(found[5] or "")
    except ValueError as error:
        raise BadSetting(f"quiet_hours: {error}") from None
    return QuietHours(start=start, end=end, zone=zone)
