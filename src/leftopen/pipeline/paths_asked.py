"""What the paths that a visit asked of a web server say about a password. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason
from leftopen.model.web_page import Answer
from leftopen.pipeline.crawl_targets import ROBOTS, is_script
from leftopen.wire.http.http_denial import denial

FRONT = "/"
ASKS = frozenset({401, 407})


@dataclass(frozen=True, slots=True, kw_only=True)
class PathsAsked:
    """`pages` were read; `others` than the front page were asked, without what belongs to the login page;
    `all_ask_for_password`: the front page and at least one other path, and no path does not; `unasked`: paths
    that the budget left out; `ended`: why the visit ended early."""

    pages: int = 0
    others: int = 0
    front_refuses: bool = False
    all_ask_for_password: bool = False
    unasked: int = 0
    ended: Reason | None = None


def paths_asked(
    answers: Sequence[Answer], *, front_asks: bool = False, unasked: int = 0, ended: Reason | None = None
) -> PathsAsked:
    """`front_asks`: the front page asked for a password, and is not among the answers."""
    logins = {_login(one.reply) for one in answers} - {""}
    counted = [one for one in answers if not _beside_login(one, logins)]
    front = next((one for one in counted if one.path == FRONT), None)
    others = [one for one in counted if one is not front]
    asks = front_asks or (front is not None and _asks(front.reply))
    every = asks and bool(others) and len(logins) <= 1 and all(_asks(one.reply) for one in others)
    return PathsAsked(
        pages=sum(200 <= one.reply.status < 300 for one in answers),
        others=len(others),
        front_refuses=asks or (front is not None and _refuses(front.reply)),
        all_ask_for_password=every and ended is None,
        unasked=unasked,
        ended=ended,
    )


def _asks(reply: Reply) -> bool:
    """Does it ask for a password without showing a page? A page with a password field may show more."""
    return reply.status in ASKS or bool(_login(reply))


def _refuses(reply: Reply) -> bool:
    return reply.status >= 300 and denial(reply) is not None


def _login(reply: Reply) -> str:
    """Where it redirects to a login; ''."""
    refused = denial(reply) if 300 <= reply.status < 400 else None
    return reply.header("location").partition("?")[0].partition("#")[0] if refused is not None else ""


def _beside_login(answer: Answer, logins: set[str]) -> bool:
    """The login page itself, and what any page may load or any robot read."""
    if answer.path == ROBOTS or is_script(answer) or answer.kind.startswith(("image/", "text/css")):
        return True
    place = answer.path.partition("?")[0].rstrip("/")
    known = bool(place) and any(login.rstrip("/").endswith(place) for login in logins)
    return known and answer.reply.status == 200 and denial(answer.reply) is not None
