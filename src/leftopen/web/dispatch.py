"""Routes requests to Shodan's API, for programs with a key, or to the console, for signed-in users. A request
goes to the API when its path begins with one of the API's prefixes, is one address (InternetDB), or when it
has a key."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from leftopen.model.address import Address

API = frozenset(
    (
        "shodan", "api", "api-info", "account", "org", "dns", "tools", "notifier", "labs", "openapi.json",
        "internetdb", "metrics", "healthz", "changes.atom",
    )
)  # fmt: skip
LONGEST_ADDRESS = 64


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """ASGI. Other events, such as the server's startup, go to the API."""

    api: ASGIApp
    console: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mine = scope["type"] != "http" or of_the_api(scope["path"]) or _brings_a_key(scope["query_string"])
        await (self.api if mine else self.console)(scope, receive, send)


def of_the_api(path: str) -> bool:
    first, _, rest = path.removeprefix("/").partition("/")
    return first in API or (not rest and _is_address(first))


def _brings_a_key(query: bytes) -> bool:
    return query.startswith(b"key=") or b"&key=" in query


def _is_address(word: str) -> bool:
    try:
        Address.parse(word[:LONGEST_ADDRESS])
    except ValueError:
        return False
    return True
