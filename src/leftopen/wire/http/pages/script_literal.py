"""Reads a literal of a script as data: JSON, or what JavaScript allows beyond it (bare keys, single quotes,
comments, a comma at the end). Anything that would have to be run is no data. Pure and bounded."""

from __future__ import annotations

import json
import re

from leftopen.model.facts import Json

LONGEST, TOKENS = 128 * 1024, 40_000
_DECODER = json.JSONDecoder()
_TOKEN = re.compile(
    r"""(?P<skip>\s{1,9999}|//[^\n]*|/\*(?:[^*]|\*(?!/))*\*/)|(?P<mark>[\[\]{}:,])|"""
    r"""(?P<text>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\$]|\\.)*`)|"""
    r"""(?P<number>-?\d[\w.+-]{0,30})|(?P<word>[A-Za-z_$][\w$]{0,60})""",
    re.DOTALL,
)
_KEY = re.compile(r"\s{0,20}:")
_WORDS = {"true": "true", "false": "false", "null": "null", "undefined": "null"}
_ESCAPED = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "0": "\0"}
_PARSED = "JSON.parse("


def literal(script: str, at: int = 0) -> Json:
    """The object or array that begins here, also as a text given to `JSON.parse`; None for anything else."""
    script = script[at : at + LONGEST]
    if script.startswith(_PARSED):
        found = _TOKEN.match(script, len(_PARSED))
        return literal(_text(found["text"])) if found is not None and found["text"] else None
    if script[:1] not in ("[", "{"):
        return None
    try:
        value: Json = _DECODER.raw_decode(script)[0]
    except (ValueError, RecursionError):
        return _loads(_as_json(script))
    return value


def _loads(text: str) -> Json:
    try:
        value: Json = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value


def _as_json(script: str) -> str:
    """The same literal as JSON, or ''."""
    pieces: list[str] = []
    at, depth = 0, 0
    while (found := _TOKEN.match(script, at)) is not None and len(pieces) < TOKENS:
        at = found.end()
        if found.lastgroup == "skip":
            continue
        piece = _piece(found, script)
        if not piece:
            return ""
        if piece in "]}" and pieces and pieces[-1] == ",":
            pieces.pop()
        pieces.append(piece)
        depth += (piece in "[{") - (piece in "]}")
        if depth <= 0:
            return "".join(pieces)
    return ""


def _piece(found: re.Match[str], script: str) -> str:
    piece = found[0]
    if found["text"]:
        return json.dumps(_text(piece))
    if found["word"]:
        return json.dumps(piece) if _KEY.match(script, found.end()) else _WORDS.get(piece, "")
    if found["number"] and _KEY.match(script, found.end()):
        return json.dumps(piece)
    return piece


def _text(quoted: str) -> str:
    return _ESCAPED.sub(_plain, quoted[1:-1])


def _plain(escaped: re.Match[str]) -> str:
    code = escaped[1]
    return chr(int(code[1:], 16)) if len(code) > 1 else _CONTROLS.get(code, "" if code == "\n" else code)
