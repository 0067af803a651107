"""One key for all spellings of a path, as SQL: the same for what was asked for and for the items.

Two keys: `exact` undoes what every server undoes (escapes, double slashes, dots); `folded` also what only
some do (case, plus for space, backslash, parameters after a semicolon, a slash or dot at the end). Every
argument is the name of a column or an alias: it is used several times.
"""

from __future__ import annotations

UPWARDS = 4
"""`/../` are undone this often in one path."""


def unescaped(target: str) -> str:
    r"""Without the escapes of the log itself: `\x22`, `\"`, `\\`."""
    hexes = f"replaceRegexpAll({target}, '\\\\\\\\x([0-9A-Fa-f]{{2}})', '%\\\\1')"
    plain = f"replaceAll(replaceAll({hexes}, '\\\\\"', '\"'), '\\\\\\\\', '\\\\')"
    return f"if(position({target}, '\\\\') = 0, {target}, {plain})"


def without_host(target: str) -> str:
    """`http://host/path` becomes `/path`: a client may send either."""
    whole = f"replaceRegexpOne({target}, '^[A-Za-z]+://[^/?#]*/?', '/')"
    return f"if(startsWith({target}, '/'), {target}, {whole})"


def decoded(path: str) -> str:
    """Twice, as clients and logs may each encode once."""
    return f"if(position({path}, '%') = 0, {path}, decodeURLComponent(decodeURLComponent({path})))"


def exact(path: str) -> str:
    """Of a `decoded` path: one slash for several, dots resolved."""
    slashes = f"if(position({path}, '//') = 0, {path}, replaceRegexpAll({path}, '/{{2,}}', '/'))"
    resolved = f"replaceRegexpAll({slashes}, '/(\\\\./)+', '/')"
    for _ in range(UPWARDS):
        resolved = f"replaceRegexpOne({resolved}, '/[^/]+/\\\\.\\\\./', '/')"
    return f"if(position({path}, '/.') = 0, {slashes}, {resolved})"


def folded(key: str) -> str:
    """Of an `exact` key."""
    spaced = f"translate({key}, '+\\\\', ' /')"
    ends = f"position({spaced}, ';') > 0 OR right({spaced}, 1) IN ('/', '.', ' ')"
    plain = f"if({ends}, replaceRegexpOne({spaced}, '(;[^/]*)?[/. ]*$', ''), {spaced})"
    return f"if(isValidUTF8({plain}), lowerUTF8({plain}), lower({plain}))"


def name(key: str) -> str:
    """The last part of a folded key."""
    return f"arrayElement(splitByChar('/', {key}), -1)"


def folder(key: str) -> str:
    """The path of a folded key without its last part."""
    return f"substring({key}, 1, greatest(0, toInt64(length({key})) - toInt64(length({name(key)})) - 1))"
