"""Replies that every check over HTTP judges alike: refusals, and pages of other servers, for its table."""

from __future__ import annotations

from leftopen.model.channel import Reply
from leftopen.model.verdict import Reason, State
from tests.scripted import page

Row = tuple[Reply, State, Reason]

REFUSED: tuple[Row, ...] = (
    (page(401, b'{"message":"Unauthorized"}'), State.CLOSED, Reason.PASSWORD_ASKED),
    (page(403, b"Forbidden"), State.CLOSED, Reason.FORBIDDEN),
    (page(302, location="/login?next=/"), State.CLOSED, Reason.PASSWORD_ASKED),
    (page(200, b"<form><input type='password'></form>"), State.CLOSED, Reason.PASSWORD_ASKED),
)
ELSEWHERE: tuple[Row, ...] = (
    (page(200, b"<!doctype html><title>Welcome</title>"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    (page(200, b"{}"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    (page(200, b"[]x"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    (page(200, b'{"status":"ok","items":[]}'), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    (page(200), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    (page(500, b"{}"), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
    (page(503), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
)
"""The first is what a host gives that answers every path: the random-path control excludes the others."""
GONE: tuple[Row, ...] = (
    (page(404, b"404 page not found"), State.CLOSED, Reason.NOT_SERVED),
    (page(410), State.CLOSED, Reason.NOT_SERVED),
)
MISSING: tuple[Row, ...] = ((page(404, b'{"detail":"Not Found"}'), State.UNKNOWN, Reason.NOT_UNDERSTOOD),)
