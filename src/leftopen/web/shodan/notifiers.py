"""Notifier endpoints: /notifier…"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from leftopen.service.alerts import alert_events, notifiers
from leftopen.web.responses import JsonResponse
from leftopen.web.shodan.alert_json import alert_event_line, notifier_line
from leftopen.web.shodan.dependencies import FORM, Form, OpenDesk, Reader, Scanner

router = APIRouter(tags=["notifiers"])
Id = Annotated[str, Path(max_length=64)]
_BODY: dict[str, Any] = {
    "requestBody": {
        "content": {
            FORM: {
                "schema": {
                    "type": "object",
                    "required": ["provider"],
                    "properties": {
                        "provider": {"type": "string", "enum": list(notifiers.PROVIDERS)},
                        "description": {"type": "string"},
                    },
                    "additionalProperties": {"type": "string"},
                }
            }
        }
    }
}
_OWN = frozenset(("key", "provider", "description"))


@router.get("/notifier")
def listed(key: Reader, workspace: OpenDesk) -> JsonResponse:
    """All notifiers. Tokens, keys and URLs are masked: they can be written, never read."""
    found = [notifier_line(one) for one in notifiers.list_visible(workspace, key)]
    return JsonResponse({"matches": found, "total": len(found)})


@router.get("/notifier/provider")
def providers(_: Reader) -> JsonResponse:
    """The providers and their arguments."""
    return JsonResponse({name: {"required": [wanted]} for name, (wanted, _) in notifiers.PROVIDERS.items()})


@router.post("/notifier", openapi_extra=_BODY)
def create(key: Scanner, workspace: OpenDesk, form: Form) -> JsonResponse:
    """Create one: `provider`, `description`, and the provider's arguments."""
    args = {name: value for name, value in form.items() if name not in _OWN}
    made = notifiers.create(
        workspace, form.get("provider", ""), args, form.get("description", ""), by=key.who,
        may_tell=key.may_tell,
    )  # fmt: skip
    return JsonResponse({"success": True, "id": made.id})


@router.get("/notifier/{id}")
def get(key: Reader, workspace: OpenDesk, id: Id) -> JsonResponse:
    """One notifier; `default` is the setting notify."""
    return JsonResponse(notifier_line(notifiers.get(workspace, key, id)))


@router.get("/notifier/{id}/fired")
def fired(
    key: Reader, workspace: OpenDesk, id: Id, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1
) -> JsonResponse:
    """Its events, newest first, 100 per page. What it was told of them is in the outbox."""
    notifiers.get(workspace, key, id)
    found, total = alert_events.of_notifier(workspace, key.visibility, id, page)
    return JsonResponse({"matches": [alert_event_line(one) for one in found], "total": total})


@router.put("/notifier/{id}")
def edit(key: Scanner, workspace: OpenDesk, id: Id, request: Request) -> JsonResponse:
    """Change the provider's arguments, in the query string. A masked value stays unchanged."""
    notifiers.get(workspace, key, id)
    args = {name: value for name, value in request.query_params.items() if name not in ("key", "provider")}
    changed = notifiers.edit(workspace, id, args, may_tell=key.may_tell)
    return JsonResponse({"success": True, "id": changed.id})


@router.delete("/notifier/{id}")
def remove(key: Scanner, workspace: OpenDesk, id: Id) -> JsonResponse:
    """Delete it, and detach it from all alerts."""
    notifiers.get(workspace, key, id)
    notifiers.remove(workspace, id)
    return JsonResponse({"success": True})
