"""What may be the matter with a search that can be read and finds nothing."""

from __future__ import annotations

from leftopen.query.scan import scan

INSTEAD = {
    "AND": "parts that stand side by side must all hold anyway",
    "&&": "parts that stand side by side must all hold anyway",
    "NOT": "a minus sign leaves out, as in -port:80",
    "||": "write OR",
}


def hints(query: str) -> list[str]:
    """Of a search that was read without an error."""
    found = scan(query)
    words = dict.fromkeys(token.text for token in found if token.kind == "word" and token.text in INSTEAD)
    said = [f"{word} was looked for as a word; {INSTEAD[word]}" for word in words]
    if not said and any(token.kind in ("word", "phrase") for token in found):
        said.append("free words look in banners only; all:WORD in every text; product:redis is a filter")
    return said
