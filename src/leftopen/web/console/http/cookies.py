"""Cookies of the console: the session, the browser before it signs in, and browsers that signed in before.
No script can read them."""

from __future__ import annotations

from starlette.responses import Response

from leftopen.service.identity import trusted_device
from leftopen.service.identity.challenges import LASTS_S
from leftopen.web.console.state import ServerOptions


def set_cookie(answer: Response, options: ServerOptions, token: str) -> Response:
    answer.set_cookie(options.cookie, token, path="/", secure=options.tls, httponly=True, samesite="strict")
    return answer


def clear_cookies(answer: Response, options: ServerOptions) -> Response:
    """Those of the session."""
    for name in (options.cookie, options.by_issuer):
        answer.delete_cookie(name, path="/", secure=options.tls, httponly=True, samesite="strict")
    return answer


def set_by_issuer(answer: Response, options: ServerOptions) -> Response:
    """The issuer signed this browser in. It grants no access; signing out leads to the issuer."""
    answer.set_cookie(options.by_issuer, "1", path="/", secure=options.tls, httponly=True, samesite="strict")
    return answer


def set_browser_cookie(answer: Response, options: ServerOptions, token: str) -> Response:
    """Valid for the duration of a sign-in. It grants no access. The issuer must be able to send the
    browser back with it."""
    answer.set_cookie(
        options.way_in, token, max_age=LASTS_S, path="/", secure=options.tls, httponly=True, samesite="lax"
    )
    return answer


def remember(answer: Response, options: ServerOptions, label: str, mark: str) -> Response:
    """Outlives the session. It grants no access; it exempts a known browser from the delay that strangers'
    attempts cause."""
    answer.set_cookie(
        options.known + label, mark, max_age=int(trusted_device.LASTS.total_seconds()), path="/",
        secure=options.tls, httponly=True, samesite="strict",
    )  # fmt: skip
    return answer
