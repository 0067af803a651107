"""Recognises an HTTP response that denies access: the only one that checks over HTTP count as closed."""

from __future__ import annotations

import re

from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason, Verdict, closed
from leftopen.wire.http import html

_LOGIN = re.compile(
    r"(?:^|[/._?=&-])(?:log[-_]?in|sign[-_]?in|auth|oauth2?|sso|saml|session/new)(?:$|[/._?=&#;-])", re.I
)
_CHALLENGE_HEADERS = ("cf-mitigated", "x-amzn-waf-action", "x-sucuri-block", "x-datadome")
_CHALLENGE = re.compile(
    rb"cf-chl-|challenge-platform|cloudflare ray id|captcha-delivery|[gh]-(?:re)?captcha|px-captcha|turnstile"
    rb"|_incapsula_resource|incapsula incident|sucuri website firewall|awswaf|errors\.edgesuite\.net"
    rb"|the requested url was rejected\. please consult|web application firewall|mod_security|are you a robot"
    rb"|verify (?:that )?you are (?:a )?human",
    re.I,
)
_READ = 32 * 1024
_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]{0,20}:)?//[^/?#]*", re.I)


def denial(reply: Reply) -> Verdict | None:
    """`password_asked` for 401, 407, a redirect to a login, or a page with a password field; `forbidden` for
    403; None for everything else (a 404, an error or a "try later" denies nothing; nor does the page of a
    firewall that takes this scanner for a robot)."""
    if reply.status in (401, 407):
        return closed(Reason.PASSWORD_ASKED, f"HTTP {reply.status}")
    if reply.status == 403 and not reply.header("retry-after") and not is_challenge(reply):
        return closed(Reason.FORBIDDEN, "HTTP 403")
    if reply.status in (301, 302, 303, 307, 308) and _to_login(reply.header("location")[:500]):
        return closed(Reason.PASSWORD_ASKED, f"HTTP {reply.status} to a login page")
    if reply.status == 200 and html.asks_for_password(reply.body):
        return closed(Reason.PASSWORD_ASKED, "a page with a password field")
    return None


def is_challenge(reply: Reply) -> bool:
    """Is it the page of a firewall in front of the server, which blocks robots or wants to see a human? It
    says nothing about the server."""
    marked = any(reply.header(name) for name in _CHALLENGE_HEADERS)
    return marked or _CHALLENGE.search(reply.body[:_READ]) is not None


def _to_login(target: str) -> bool:
    """By the path alone: a server with the name `login.example.org` that only redirects to TLS under its own
    name requires nothing."""
    return _LOGIN.search(_HOST.sub("", target, count=1)) is not None
