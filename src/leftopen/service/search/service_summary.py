"""Summarises one service in a few words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from leftopen.model.facts import Json
from leftopen.model.observation import Observation

MOST = 60
_REALM = re.compile(
    r"^www-authenticate:[ \t]*(?:basic|digest)[^\n]{0,200}?\brealm=\"([^\"\n]{1,200})\"",
    re.ASCII | re.IGNORECASE | re.MULTILINE,
)


def service_summary(o: Observation) -> str:
    """Its remark, the status and title of its page, its authentication realm, the name in its certificate,
    the beginning of its banner."""
    page = f"{_at(o, 'http', 'status')} {_at(o, 'http', 'title')}".strip()
    subject = _at(o, "ssl", "cert", "subject", "CN")
    # The first line of a page's banner repeats its status.
    banner = "" if page else o.data.lstrip().split("\n", 1)[0].strip()
    asked = _REALM.search(o.data) if page else None
    realm = " ".join(asked[1].split()) if asked else ""
    password = f"password required: {realm}" if realm else ""
    descriptions = (o.info, page, password, f"certificate of {subject}" if subject else "", banner)
    return " · ".join(word[:MOST] for word in descriptions if word)


def _at(o: Observation, *path: str) -> str:
    found: Json = dict(o.blocks)
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return " ".join(str(found).split()) if isinstance(found, str | int) else ""
