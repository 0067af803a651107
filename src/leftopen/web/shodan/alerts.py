"""Network alerts: /shodan/alert…"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from leftopen.errors import NotFound
from leftopen.model.alert import Alert
from leftopen.model.facts import Json
from leftopen.service import alerts, firings, notifiers
from leftopen.service.desk import Desk
from leftopen.service.key_holders import Holder
from leftopen.service.triggers import TRIGGERS
from leftopen.web.alert_shape import alert_line, firing_line
from leftopen.web.answers import Answer
from leftopen.web.asked import OpenDesk, Reader, Scanner

router = APIRouter(tags=["alerts"])
Word = Annotated[str, Path(max_length=2000)]


class Filters(BaseModel):
    """One address or network, or a list of them."""

    ip: str | list[str]

    def networks(self) -> list[str]:
        return [self.ip] if isinstance(self.ip, str) else self.ip


class NewAlert(BaseModel):
    name: str
    filters: Filters
    expires: int = Field(default=0, description="Seconds; 0: never.")


class Edited(BaseModel):
    filters: Filters


@router.post("/shodan/alert")
def create(key: Scanner, desk: OpenDesk, asked: NewAlert) -> Answer:
    """Watch addresses."""
    alerts.check_in_sight(key.sight, asked.filters.networks())
    made = alerts.create(desk, asked.name, asked.filters.networks(), asked.expires)
    return Answer(_line(desk, key, made))


@router.get("/shodan/alert/info")
def listed(key: Reader, desk: OpenDesk, include_expired: bool = True) -> Answer:
    """All alerts that the key sees, oldest first."""
    found = alerts.listed(desk, expired=include_expired)
    return Answer([_line(desk, key, alert) for alert in found if alerts.in_sight(alert, key.sight)])


@router.get("/shodan/alert/triggers")
def triggers(_: Reader) -> Answer:
    """What an alert can look out for."""
    return Answer([{"name": t.name, "rule": t.rule, "description": t.description} for t in TRIGGERS.values()])


@router.get("/shodan/alert/{id}/info")
def info(key: Reader, desk: OpenDesk, id: Word) -> Answer:
    """One alert."""
    return Answer(_line(desk, key, alerts.get(desk, key.sight, id)))


@router.get("/shodan/alert/{id}/fired")
def fired(
    key: Reader, desk: OpenDesk, id: Word, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> Answer:
    """What its triggers fired about while the server ran, newest first, 100 on a page."""
    alerts.get(desk, key.sight, id)
    found, total = firings.of_alert(desk, key.sight, id, page)
    return Answer({"matches": [firing_line(one) for one in found], "total": total})


@router.post("/shodan/alert/{id}")
def edit(key: Scanner, desk: OpenDesk, id: Word, asked: Edited) -> Answer:
    """Watch other addresses instead."""
    alerts.get(desk, key.sight, id)
    alerts.check_in_sight(key.sight, asked.filters.networks())
    return Answer(_line(desk, key, alerts.edit(desk, id, asked.filters.networks())))


@router.delete("/shodan/alert/{id}")
def remove(key: Scanner, desk: OpenDesk, id: Word) -> Answer:
    """Watch no longer."""
    alerts.get(desk, key.sight, id)
    desk.store.records.alerts.remove(id)
    return _well()


@router.put("/shodan/alert/{id}/trigger/{names}")
def enable(key: Scanner, desk: OpenDesk, id: Word, names: Word) -> Answer:
    """Turn triggers on, with commas between them."""
    alerts.get(desk, key.sight, id)
    alerts.enable(desk, id, names.split(","))
    return _well()


@router.delete("/shodan/alert/{id}/trigger/{names}")
def disable(key: Scanner, desk: OpenDesk, id: Word, names: Word) -> Answer:
    """Turn triggers off."""
    alerts.get(desk, key.sight, id)
    alerts.disable(desk, id, names.split(","))
    return _well()


@router.put("/shodan/alert/{id}/trigger/{name}/ignore/{service}")
def ignore(key: Scanner, desk: OpenDesk, id: Word, name: Word, service: Word) -> Answer:
    """A trigger stays silent about ADDRESS:PORT."""
    alerts.get(desk, key.sight, id)
    alerts.ignore(desk, id, name, service)
    return _well()


@router.put("/shodan/alert/{id}/trigger/{name}/ignore/{service}/{vulns}")
def ignore_vulns(key: Scanner, desk: OpenDesk, id: Word, name: Word, service: Word, vulns: Word) -> Answer:
    """A trigger stays silent about these vulnerabilities of ADDRESS:PORT."""
    alerts.get(desk, key.sight, id)
    alerts.ignore(desk, id, name, service, [cve for cve in vulns.split(",") if cve])
    return _well()


@router.delete("/shodan/alert/{id}/trigger/{name}/ignore/{service}")
def unignore(key: Scanner, desk: OpenDesk, id: Word, name: Word, service: Word) -> Answer:
    """A trigger speaks of ADDRESS:PORT again."""
    alerts.get(desk, key.sight, id)
    alerts.unignore(desk, id, name, service)
    return _well()


@router.put("/shodan/alert/{id}/notifier/{notifier}")
def add_notifier(key: Scanner, desk: OpenDesk, id: Word, notifier: Word) -> Answer:
    """Use a notifier for an alert."""
    alerts.get(desk, key.sight, id)
    if key.sight.networks:
        notifiers.get(desk, key, notifier)
    alerts.add_notifier(desk, id, notifier)
    return _well()


@router.delete("/shodan/alert/{id}/notifier/{notifier}")
def remove_notifier(key: Scanner, desk: OpenDesk, id: Word, notifier: Word) -> Answer:
    """Use it no longer."""
    alerts.get(desk, key.sight, id)
    alerts.remove_notifier(desk, id, notifier)
    return _well()


def _line(desk: Desk, key: Holder, alert: Alert) -> dict[str, Json]:
    """With those of its notifiers that the key sees."""
    known = {}
    for id in alert.notifiers:
        try:
            known[id] = notifiers.get(desk, key, id)
        except NotFound:
            continue
    return alert_line(alert, desk.clock(), known)


def _well() -> Answer:
    return Answer({"success": True})
