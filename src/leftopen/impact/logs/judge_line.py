"""What one line says: whether anything was sent, and when; as SQL.

The steps read the columns `c_…` of a format and bind what `tables.LINES` holds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from leftopen.impact.logs.items import How
from leftopen.impact.logs.log_format import Expressions
from leftopen.impact.logs.sql_text import moment, quoted


class Outcome(IntEnum):
    NOTHING = 0
    FULL = 1
    PARTIAL = 2
    REVALIDATED = 3
    """304: the client has a copy already."""
    REFUSED = 4
    """An error, a redirect, a refusal: its body may be the item all the same."""
    UNCLEAR = 5
    CUT = 6
    """Sent until the connection broke."""


BEFORE, AFTER = timedelta(minutes=5), timedelta(hours=1)
"""A log that writes when a request began has one that ends within the window before it; one that writes when
it ended has it after it."""
MARGIN = timedelta(hours=3)
HARMLESS_REFUSALS = (400, 404, 405, 408, 410, 411, 412, 413, 414, 415, 416, 417, 421, 426, 429, 431, 505)
"""Of a path that no item has: nothing is there, or the request was no request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogQuery:
    """What is asked of the logs. `server` in lower case, '' for any. `without_content`: paths, those that end
    in `*` as beginnings. `extensions`: of the items."""

    start: datetime
    end: datetime
    server: str = ""
    without_content: tuple[str, ...] = ()
    extensions: Collection[str] = ()


class Kind(IntEnum):
    """What a format says of the request by its operation."""

    UNSAID = 0
    GET = 1
    LIST = 2
    NONE = 3
    NAMES = 4


class Sign(IntEnum):
    """What a line says of a user."""

    UNSAID = 0
    LOGIN = 1
    FAILED = 2
    USED = 3
    """Somebody who had logged in did something."""


def steps(query: LogQuery) -> Expressions:
    return (*_outcome(), *_place(query), *_row())


def _outcome() -> Expressions:
    returns = "c_kind = 'get' OR c_kind = 'list' OR c_method = 'GET'"
    outcome = (
        "multiIf(c_method IN ('HEAD', 'OPTIONS', 'TRACE', 'CONNECT') AND c_kind = '' AND c_status != 0, 0, "
        "c_status = 304, 3, "
        f"c_status IN (200, 203, 207, 226) AND ({returns}), if(c_bytes = 0, 5, if(c_cut, 6, 1)), "
        f"c_status = 206 AND ({returns}), if(c_cut, 6, 2), "
        "c_status >= 300 AND c_status < 600 AND c_status NOT IN (444, 499), 4, "
        "5)"
    )
    return (("h_outcome", f"toUInt8({outcome})"),)


def how_sent(how: str) -> str:
    """0 where nothing was sent that could be an item, else `how`: the line's `How`."""
    codes = ", ".join(map(str, HARMLESS_REFUSALS))
    unnamed = f"{how} IN ({int(How.NOTHING)}, {int(How.OPEN)}, {int(How.SIZE)})"
    empty = f"outcome IN ({int(Outcome.REFUSED)}, {int(Outcome.UNCLEAR)}) AND bytes = 0"
    return (
        f"toUInt8(multiIf(outcome = 0, 0, {unnamed} AND status IN ({codes}), 0, "
        f"{empty} AND ({unnamed} OR outcome = {int(Outcome.REFUSED)}), 0, {how}))"
    )


def _place(query: LogQuery) -> Expressions:
    inside = f"c_at >= {moment(query.start)} AND c_at <= {moment(query.end)}"
    later = f"c_at + INTERVAL 1 HOUR >= {moment(query.start)} AND c_at <= {moment(query.end + AFTER)}"
    edge = f"c_at >= {moment(query.start - BEFORE)} AND c_at <= {moment(query.end + AFTER)}"
    near = f"c_at >= {moment(query.start - MARGIN)} AND c_at <= {moment(query.end + AFTER + MARGIN)}"
    name = quoted(query.server)
    neither = f"{name} != '' AND lower(c_host) != {name} AND lower(c_server) != {name}"
    foreign = f"{neither} AND c_server != ''"
    other = f"{neither} AND c_server = '' AND c_host != ''"
    return (
        ("w_near", f"toUInt8({near})"),
        ("w_foreign", f"toUInt8({foreign})"),
        ("w_other", f"toUInt8({other})"),
        (
            "w_place",
            f"toUInt8(multiIf(w_foreign, 0, {inside}, if(w_other OR c_doubt, 2, 1), {edge}, 2, "
            f"c_doubt AND ({later}), 2, 0))",
        ),
    )


def _row() -> Expressions:
    """What is left to bind."""
    kinds = ", ".join(
        f"c_kind = '{name}', {int(kind)}"
        for name, kind in (("get", Kind.GET), ("list", Kind.LIST), ("none", Kind.NONE), ("names", Kind.NAMES))
    )
    signs = ", ".join(
        f"c_login = '{name}', {int(sign)}"
        for name, sign in (("ok", Sign.LOGIN), ("failed", Sign.FAILED), ("used", Sign.USED))
    )
    return (
        ("w_login", f"toUInt8(multiIf(c_user = '', 0, {signs}, {int(Sign.UNSAID)}))"),
        ("w_kind", f"toUInt8(multiIf({kinds}, {int(Kind.UNSAID)}))"),
        (
            "w_label",
            "multiIf(NOT c_understood, '', w_foreign OR w_other OR NOT c_shows, '-', lower(c_server))",
        ),
    )
