"""The items, and the keys under which a line may name one."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from pathlib import Path

import msgspec

from leftopen.impact.logs import paths
from leftopen.impact.logs.layers import nested
from leftopen.impact.logs.log_format import Expressions
from leftopen.model.access_logs import Item
from leftopen.store.engine.scratch import ScratchEngine


class How(IntEnum):
    """How a line names what it asks for; from `OPEN` on it names no item and may return any."""

    NOTHING = 0
    PATH = 1
    FOLDED = 2
    """The same path but for case, plus signs or what stands at its end."""
    QUERIED = 3
    """The path of an item, with a query."""
    ID = 4
    NAME = 5
    """Another path with the same last part: a copy, or the same by another way."""
    SIZE = 6
    """Another path, and just as many bytes."""
    OPEN = 9
    LIST = 10
    NAMES = 11
    """What gives names of items, and no item."""


LONG_ID = 8
"""A shorter id, such as 5, is in too many paths to mean anything."""
KEYS = """INSERT INTO keys SELECT pair.1 AS key, pair.2 AS how, n, size,
    count() OVER (PARTITION BY pair.1, pair.2) AS shared FROM (SELECT n, size, arrayJoin([
    (if(i_root != '', sipHash64('p', i_exact), 0), 1),
    (if(i_mark > 0, sipHash64('q', i_bare || '?' || i_asked), 0), 1),
    (if(path != '', sipHash64('f', i_folded), 0), 2),
    (if(path != '', sipHash64('p', i_exact), 0), 3),
    (if(path != '', sipHash64('f', i_folded), 0), 3),
    (if(i_other != '' AND path = '', sipHash64('p', i_message), 0), 1),
    (if(length(id) >= {long}, sipHash64('i', lowerUTF8(id)), 0), 4),
    (if(length(i_other) >= {long}, sipHash64('i', lowerUTF8(i_other)), 0), 4),
    (if(message != '', sipHash64('p', i_mail), 0), 1),
    (if(message != '', sipHash64('p', i_bare_mail), 0), 1),
    (if(length(message) >= {long}, sipHash64('i', lowerUTF8(message)), 0), 4),
    (if(length(i_bare_named) >= {long}, sipHash64('i', lowerUTF8(i_bare_named)), 0), 4),
    (if(i_name != '', sipHash64('n', i_name), 0), 5),
    (if(size > 0, sipHash64('s', size), 0), 6),
    (if(path != '', sipHash64('d', i_folder), 0), 10)]) AS pair FROM {sources}) WHERE key != 0"""


def load(engine: ScratchEngine, folder: Path, items: Iterable[Item]) -> int:
    """Writes the items into the tables; gives their number. `folder` holds them for a moment."""
    file, count = folder / "items.jsonl", 0
    with file.open("wb") as out:
        for count, item in enumerate(items, 1):
            row: dict[str, object] = {
                "n": count - 1,
                "id": item.id,
                "path": item.path,
                "name": item.name,
                "size": item.size,
            }
            row |= {"message": item.message, "mailboxes": list(item.mailboxes)}
            out.write(msgspec.json.encode(row) + b"\n")
    engine.command(f"INSERT INTO items SELECT * FROM file('{file}', 'JSONEachRow', {COLUMNS})")
    file.unlink()
    engine.command(KEYS.format(long=LONG_ID, sources=nested(_steps(), "items")))
    engine.command("INSERT INTO known SELECT key, 1 FROM keys GROUP BY key")
    return count


COLUMNS = (
    "'n UInt32, id String, path String, name String, size Int64, message String, mailboxes Array(String)'"
)


def _steps() -> Expressions:
    """Of an item: the path as a server sees it, and what the keys are made of."""
    rooted = (
        "multiIf(path = '' AND id != '', '/' || id, startsWith(path, '/') OR path = '', path, "
        "match(path, '^[A-Za-z]+://'), "
        "replaceRegexpOne(path, '^[A-Za-z]+://[^/?#]*/?', '/'), '/' || path)"
    )
    return (
        ("i_root", rooted),
        ("i_decoded", paths.decoded("i_root")),
        ("i_exact", paths.exact("i_decoded")),
        ("i_folded", paths.folded("i_exact")),
        ("i_mark", "position(i_root, '?')"),
        ("i_before", "substring(i_root, 1, greatest(0, toInt64(i_mark) - 1))"),
        ("i_script", paths.decoded("i_before")),
        ("i_bare", paths.exact("i_script")),
        ("i_query", "substring(i_root, i_mark + 1)"),
        ("i_asked", paths.decoded("i_query")),
        ("i_last", paths.name("i_folded")),
        ("i_name", "if(name = '', i_last, lowerUTF8(name))"),
        ("i_folder", paths.folder("i_folded")),
        ("i_other", _other_spelling("id")),
        ("i_rooted", "'/' || i_other"),
        ("i_said", paths.decoded("i_rooted")),
        ("i_message", paths.exact("i_said")),
        ("i_bare_named", _other_spelling("message")),
        ("i_rooted_mail", "'/' || message"),
        ("i_rooted_bare", "'/' || i_bare_named"),
        ("i_said_mail", paths.decoded("i_rooted_mail")),
        ("i_said_bare", paths.decoded("i_rooted_bare")),
        ("i_mail", paths.exact("i_said_mail")),
        ("i_bare_mail", paths.exact("i_said_bare")),
    )


def _other_spelling(id: str) -> str:
    """Of a Message-ID: without its angle brackets if it has them, else with them; '' for other ids. Logs of
    mail have them, addresses of mail archives don't."""
    inside = f"substring({id}, 2, greatest(2, length({id})) - 2)"
    bracketed = f"match({id}, '^<[^<>\\\\s]+@[^<>\\\\s]+>$')"
    bare = f"match({id}, '^[^<>\\\\s]+@[^<>\\\\s]+$')"
    return f"multiIf({bracketed}, {inside}, {bare}, '<' || {id} || '>', '')"


def extensions(engine: ScratchEngine) -> frozenset[str]:
    """Of the names and paths of the items, in lower case."""
    rows = engine.query(
        "SELECT DISTINCT toValidUTF8(lower(extract(if(name = '', path, name), '[.]([^./?]{1,10})$'))) AS e "
        "FROM items LIMIT 1000"
    )
    return frozenset(str(row["e"]) for row in rows)
