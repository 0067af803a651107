"""Network alerts: /shodan/alert…"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from leftopen.errors import NotFound
from leftopen.model.alert import Alert
from leftopen.model.facts import Json
from leftopen.service.alerts import alert_events, alerts, notifiers
from leftopen.service.alerts.triggers import TRIGGERS
from leftopen.service.identity.key_holders import Holder
from leftopen.service.workspace.workspace import Workspace
from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.alert_json import alert_event_line, alert_line
from leftopen.web.shodan.dependencies import OpenDesk, Reader, Scanner

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
    expires: int = Field(default=0, description="Seconds until the alert expires (0: never).")


class Edited(BaseModel):
    filters: Filters


@router.post("/shodan/alert")
def create(key: Scanner, workspace: OpenDesk, asked: NewAlert) -> JsonResponse:
    """Watch addresses."""
    alerts.check_in_sight(key.visibility, asked.filters.networks())
    made = alerts.create(workspace, asked.name, asked.filters.networks(), asked.expires)
    return JsonResponse(_line(workspace, key, made))


@router.get("/shodan/alert/info")
def listed(key: Reader, workspace: OpenDesk, include_expired: bool = True) -> JsonResponse:
    """All alerts that the key may see, oldest first."""
    found = alerts.list_alerts(workspace, expired=include_expired)
    return JsonResponse(
        [_line(workspace, key, alert) for alert in found if alerts.in_sight(alert, key.visibility)]
    )


@router.get("/shodan/alert/triggers")
def triggers(_: Reader) -> JsonResponse:
    """The available triggers."""
    return JsonResponse(
        [{"name": t.name, "rule": t.rule, "description": t.description} for t in TRIGGERS.values()]
    )


@router.get("/shodan/alert/{id}/info")
def info(key: Reader, workspace: OpenDesk, id: Word) -> JsonResponse:
    """One alert."""
    return JsonResponse(_line(workspace, key, alerts.get(workspace, key.visibility, id)))


@router.get("/shodan/alert/{id}/fired")
def fired(
    key: Reader, workspace: OpenDesk, id: Word, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> JsonResponse:
    """Events of its triggers while the server ran, newest first, 100 per page."""
    alerts.get(workspace, key.visibility, id)
    found, total = alert_events.of_alert(workspace, key.visibility, id, page)
    return JsonResponse({"matches": [alert_event_line(one) for one in found], "total": total})


@router.post("/shodan/alert/{id}")
def edit(key: Scanner, workspace: OpenDesk, id: Word, asked: Edited) -> JsonResponse:
    """Replace the watched addresses."""
    alerts.get(workspace, key.visibility, id)
    alerts.check_in_sight(key.visibility, asked.filters.networks())
    return JsonResponse(_line(workspace, key, alerts.edit(workspace, id, asked.filters.networks())))


@router.delete("/shodan/alert/{id}")
def remove(key: Scanner, workspace: OpenDesk, id: Word) -> JsonResponse:
    """Delete an alert."""
    alerts.get(workspace, key.visibility, id)
    alerts.remove(workspace, id)
    return _well()


@router.put("/shodan/alert/{id}/trigger/{names}")
def enable(key: Scanner, workspace: OpenDesk, id: Word, names: Word) -> JsonResponse:
    """Turn triggers on, separated by commas."""
    alerts.get(workspace, key.visibility, id)
    alerts.enable(workspace, id, names.split(","))
    return _well()


@router.delete("/shodan/alert/{id}/trigger/{names}")
def disable(key: Scanner, workspace: OpenDesk, id: Word, names: Word) -> JsonResponse:
    """Turn triggers off, separated by commas."""
    alerts.get(workspace, key.visibility, id)
    alerts.disable(workspace, id, names.split(","))
    return _well()


@router.put("/shodan/alert/{id}/trigger/{name}/ignore/{service}")
def ignore(key: Scanner, workspace: OpenDesk, id: Word, name: Word, service: Word) -> JsonResponse:
    """Make a trigger ignore ADDRESS:PORT."""
    alerts.get(workspace, key.visibility, id)
    alerts.ignore(workspace, id, name, service)
    return _well()


@router.put("/shodan/alert/{id}/trigger/{name}/ignore/{service}/{vulns}")
def ignore_vulns(
    key: Scanner, workspace: OpenDesk, id: Word, name: Word, service: Word, vulns: Word
) -> JsonResponse:
    """Make a trigger ignore these vulnerabilities of ADDRESS:PORT."""
    alerts.get(workspace, key.visibility, id)
    alerts.ignore(workspace, id, name, service, [cve for cve in vulns.split(",") if cve])
    return _well()


@router.delete("/shodan/alert/{id}/trigger/{name}/ignore/{service}")
def unignore(key: Scanner, workspace: OpenDesk, id: Word, name: Word, service: Word) -> JsonResponse:
    """Make a trigger report ADDRESS:PORT again."""
    alerts.get(workspace, key.visibility, id)
    alerts.unignore(workspace, id, name, service)
    return _well()


@router.put("/shodan/alert/{id}/notifier/{notifier}")
def add_notifier(key: Scanner, workspace: OpenDesk, id: Word, notifier: Word) -> JsonResponse:
    """Attach a notifier to an alert."""
    alerts.get(workspace, key.visibility, id)
    if key.visibility.networks:
        notifiers.get(workspace, key, notifier)
    alerts.add_notifier(workspace, id, notifier, may_tell=key.may_tell)
    return _well()


@router.delete("/shodan/alert/{id}/notifier/{notifier}")
def remove_notifier(key: Scanner, workspace: OpenDesk, id: Word, notifier: Word) -> JsonResponse:
    """Detach a notifier from an alert."""
    alerts.get(workspace, key.visibility, id)
    alerts.remove_notifier(workspace, id, notifier)
    return _well()


def _line(workspace: Workspace, key: Holder, alert: Alert) -> dict[str, Json]:
    """With the notifiers that the key may see."""
    known = {}
    for id in alert.notifiers:
        try:
            known[id] = notifiers.get(workspace, key, id)
        except NotFound:
            continue
    return alert_line(alert, workspace.clock(), known)


def _well() -> JsonResponse:
    return JsonResponse({"success": True})
