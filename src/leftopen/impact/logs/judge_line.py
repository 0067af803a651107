"""What one line says: which item it names, whether anything was sent, and when; as SQL.

The steps read the columns `c_…` of a format and bind what `tables.LINES` holds.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from leftopen.impact.logs import paths
from leftopen.impact.logs.items import How
from leftopen.impact.logs.log_format import Expressions
from leftopen.impact.logs.sql_text import moment, quoted, strings


class Outcome(IntEnum):
    NOTHING = 0
    FULL = 1
    PARTIAL = 2
    REVALIDATED = 3
    """304: the client has a copy already."""
    REFUSED = 4
    """An error, a redirect, a refusal: its body may be the item all the same."""
    UNCLEAR = 5


BEFORE, AFTER = timedelta(minutes=5), timedelta(hours=1)
"""A log that writes when a request began has one that ends within the window before it; one that writes when
it ended has it after it."""
MARGIN = timedelta(hours=3)
PASSIVE = frozenset(
    ("css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "avif", "woff", "woff2",
     "ttf", "otf", "eot", "webmanifest")
)  # fmt: skip
"""Endings of what pages are made of: a path that ends so gives that file."""
KNOWN_PATHS = ("/robots.txt", "/favicon.ico", "/sitemap.xml")
HARMLESS_REFUSALS = (400, 404, 405, 408, 410, 411, 412, 413, 414, 415, 416, 417, 421, 426, 429, 431, 505)
"""Of a path that no item has: nothing is there, or the request was no request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked of the logs. `server` in lower case, '' for any. `without_content`: paths, those that end
    in `*` as beginnings. `extensions`: of the items."""

    start: datetime
    end: datetime
    server: str = ""
    without_content: tuple[str, ...] = ()
    extensions: Collection[str] = ()


def steps(question: Question) -> Expressions:
    return (*_target(), *_keys(), *_named(question), *_outcome(), *_place(question))


def _target() -> Expressions:
    return (
        ("p_own", paths.unescaped("c_target")),
        ("p_target", paths.without_host("p_own")),
        ("p_mark", "position(p_target, '?')"),
        ("p_path", "if(p_mark = 0, p_target, substring(p_target, 1, p_mark - 1))"),
        ("p_query", "if(p_mark = 0, '', substring(p_target, p_mark + 1))"),
        ("p_decoded", paths.decoded("p_path")),
        ("p_exact", paths.exact("p_decoded")),
        ("p_asked", paths.decoded("p_query")),
        ("p_cut", "substring(p_exact, 1, position(p_exact, '#') - 1)"),
        ("p_folded", paths.folded("p_exact")),
    )


def _known(kind: str, text: str) -> str:
    return f"joinGet('known', 'found', sipHash64('{kind}', {text}))"


def _keys() -> Expressions:
    segments = "splitByChar('/', p_exact)"
    values = "arrayMap(x -> substring(x, position(x, '=') + 1), splitByChar('&', p_asked))"
    return (
        ("k_parts", f"arrayMap(x -> lowerUTF8(toValidUTF8(x)), arrayConcat({segments}, {values}))"),
        ("k_id", f"arrayFirst(x -> length(x) >= 8 AND {_known('i', 'x')}, k_parts)"),
        ("k_name", paths.name("p_folded")),
        ("k_size", "if(c_bytes > 0, toString(c_bytes), '')"),
    )


def _named(question: Question) -> Expressions:
    """`h_pair`: how the line names an item, and the key."""
    full = "p_exact || '?' || p_asked"
    plain, queried = int(How.PATH), int(How.QUERIED)
    is_list = f"c_kind = 'list' OR {_known('d', 'p_folded')}"
    other = f"(toUInt8({int(How.OPEN)}), sipHash64('o', p_path))"
    listed = f"(toUInt8({int(How.LIST)}), sipHash64('o', p_path))"
    branches = [
        ("c_kind = 'none'", "(toUInt8(0), toUInt64(0))"),
        ("c_kind = 'list'", listed),
        (f"p_mark > 0 AND {_known('q', full)}", f"(toUInt8({plain}), sipHash64('q', {full}))"),
        (_known("p", "p_exact"), f"(toUInt8(if(p_mark = 0, {plain}, {queried})), sipHash64('p', p_exact))"),
        (
            _known("f", "p_folded"),
            f"(toUInt8(if(p_mark = 0, {int(How.FOLDED)}, {queried})), sipHash64('f', p_folded))",
        ),
        (f"p_cut != '' AND {_known('p', 'p_cut')}", f"(toUInt8({plain}), sipHash64('p', p_cut))"),
        ("k_id != ''", f"(toUInt8({int(How.ID)}), sipHash64('i', k_id))"),
        (
            f"k_name != '' AND {_known('n', 'k_name')}",
            f"(toUInt8({int(How.NAME)}), sipHash64('n', k_name))",
        ),
        (is_list, listed),
        (f"NOT ({_harmless(question)})", other),
        (
            f"k_size != '' AND {_known('s', 'k_size')}",
            f"(toUInt8({int(How.SIZE)}), sipHash64('s', k_size))",
        ),
    ]
    cases = ", ".join(f"{condition}, {value}" for condition, value in branches)
    return (("h_pair", f"multiIf({cases}, (toUInt8(0), toUInt64(0)))"),)


def _harmless(question: Question) -> str:
    """A path that gives no item: no query, and a file of another kind, or one that a person named."""
    whole = [path for path in question.without_content if not path.endswith("*")]
    begins = [path[:-1] for path in question.without_content if path.endswith("*")]
    endings = sorted(PASSIVE - frozenset(question.extensions))
    tests = [f"p_exact IN {strings((*KNOWN_PATHS, *whole))}"]
    tests += [f"startsWith(p_exact, {quoted(path)})" for path in begins]
    if endings:
        tests.append(f"lower(extract(p_exact, '[.]([^./]{{1,12}})$')) IN {strings(endings)}")
    return f"p_mark = 0 AND p_path != '' AND ({' OR '.join(tests)})"


def _outcome() -> Expressions:
    """`h_outcome`; and `h_how`, 0 where nothing was sent that could be an item."""
    codes = ", ".join(map(str, HARMLESS_REFUSALS))
    returns = "c_kind = 'get' OR c_kind = 'list' OR c_method = 'GET'"
    outcome = (
        "multiIf(c_method IN ('HEAD', 'OPTIONS', 'TRACE', 'CONNECT') AND c_kind = '' AND c_status != 0, 0, "
        "c_status = 304, 3, "
        f"c_status IN (200, 203, 207, 226) AND ({returns}), if(c_bytes = 0, 5, if(c_cut, 2, 1)), "
        f"c_status = 206 AND ({returns}), 2, "
        "c_status >= 300 AND c_status < 600 AND c_status NOT IN (444, 499), 4, "
        "5)"
    )
    unnamed = f"h_pair.1 IN ({int(How.NOTHING)}, {int(How.OPEN)}, {int(How.SIZE)})"
    empty = "h_outcome IN (4, 5) AND c_bytes = 0"
    sent = (
        f"multiIf(h_outcome = 0, 0, {unnamed} AND c_status IN ({codes}), 0, "
        f"{empty} AND ({unnamed} OR h_outcome = 4), 0, h_pair.1)"
    )
    return ("h_outcome", f"toUInt8({outcome})"), ("h_how", f"toUInt8({sent})")


def _place(question: Question) -> Expressions:
    inside = f"c_at >= {moment(question.start)} AND c_at <= {moment(question.end)}"
    later = f"c_at + INTERVAL 1 HOUR >= {moment(question.start)} AND c_at <= {moment(question.end + AFTER)}"
    edge = f"c_at >= {moment(question.start - BEFORE)} AND c_at <= {moment(question.end + AFTER)}"
    near = f"c_at >= {moment(question.start - MARGIN)} AND c_at <= {moment(question.end + AFTER + MARGIN)}"
    name = quoted(question.server)
    other = f"{name} != '' AND c_host != '' AND c_server = '' AND lower(c_host) != {name}"
    foreign = f"{name} != '' AND c_server != '' AND lower(c_server) != {name}"
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
