"""Analyzes a search in the form of Shodan's `/shodan/host/search/tokens`."""

from __future__ import annotations

import re

from leftopen.errors import BadQuery
from leftopen.model.facts import Json
from leftopen.query.fields.field import Kind
from leftopen.query.fields.fields import found
from leftopen.query.lexer import Token, split, tokenize, unescape
from leftopen.query.parse import parse

_NUMBER = re.compile(r"-?[0-9]{1,18}", re.ASCII)


def analyze(query: str) -> dict[str, Json]:
    """`attributes` by filter (`port` in the plural, as at Shodan), `errors`, `string` the free text,
    `filters` their names. Never raises: syntax errors are in `errors`."""
    errors: list[Json] = []
    try:
        parse(query)
    except BadQuery as error:
        errors.append(str(error))
    try:
        spelled = tokenize(query)
    except BadQuery:
        return {"attributes": {}, "errors": errors, "string": "", "filters": []}
    terms = [token for token in spelled if token.kind == "term"]
    attributes: dict[str, Json] = {}
    for token in terms:
        name = "ports" if token.name == "port" else token.name
        before = attributes.get(name)
        attributes[name] = [*(before if isinstance(before, list) else []), *_values(token)]
    words = [
        f'"{unescape(t.text)}"' if t.kind == "phrase" else t.text
        for t in spelled
        if t.kind in ("word", "phrase")
    ]
    names: list[Json] = list(dict.fromkeys(token.name for token in terms))
    return {"attributes": attributes, "errors": errors, "string": " ".join(words), "filters": names}


def _values(token: Token) -> list[Json]:
    field = found(token.name)
    texts = [unescape(part.strip()) for part in split(token.text, ",")]
    if field is None or field.kind is not Kind.NUMBER:
        return list(texts)
    return [int(text) if _NUMBER.fullmatch(text) else text for text in texts]
