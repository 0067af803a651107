"""What a message is about, as data: for channels that send more than a text, and for what is muted."""

from __future__ import annotations

from leftopen import catalogue
from leftopen.model.case import Case
from leftopen.model.monitor import MonitorEvent
from leftopen.model.notice import NoticeItem
from leftopen.present.printable import printable


def of_case(case: Case, *, change: str = "") -> NoticeItem:
    """An exposure; with `change`, what a monitor saw of it."""
    return NoticeItem(
        endpoint=case.endpoint, address=case.address, port=case.port, title=title(case.check),
        severity=case.severity.value, check=case.check, case=case.id, product=printable(case.product, 80),
        change=change, first_open=case.first_open, last_open=case.last_open, holds=dict(case.holds),
    )  # fmt: skip


def of_event(event: MonitorEvent, case: Case | None) -> NoticeItem:
    """A change that a monitor saw."""
    if case is not None:
        return of_case(case, change=event.kind.value)
    return NoticeItem(
        endpoint=event.endpoint, address=event.address, change=event.kind.value, last_open=event.at,
        title=printable(event.after or event.before, 80),
    )  # fmt: skip


def title(check: str) -> str:
    """The title of a check or shape; its name when it is no longer there."""
    return catalogue.exposure(check).title
