"""The list of changes as a user asked for it: filters, span, day and page of its address. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from leftopen.model.monitor import EventKind
from leftopen.service.monitoring.change_list import ChangeFilter
from leftopen.web.console.http.request import ConsoleRequest

SPANS = (2, 7, 30, 90)
USUAL_SPAN = 30
LONGEST = 300
EARLIEST = date(1970, 1, 1)
_FIELDS = ("q", "monitor", "owner")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeQuery:
    """From the day `first` to the day `last`, of which `day` is chosen (None: all); `kind` None: every kind;
    `fields`: what the address says, without its page."""

    fields: Mapping[str, str]
    first: date
    last: date
    day: date | None
    kind: EventKind | None
    page: int

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def filter(self, monitor: str) -> ChangeFilter:
        """Of every kind and day, so that they can be counted; `monitor` is the id of the named one."""
        return ChangeFilter(
            since=datetime.combine(self.first, time(), UTC),
            until=datetime.combine(self.last + timedelta(days=1), time(), UTC),
            monitor=monitor,
            query=self.fields["q"],
            owner=self.fields["owner"],
        )


def change_query(request: ConsoleRequest) -> ChangeQuery:
    """What can't be read counts as not said."""
    today = request.workspace.clock().date()
    last = min(_date(request.one("until")) or today, today)
    asked = request.one("days")
    days = int(asked) if asked in {str(one) for one in SPANS} else USUAL_SPAN
    first, day = last - timedelta(days=days - 1), _date(request.one("day"))
    kind, page = request.one("kind"), request.one("page")
    fields = {name: request.one(name).strip()[:LONGEST] for name in _FIELDS}
    fields["days"] = "" if days == USUAL_SPAN else str(days)
    fields["until"] = "" if last == today else last.isoformat()
    fields["kind"] = kind if kind in set(EventKind) else ""
    fields["day"] = day.isoformat() if day and first <= day <= last else ""
    return ChangeQuery(
        fields=fields, first=first, last=last, day=day if fields["day"] else None,
        kind=EventKind(kind) if fields["kind"] else None,
        page=max(1, int(page)) if page.isascii() and page.isdigit() and len(page) <= 6 else 1,
    )  # fmt: skip


def _date(text: str) -> date | None:
    try:
        return max(date.fromisoformat(text.strip()), EARLIEST)
    except ValueError:
        return None
