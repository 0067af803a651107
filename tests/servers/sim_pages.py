"""A simulated program that is only its pages: each path always gives the same answer, others are missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tests.servers.real import Running, Spot
from tests.servers.sim_web import Asked, Said, as_json, password_of, serve

BASIC = {"www-authenticate": 'Basic realm="made-up"'}
PROXY = Said(status=401, phrase="Unauthorized", headers=BASIC, body=b"401 Authorization Required\n")
"""What a web server in front says, for a program that has no login of its own."""
FASTAPI = as_json({"detail": "Not Found"}, {"server": "uvicorn"}, status=404, phrase="Not Found")


def serve_pages(
    spot: Spot,
    pages: Mapping[str, Said],
    missing: Said,
    *,
    denied: Said | None = None,
    public: Collection[str] = ("/",),
) -> Running:
    """`denied` is what every path but the `public` ones gives without the spot's password; None: open."""

    def answer(asked: Asked) -> Said:
        if denied is not None and asked.path not in public and password_of(asked) != spot.password:
            return denied
        return pages.get(asked.path, missing)

    return serve(spot, answer, lambda: f"{len(pages)} pages")
