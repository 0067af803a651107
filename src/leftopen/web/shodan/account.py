"""Account endpoints: the key's holder and the remaining credits, which are not counted here."""

from __future__ import annotations

from fastapi import APIRouter

from leftopen.present.timestamps import naive_utc
from leftopen.service.workspace.os_user import os_user
from leftopen.store.records.entities.identity.api_keys import ApiKeys
from leftopen.web.responses import JsonResponse, failure_response
from leftopen.web.shodan.dependencies import OpenDesk, Reader, Scanner

router = APIRouter(tags=["account"])
# The plan whose clients may request many addresses at once.
PLAN = "corp"
CREDITS = 1_000_000
"""Shodan's credits: leftopen counts none, so that the value never changes."""


@router.get("/api-info")
def info(_: Reader) -> JsonResponse:
    """Remaining credits; leftopen does not count any."""
    return JsonResponse(
        {
            "plan": PLAN,
            "query_credits": CREDITS,
            "scan_credits": CREDITS,
            "monitored_ips": CREDITS,
            "unlocked": True,
            "unlocked_left": CREDITS,
            "usage_limits": {"query_credits": -1, "scan_credits": -1, "monitored_ips": -1},
            "https": False,
            "telnet": False,
        }
    )


@router.get("/account/profile")
def profile(key: Reader) -> JsonResponse:
    """The key's name and creation date."""
    return JsonResponse(
        {"member": True, "credits": CREDITS, "display_name": key.key.name, "created": naive_utc(key.key.made)}
    )


@router.get("/org")
def organisation(_: Reader, workspace: OpenDesk) -> JsonResponse:
    """The operator of this leftopen, as the only member."""
    keys = ApiKeys(workspace.store.records).list()
    owner = {"username": os_user(), "email": workspace.settings.contact}
    return JsonResponse(
        {
            "id": "leftopen",
            "name": "leftopen",
            "created": naive_utc(min(key.made for key in keys)),
            "admins": [owner],
            "members": [],
            "upgrade_type": PLAN,
            "domains": [],
            "logo": False,
        }
    )


@router.put("/org/member/{user}")
@router.delete("/org/member/{user}")
def member(_: Scanner, user: str) -> JsonResponse:
    """Refused: there are keys instead."""
    return failure_response(400, "Members are not supported: use leftopen key add and leftopen key remove")
