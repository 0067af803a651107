"""Who may go in. Whatever is not allowed here is refused: a page that says nothing is no page at all."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.responses import Response

from leftopen.model.user import Stage
from leftopen.web.console.address import origin_of, path_of, with_query
from leftopen.web.console.asked import Asked
from leftopen.web.console.route import Open, Route

SECOND = "/me/second"
# What somebody may do who must set a second factor first.
_BEFORE_IT = frozenset(
    (
        SECOND,
        "/sign-out",
        "/unlock",
        "/me/look",
        "/me/passkeys/new",
        "/me/passkeys/options",
        "/me/passkeys/add",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused(Exception):
    """An answer instead of the page."""

    answer: Response


def csrf_of(token: str) -> str:
    """What a form of this sitting must send back. It can't be guessed without the cookie, which no other
    origin can read."""
    return hashlib.blake2b(
        token.encode("utf-8", "replace"), digest_size=20, person=b"leftopen csrf"
    ).hexdigest()


def enter(asked: Asked, route: Route) -> None:
    """Before the form is read. Raises Refused. Origins come first: another site's page learns nothing, not
    even who is signed in."""
    if route.method != "GET":
        _same_origin(asked)
    if route.needs is not Open.ANYBODY:
        _signed_in(asked, route)


def check(asked: Asked, route: Route) -> None:
    """Once the form is there. Raises Refused."""
    if route.method != "GET" and not _of_this_sitting(asked):
        raise Refused(answer=_no(asked, 403, "This form is not of this sitting: load the page again."))
    if route.unlocked and not asked.unlocked:
        back = (
            asked.path if route.method == "GET" else path_of(asked.headers.get("referer", ""), _host(asked))
        )
        raise Refused(answer=asked.to("/unlock", next=back))


def _signed_in(asked: Asked, route: Route) -> None:
    sitting, user = asked.sitting, asked.user
    if sitting is None or user is None:
        raise Refused(answer=_sign_in(asked))
    if (sitting.stage is Stage.CODE) is not (route.needs is Open.HALF):
        raise Refused(answer=asked.to("/sign-in/code" if sitting.stage is Stage.CODE else "/"))
    if isinstance(route.needs, Open):
        return
    if asked.house.manner.strict and not (asked.guarded or sitting.both) and asked.path not in _BEFORE_IT:
        raise Refused(answer=asked.to(SECOND))
    if not user.may(route.needs):
        raise Refused(answer=_no(asked, 403, "Your role does not include this."))


def nowhere(asked: Asked) -> Response:
    """A page that is not there: whoever is not signed in can't tell it from one that is."""
    signed_in = asked.sitting is not None and asked.sitting.stage is Stage.WHOLE
    return _no(asked, 404, "There is nothing here.") if signed_in else _sign_in(asked)


def _sign_in(asked: Asked) -> Response:
    if asked.json or asked.method != "GET":
        return _no(asked, 401, "Sign in first.")
    query = urlencode(asked.query)
    back = with_query("/sign-in", {"next": f"{asked.path}?{query}" if query else asked.path})
    return asked.to(back if asked.path != "/" else "/sign-in")


def _of_this_sitting(asked: Asked) -> bool:
    return asked.sitting is None or hmac.compare_digest(
        dict(asked.form).get("csrf", "").encode(), asked.csrf.encode()
    )


def _same_origin(asked: Asked) -> None:
    """A browser says where a form comes from; who says nothing is no browser, and has the API."""
    origin, site = asked.headers.get("origin"), asked.headers.get("sec-fetch-site")
    scheme = "https" if asked.house.manner.tls else "http"
    known = origin is not None or site is not None
    right_site = site in (None, "same-origin")
    right_origin = origin is None or origin_of(origin) == (scheme, _host(asked))
    if not (known and right_site and right_origin):
        raise Refused(answer=_no(asked, 403, "This form comes from another place."))


def _host(asked: Asked) -> str:
    return asked.headers.get("host", "").lower()


def _no(asked: Asked, status: int, sentence: str) -> Response:
    if asked.json:
        return asked.lines({"error": sentence}, status)
    return asked.draw("refused.html", status, sentence=asked.t(sentence))
