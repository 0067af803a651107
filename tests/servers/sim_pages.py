"""A simulated program that is only its pages: each path always gives the same answer, others are missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from tests.servers.real import EMPTY, METADATA, PASSWORD, Expected, RealServer, Running, Spot
from tests.servers.sim_web import Asked, Said, as_json, password_of, serve

Pages = Mapping[str, Said]
NONE: Pages = {}
BASIC = {"www-authenticate": 'Basic realm="made-up"'}
PROXY = Said(status=401, phrase="Unauthorized", headers=BASIC, body=b"401 Authorization Required\n")
"""What a web server in front says, for a program that has no login of its own."""
FASTAPI = as_json({"detail": "Not Found"}, {"server": "uvicorn"}, status=404, phrase="Not Found")
HTML = {"content-type": "text/html; charset=utf-8"}
TEXT = {"content-type": "text/plain; charset=utf-8"}
GO_MISSING = Said(status=404, phrase="Not Found", headers=TEXT, body=b"404 page not found\n")
"""What a server written in Go says of an unknown path."""
MISSING = Said(status=404, phrase="Not Found", headers=HTML, body=b"<h1>Not Found</h1>")


def titled(title: str, head: str = "", headers: Mapping[str, str] = HTML) -> Said:
    """A page in HTML with that title, and this in its head."""
    page = f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body></body></html>"
    return Said(headers={**HTML, **headers}, body=page.encode())


def redirect(to: str, headers: Mapping[str, str] = HTML, *, status: int = 302, phrase: str = "Found") -> Said:
    return Said(status=status, phrase=phrase, headers={"location": to, **headers})


def simulated(
    name: str,
    *,
    product: str,
    pages: Pages,
    records: int | None,
    empty: Pages | None = None,
    closed: Pages = NONE,
    denied: Said | None = None,
    public: Collection[str] = ("/",),
    missing: Said = MISSING,
    opened: Expected = METADATA,
    refused: Expected = PASSWORD,
) -> RealServer:
    """The simulator `sim_NAME` of the check `NAME_open` by its tables.

    `pages` those of the open one; `empty` and `closed` what differs in that mode (`empty` None: there is no
    such mode); `denied` what every path but the `public` ones gives when closed.
    """

    def start(spot: Spot, mode: str) -> Running:
        served = {**pages, **{"empty": empty or NONE, "closed": closed}.get(mode, NONE)}
        refusal = denied if mode == "closed" else None

        def answer(asked: Asked) -> Said:
            if refusal is not None and asked.path not in public and password_of(asked) != spot.password:
                return refusal
            return served.get(asked.path, missing)

        return serve(spot, answer, lambda: f"{len(pages)} pages")

    return RealServer(
        name=f"sim_{name.removesuffix('_open')}",
        module="http",
        product=product,
        check=name,
        modes={"open": opened, "closed": refused} | ({} if empty is None else {"empty": EMPTY}),
        missing=lambda: "",
        start=start,
        records=records,
    )
