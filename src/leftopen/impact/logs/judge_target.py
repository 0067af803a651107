"""What a target says, path and query as the client sent them: which item it names; as SQL.

Each different target of a batch of lines is judged once. The steps read the column `target`.
"""

from __future__ import annotations

from leftopen.impact.logs import paths
from leftopen.impact.logs.items import LONG_ID, How
from leftopen.impact.logs.judge_line import Kind, LogQuery
from leftopen.impact.logs.log_format import Expressions
from leftopen.impact.logs.sql_text import quoted, strings

PASSIVE = frozenset(
    ("css", "js", "mjs", "map", "png", "jpg", "jpeg", "gif", "svg", "ico", "webp", "avif", "woff", "woff2",
     "ttf", "otf", "eot", "webmanifest")
)  # fmt: skip
"""Endings of what pages are made of: a path that ends so gives that file."""
KNOWN_PATHS = ("/robots.txt", "/favicon.ico", "/sitemap.xml")


def steps(query: LogQuery) -> Expressions:
    """Binds what `tables.TARGETS` holds."""
    return (*_parts(), *_keys(), *_item(), ("t_harmless", f"toUInt8({_harmless(query)})"))


def _parts() -> Expressions:
    return (
        ("p_own", paths.unescaped("target")),
        ("p_target", paths.without_host("p_own")),
        ("p_mark", "position(p_target, '?')"),
        ("p_path", "if(p_mark = 0, p_target, substring(p_target, 1, p_mark - 1))"),
        ("p_query", "if(p_mark = 0, '', substring(p_target, p_mark + 1))"),
        ("p_decoded", paths.decoded("p_path")),
        ("p_exact", paths.exact("p_decoded")),
        ("p_asked", paths.decoded("p_query")),
        ("p_fragment", "position(p_exact, '#')"),
        ("p_cut", "if(p_fragment = 0, '', substring(p_exact, 1, p_fragment - 1))"),
        ("p_folded", paths.folded("p_exact")),
        ("p_name", paths.name("p_folded")),
    )


def _known(key: str) -> str:
    return f"joinGet('known', 'found', {key})"


def _keys() -> Expressions:
    """A key that no item has is 0. Products, because a condition would have its branches evaluated in small
    pieces, which takes fifty times as long as evaluating all of them."""
    segments = "splitByChar('/', lowerUTF8(toValidUTF8(p_exact)))"
    values = (
        "arrayMap(x -> substring(x, position(x, '=') + 1), splitByChar('&', lowerUTF8(toValidUTF8(p_asked))))"
    )
    keys = {
        "queried": ("q", "p_exact || '?' || p_asked", "p_mark > 0"),
        "exact": ("p", "p_exact", "1"),
        "folded": ("f", "p_folded", "1"),
        "cut": ("p", "p_cut", "p_cut != ''"),
        "name": ("n", "p_name", "p_name != ''"),
        "folder": ("d", "p_folded", "1"),
    }
    steps: list[tuple[str, str]] = []
    for name, (kind, text, condition) in keys.items():
        steps.append((f"s_{name}", f"sipHash64('{kind}', {text})"))
        steps.append((f"k_{name}", f"s_{name} * {_known(f's_{name}')} * toUInt8({condition})"))
    return (
        *steps,
        ("k_parts", f"arrayFilter(x -> length(x) >= {LONG_ID}, arrayConcat({segments}, {values}))"),
        ("k_ids", "arrayMap(x -> sipHash64('i', x), k_parts)"),
        ("k_id", f"arrayFirst(x -> {_known('x')} = 1, k_ids)"),
    )


def _item() -> Expressions:
    """The first that there is counts."""
    plain, queried = int(How.PATH), int(How.QUERIED)
    branches = (
        ("k_queried", plain),
        ("k_exact", f"if(p_mark = 0, {plain}, {queried})"),
        ("k_folded", f"if(p_mark = 0, {int(How.FOLDED)}, {queried})"),
        ("k_cut", plain),
        ("k_id", int(How.ID)),
        ("k_name", int(How.NAME)),
    )
    hows = ", ".join(f"{key} != 0, {how}" for key, how in branches)
    keys = ", ".join(f"{key} != 0, {key}" for key, _ in branches)
    return (
        ("t_item", f"toUInt8(multiIf({hows}, 0))"),
        ("t_key", f"toUInt64(multiIf({keys}, 0))"),
        ("t_open", "sipHash64('o', p_path)"),
        ("t_listed", "toUInt8(k_folder != 0)"),
    )


def how_and_key() -> Expressions:
    """`h_named` and `h_key` of a line that has its target's row of `tables.TARGETS` beside it."""
    size = "sipHash64('s', bytes)"
    fits = f"bytes > 0 AND {_known(size)}"
    how = (
        f"multiIf(kind = {int(Kind.NONE)}, 0, kind = {int(Kind.NAMES)}, "
        f"if(harmless, 0, {int(How.NAMES)}), kind = {int(Kind.LIST)}, {int(How.LIST)}, item > 0, item, "
        f"listed, {int(How.LIST)}, kind != {int(Kind.GET)} AND NOT harmless, {int(How.OPEN)}, "
        f"{fits}, {int(How.SIZE)}, 0)"
    )
    return (
        ("h_named", f"toUInt8({how})"),
        ("h_key", f"multiIf(h_named >= {int(How.OPEN)}, open, h_named = {int(How.SIZE)}, {size}, key)"),
    )


def _harmless(query: LogQuery) -> str:
    """A path that gives no item: no query, and a file of another kind, or one that a person named."""
    whole = [path for path in query.without_content if not path.endswith("*")]
    begins = [path[:-1] for path in query.without_content if path.endswith("*")]
    endings = sorted(PASSIVE - frozenset(query.extensions))
    tests = [f"p_exact IN {strings((*KNOWN_PATHS, *whole))}"]
    tests += [f"startsWith(p_exact, {quoted(path)})" for path in begins]
    if endings:
        tests.append(f"lower(extract(p_exact, '[.]([^./]{{1,12}})$')) IN {strings(endings)}")
    return f"p_mark = 0 AND p_path != '' AND ({' OR '.join(tests)})"
