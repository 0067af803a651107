"""Our cookies: which sitting it is, never sent with another site's question; which browser, before there is a
sitting; and in which browser somebody signed in before. All are out of reach of scripts."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.service.identity import known_browser
from leftopen.service.identity.challenges import LASTS_S
from leftopen.web.console.state import ServerOptions


def set_cookie(answer: Response, options: ServerOptions, token: str) -> Response:
    answer.set_cookie(options.cookie, token, path="/", secure=options.tls, httponly=True, samesite="strict")
    return answer


def clear_cookie(answer: Response, options: ServerOptions) -> Response:
    answer.delete_cookie(options.cookie, path="/", secure=options.tls, httponly=True, samesite="strict")
    return answer


def set_browser_cookie(answer: Response, options: ServerOptions, token: str) -> Response:
    """For as long as a way in takes. It lets nobody in by itself; an issuer's page must be able to send the
    browser back with it."""
    answer.set_cookie(
        options.way_in, token, max_age=LASTS_S, path="/", secure=options.tls, httponly=True, samesite="lax"
    )
    return answer


def remember(answer: Response, options: ServerOptions, label: str, mark: str) -> Response:
    """Beyond the sitting: it lets nobody in, and spares its owner the wait for strangers' guesses."""
    answer.set_cookie(
        options.known + label, mark, max_age=int(known_browser.LASTS.total_seconds()), path="/",
        secure=options.tls, httponly=True, samesite="strict",
    )  # fmt: skip
    return answer
