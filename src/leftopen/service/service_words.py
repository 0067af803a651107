"""What one service says of itself, in a few words."""

from __future__ import annotations

from collections.abc import Mapping

from leftopen.model.facts import Json
from leftopen.model.observation import Observation

MOST = 60


def service_words(o: Observation) -> str:
    """Its own remark, status and title of its page, the name in its certificate, how its banner begins."""
    page = f"{_at(o, 'http', 'status')} {_at(o, 'http', 'title')}".strip()
    subject = _at(o, "ssl", "cert", "subject", "CN")
    # The first line of a page's answer is its status once more.
    banner = "" if page else o.data.lstrip().split("\n", 1)[0].strip()
    said = (o.info, page, f"certificate of {subject}" if subject else "", banner)
    return " · ".join(word[:MOST] for word in said if word)


def _at(o: Observation, *path: str) -> str:
    found: Json = dict(o.blocks)
    for step in path:
        found = found.get(step) if isinstance(found, Mapping) else None
    return " ".join(str(found).split()) if isinstance(found, str | int) else ""
