"""The account: who asks, and what is left of what nobody counts."""

from __future__ import annotations

from fastapi import APIRouter

from leftopen.model.stamp import naive_utc
from leftopen.service.person import person
from leftopen.web.answers import Answer, failed
from leftopen.web.asked import OpenDesk, Reader, Scanner
from leftopen.web.limits import CREDITS

router = APIRouter(tags=["account"])
# The plan whose clients may ask for many addresses at once.
PLAN = "corp"


@router.get("/api-info")
def info(_: Reader) -> Answer:
    """What may still be asked: everything."""
    return Answer(
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
def profile(key: Reader) -> Answer:
    """The key's name and day."""
    return Answer(
        {"member": True, "credits": CREDITS, "display_name": key.key.name, "created": naive_utc(key.key.made)}
    )


@router.get("/org")
def organisation(_: Reader, desk: OpenDesk) -> Answer:
    """Whoever runs this leftopen, alone."""
    keys = desk.store.records.api_keys.list()
    owner = {"username": person(), "email": desk.settings.contact}
    return Answer(
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
def member(_: Scanner, user: str) -> Answer:
    """Refused: there are keys instead."""
    return failed(400, "There are no members here: use leftopen key add and leftopen key remove")
