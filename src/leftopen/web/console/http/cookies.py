"""Cookies of the console: the session, the browser before it signs in, and browsers that signed in before.
No script can read them. And the CSRF token, which belongs to the cookie of a session."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from starlette.responses import Response

from leftopen.service.identity import trusted_device
from leftopen.service.identity.challenges import LASTS_S
from leftopen.web.console.state import ServerOptions


def csrf_of(token: str) -> str:
    """The CSRF token of this session. It can't be guessed without the cookie, which no other origin can
    read."""
    return hashlib.blake2b(
        token.encode("utf-8", "replace"), digest_size=20, person=b"leftopen csrf"
    ).hexdigest()


def browser_cookies(cookies: Mapping[str, str], options: ServerOptions) -> dict[str, str]:
    """The known-browser cookies by label."""
    return {
        name.removeprefix(options.known): value[: trusted_device.LONGEST]
        for name, value in cookies.items()
        if name.startswith(options.known)
    }


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
        options.login_flow,
        token,
        max_age=LASTS_S,
        path="/",
        secure=options.tls,
        httponly=True,
        samesite="lax",
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
