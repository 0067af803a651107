"""Puts the texts that a script keeps under a name before the paths that it joins with them: `BASE + "/list"`
and `${BASE}/list`; and tells the address below which a client of its own calls everything (`baseURL`). Pure
and bounded.

A name that has two values in one script means neither.
"""

from __future__ import annotations

import re
from itertools import islice

MOST = 400
_NAME = r"[A-Za-z_$][\w$]{1,60}"
_VALUE = r"(?:/[A-Za-z0-9._~-]{1,60}){1,6}/?|v\d{1,2}|(?:api|rest)(?:/[A-Za-z0-9._~-]{1,40}){0,4}/?"
_CONSTANT = re.compile(
    rf"(?<![\w$])({_NAME})[\"'`]?\s{{0,4}}(?::|=(?!=))\s{{0,4}}"
    rf"(?:(?:window\.|document\.|self\.)?location\.origin\s{{0,4}}\+\s{{0,4}})?([\"'`])([^\"'`\n]{{0,200}})\2"
    rf"(?!\s{{0,4}}(?:\+|\.concat))"
)
_PATH = re.compile(_VALUE)
_ORIGIN = re.compile(r"(?<![\w$.])(?:window\.|document\.|self\.)?location\.origin\s{0,4}\+\s{0,4}(?=[\"'`])")
_JOINED = re.compile(
    rf"(?<![\w$.+\"'`])(?<![+\"'`]\s)(?:[\w$]{{1,60}}\.){{0,3}}({_NAME})\s{{0,4}}\+\s{{0,4}}([\"'`])"
    rf"|\$\{{(?:[\w$]{{1,60}}\.){{0,3}}({_NAME})\}}"
)
_BASE = re.compile(r"(?:base_?url|base_?path|api_?(?:base|root|prefix|url|path)|prefix_?url)", re.IGNORECASE)
_CREATED = re.compile(r"\b(?:axios|ky|ofetch|\$fetch|superagent)\.(?:create|extend)\(|\baxios\.defaults\b")


def filled(script: str) -> tuple[str, frozenset[str]]:
    """The script with the paths that it keeps under names before those that it joins with them; and which
    these are: no path of their own."""
    held = _constants(script)
    used: set[str] = set()

    def put(found: re.Match[str]) -> str:
        value = held.get(found[1] or found[3], "")
        used.add(value)
        return f"{found[2] or ''}{value}" if value else found[0]

    script = _ORIGIN.sub("", script)
    return _JOINED.sub(put, script) if held else script, frozenset(used)


def client_base(script: str) -> str:
    """The path below which the script's own client calls, or ''."""
    if _CREATED.search(script) is None:
        return ""
    bases = {value for name, value in _constants(script).items() if _BASE.fullmatch(name)}
    return bases.pop().rstrip("/") if len(bases) == 1 else ""


def _constants(script: str) -> dict[str, str]:
    """The paths by the name that they are kept under."""
    found: dict[str, str] = {}
    for constant in islice(_CONSTANT.finditer(script), MOST):
        name, value = constant[1], constant[3]
        if found.setdefault(name, value) != value:
            found[name] = ""
    return {name: value for name, value in found.items() if _PATH.fullmatch(value)}
