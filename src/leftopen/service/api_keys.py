"""Keys of the web interface: made, listed, removed, and known again."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from leftopen.errors import BadRequest
from leftopen.model.api_key import ApiKey, Right
from leftopen.model.facts import Json
from leftopen.model.stamp import maybe, stamp
from leftopen.service.desk import Desk
from leftopen.service.person import person

TOKEN_BYTES = 32
LONGEST_NAME = 64


def add(desk: Desk, name: str, right: Right, until: datetime | None, *, by: str = "") -> tuple[ApiKey, str]:
    """The new key, and its token, which nobody can see again. Raises BadRequest for a name that is taken,
    empty, or longer than 64 characters, and for an end that has passed."""
    if not name.strip() or len(name) > LONGEST_NAME or not name.isprintable():
        raise BadRequest(f"the name of an API key has 1 to {LONGEST_NAME} printable characters")
    if until is not None and until <= desk.clock():
        raise BadRequest(f"an API key until {last_day(until)} would be dead already")
    token = secrets.token_hex(TOKEN_BYTES)
    key = ApiKey(
        id=secrets.token_hex(8), name=name, digest=digest(token), right=right, made=desk.clock(), until=until
    )
    if not desk.store.records.api_keys.add(key):
        raise BadRequest(f"there is an API key {name!r} already; remove it first, or take another name")
    desk.store.records.audit.add(desk.clock(), by or person(), "key add", name, f"{right.value}, {key.id}")
    return key, token


def remove(desk: Desk, name: str, *, by: str = "") -> ApiKey:
    """Raises NotFound."""
    key = desk.store.records.api_keys.remove(name)
    desk.store.records.audit.add(desk.clock(), by or person(), "key remove", name, key.id)
    return key


def last_day(until: datetime) -> str:
    """The day that was given: a key ends with it, at the next midnight."""
    return f"{until - timedelta(microseconds=1):%Y-%m-%d}"


def digest(token: str) -> str:
    """What is kept of a token. It has 256 random bits, so a plain fast digest can't be turned back."""
    return hashlib.blake2b(
        token.encode("utf-8", "replace"), digest_size=32, person=b"leftopen api"
    ).hexdigest()


def line(key: ApiKey) -> dict[str, Json]:
    """`type: key`, without the digest."""
    return {
        "type": "key",
        "id": key.id,
        "name": key.name,
        "right": key.right.value,
        "made": stamp(key.made),
        "until": maybe(key.until),
    }
