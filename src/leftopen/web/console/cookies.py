"""Our cookies: which sitting it is, never sent with another site's question; which browser, before there is a
sitting; and in which browser somebody signed in before. All are out of reach of scripts."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.service import known_browser
from leftopen.service.challenges import LASTS_S
from leftopen.web.console.house import Manner


def put(answer: Response, manner: Manner, token: str) -> Response:
    answer.set_cookie(manner.cookie, token, path="/", secure=manner.tls, httponly=True, samesite="strict")
    return answer


def take_away(answer: Response, manner: Manner) -> Response:
    answer.delete_cookie(manner.cookie, path="/", secure=manner.tls, httponly=True, samesite="strict")
    return answer


def tell_again(answer: Response, manner: Manner, token: str) -> Response:
    """For as long as a way in takes. It lets nobody in by itself; an issuer's page must be able to send the
    browser back with it."""
    answer.set_cookie(
        manner.way_in, token, max_age=LASTS_S, path="/", secure=manner.tls, httponly=True, samesite="lax"
    )
    return answer


def remember(answer: Response, manner: Manner, label: str, mark: str) -> Response:
    """Beyond the sitting: it lets nobody in, and spares its owner the wait for strangers' guesses."""
    answer.set_cookie(
        manner.known + label, mark, max_age=int(known_browser.LASTS.total_seconds()), path="/",
        secure=manner.tls, httponly=True, samesite="strict",
    )  # fmt: skip
    return answer
