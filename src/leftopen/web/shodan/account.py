"""The account: who asks, and what is left of what nobody counts."""

from __future__ import annotations

from fastapi import APIRouter

from leftopen.present.timestamps import naive_utc
from leftopen.service.os_user import os_user
from leftopen.web.responses import JsonResponse, failed
from leftopen.web.shodan.credits import CREDITS
from leftopen.web.shodan.dependencies import OpenDesk, Reader, Scanner

router = APIRouter(tags=["account"])
# The plan whose clients may ask for many addresses at once.
PLAN = "corp"


@router.get("/api-info")
def info(_: Reader) -> JsonResponse:
    """What may still be asked: everything."""
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
    """The key's name and day."""
    return JsonResponse(
        {"member": True, "credits": CREDITS, "display_name": key.key.name, "created": naive_utc(key.key.made)}
    )


@router.get("/org")
def organisation(_: Reader, workspace: OpenDesk) -> JsonResponse:
    """Whoever runs this leftopen, alone."""
    keys = workspace.store.records.api_keys.list()
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
    return failed(400, "Members are not supported: use leftopen key add and leftopen key remove")
