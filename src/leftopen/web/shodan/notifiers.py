"""Notifiers: /notifier…"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request

from leftopen.service import firings, notifiers
from leftopen.web.alert_shape import firing_line, notifier_line
from leftopen.web.answers import Answer
from leftopen.web.asked import FORM, Form, OpenDesk, Reader, Scanner

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
def listed(key: Reader, desk: OpenDesk) -> Answer:
    """All that were added. Tokens, keys and URLs are masked: they are written, never read."""
    found = [notifier_line(one) for one in notifiers.listed(desk, key)]
    return Answer({"matches": found, "total": len(found)})


@router.get("/notifier/provider")
def providers(_: Reader) -> Answer:
    """The kinds, and what each needs."""
    return Answer({name: {"required": list(wanted)} for name, wanted in notifiers.PROVIDERS.items()})


@router.post("/notifier", openapi_extra=_BODY)
def create(key: Scanner, desk: OpenDesk, form: Form) -> Answer:
    """Add one: `provider`, `description`, and what the provider needs."""
    args = {name: value for name, value in form.items() if name not in _OWN}
    made = notifiers.create(desk, form.get("provider", ""), args, form.get("description", ""), by=key.who)
    return Answer({"success": True, "id": made.id})


@router.get("/notifier/{id}")
def get(key: Reader, desk: OpenDesk, id: Id) -> Answer:
    """One of them; `default` is the setting notify."""
    return Answer(notifier_line(notifiers.get(desk, key, id)))


@router.get("/notifier/{id}/fired")
def fired(key: Reader, desk: OpenDesk, id: Id, page: Annotated[int, Query(ge=1, le=1_000_000)] = 1) -> Answer:
    """What it is to be told, newest first, 100 on a page: nothing is sent, it is kept here."""
    notifiers.get(desk, key, id)
    found, total = firings.of_notifier(desk, key.sight, id, page)
    return Answer({"matches": [firing_line(one) for one in found], "total": total})


@router.put("/notifier/{id}")
def edit(key: Scanner, desk: OpenDesk, id: Id, request: Request) -> Answer:
    """Other values for what the provider needs, in the query string. A mask stands for what is there."""
    notifiers.get(desk, key, id)
    args = {name: value for name, value in request.query_params.items() if name not in ("key", "provider")}
    return Answer({"success": True, "id": notifiers.edit(desk, id, args).id})


@router.delete("/notifier/{id}")
def remove(key: Scanner, desk: OpenDesk, id: Id) -> Answer:
    """Take it away, also from the alerts that use it."""
    notifiers.get(desk, key, id)
    notifiers.remove(desk, id)
    return Answer({"success": True})
