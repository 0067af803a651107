"""The items to look for in the logs: from a file, from an assessment, or the paths that a check read."""

from __future__ import annotations

import codecs
import csv
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from leftopen.errors import LeftopenError
from leftopen.impact.assess.inventory import shown_path
from leftopen.model.access_logs import Item
from leftopen.model.finding import Finding
from leftopen.service.assessments.folder import AssessmentFolder

COLUMNS = {
    "path": ("path", "url", "uri", "key", "object"),
    "id": ("id", "item"),
    "message": ("message_id", "message-id", "messageid", "internetmessageid"),
    "mailbox": ("mailbox", "mailboxes", "mailboxownerupn"),
    "name": ("name", "filename", "file"),
    "bytes": ("bytes", "size", "length"),
}
REQUEST = re.compile(r"GET (/\S*) HTTP/1")
ANSWERED = re.compile(r"HTTP/1\.[01] 20[06] ")
FILE_ID = "file-{}"
"""Of a file of an assessment, by its number."""
MESSAGE = re.compile(r"<[^<>\s]+@[^<>\s]+>|[^<>\s]+@[^<>\s]+")
ENDING = re.compile(r"\.(?:mbox|mbx|pst|ost|zip)$", re.IGNORECASE)
ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>]+\.[^@\s<>.]+")
LONGEST = 1024 * 1024


def items_of_file(path: Path) -> Iterator[Item]:
    """A CSV with a heading: `path`, `id` or `message_id`, and optionally `name` and `bytes`; or Message-IDs,
    one a line, without a heading; or the list of a web mail, as its API gives it in JSON. A message that
    stands there twice is one item. Raises LeftopenError with the line."""
    met: dict[str, Item] = {}
    for number, item in enumerate(_of_api(path) if _is_json(path) else _listed(path)):
        message = "" if item.path or item.name else message_id(item.message or item.id)
        key = message.lower() or f"{number}"
        met[key] = _same(met[key], item) if key in met else item
    yield from met.values()


def _same(one: Item, other: Item) -> Item:
    """A message of two mailboxes; of any, where one of them is not named."""
    named = one.mailboxes and other.mailboxes
    return replace(one, mailboxes=tuple(sorted({*one.mailboxes, *other.mailboxes})) if named else ())


def _is_json(path: Path) -> bool:
    try:
        with path.open("rb") as opened:
            return opened.read(64).removeprefix(codecs.BOM_UTF8).lstrip().startswith((b"{", b"["))
    except OSError as error:
        raise LeftopenError(f"cannot read {path}: {error.strerror}") from None


def _of_api(path: Path) -> Iterator[Item]:
    """What a web mail lists: of each message its own id, its Message-ID and its bytes."""
    try:
        found = msgspec.json.decode(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except (msgspec.MsgspecError, RecursionError) as error:
        raise LeftopenError(f"{path} is not valid JSON: {error}") from None
    rows = list(_messages_in(found))
    for row in rows:
        message = message_id(_text(row, "message"))
        yield Item(id=_text(row, "id"), path=_text(row, "path"), size=_size(row), message=message)
    if not rows:
        raise LeftopenError(f"{path} lists no message with an id or a path, and a Message-ID")


def _messages_in(value: object) -> Iterator[dict[str, object]]:
    """The objects that have a Message-ID, with the names of their members in lower case."""
    if isinstance(value, list):
        for one in value:
            yield from _messages_in(one)
    elif isinstance(value, dict):
        row = {str(name).lower(): one for name, one in value.items()}
        if _text(row, "message") and (_text(row, "id") or _text(row, "path")):
            yield row
        else:
            yield from _messages_in(list(value.values()))


def _text(row: Mapping[str, object], column: str) -> str:
    found = (row[name] for name in COLUMNS[column] if name in row)
    return next((str(one) for one in found if isinstance(one, str | int)), "")


def _size(row: Mapping[str, object]) -> int:
    found = (row[name] for name in COLUMNS["bytes"] if name in row)
    return next((one for one in found if isinstance(one, int) and 0 < one < 2**62), -1)


def message_id(text: str) -> str:
    """With its angle brackets; '' for another text."""
    return f"<{text.strip().removeprefix('<').removesuffix('>')}>" if MESSAGE.fullmatch(text.strip()) else ""


def _listed(path: Path) -> Iterator[Item]:
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as opened:
            rows = csv.reader(opened)
            csv.field_size_limit(LONGEST)
            first = next(rows, [])
            if message_id(",".join(first)):
                yield from _messages(path, itertools.chain([first], rows))
                return
            where = _columns(path, first)
            for number, row in enumerate(rows, 2):
                if any(cell.strip() for cell in row):
                    yield _item(path, number, row, where)
    except OSError as error:
        raise LeftopenError(f"cannot read {path}: {error.strerror}") from None
    except csv.Error as error:
        raise LeftopenError(f"{path} is not valid CSV: {error}") from None


def _messages(path: Path, rows: Iterable[list[str]]) -> Iterator[Item]:
    for number, row in enumerate(rows, 1):
        text = ",".join(row).strip()
        if text and not message_id(text):
            raise LeftopenError(f"{path} line {number}: {text[:80]!r} is not a Message-ID")
        if text:
            yield Item(id=text)


def _columns(path: Path, heading: list[str]) -> dict[str, int]:
    titles = [title.strip().lower() for title in heading]
    where = {
        name: titles.index(one)
        for name, spellings in COLUMNS.items()
        for one in reversed(spellings)
        if one in titles
    }
    if not where.keys() & {"path", "id", "name", "message"}:
        raise LeftopenError(
            f"{path} needs a heading with a column path (and optionally id, name, bytes), or one Message-ID "
            "a line"
        )
    return where


def _item(path: Path, number: int, row: list[str], where: dict[str, int]) -> Item:
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in where.items()}
    size = cells.get("bytes", "")
    if size and not (size.isascii() and size.isdigit()):
        raise LeftopenError(f"{path} line {number}: {size!r} is not a number of bytes")
    message = cells.get("message", "")
    found = Item(
        id=cells.get("id", "") or message,
        path=cells.get("path", ""),
        name=cells.get("name", ""),
        size=int(size) if size else -1,
        message=message_id(message) if cells.get("id") else "",
        mailboxes=tuple(cells.get("mailbox", "").split()),
    )
    if not (found.id or found.path or found.name):
        raise LeftopenError(f"{path} line {number}: no path, no id and no name")
    return found


def items_of_assessment(folder: AssessmentFolder) -> dict[int, Item]:
    """Its source files, by their numbers: where they were on the server is not known. Whoever got an archive
    got what is in it."""
    found: dict[int, Item] = {}
    for number, file in enumerate(folder.inventory().files):
        if file.inside >= 0:
            continue
        name = shown_path(file)
        found[number] = Item(
            id=FILE_ID.format(number), name=name.rpartition("/")[2], size=file.size, mailboxes=mailboxes(name)
        )
    return found


def mailboxes(path: str) -> tuple[str, ...]:
    """Those that the parts of a path name: an address with an ending of mailboxes or none, or the folder
    that holds a `Maildir`."""
    parts = path.split("/")
    named = {ENDING.sub("", part) for part in parts if ADDRESS.fullmatch(ENDING.sub("", part))}
    named |= {one for one, after in itertools.pairwise(parts) if after == "Maildir"}
    return tuple(sorted(named))


def items_of_check(finding: Finding) -> list[Item]:
    """The paths whose contents the check of a case got: of a shape its route, else what it asked for. Their
    lengths are not known. Empty where it talked no HTTP."""
    route = [step.path for step in finding.judged.route if step.method == "GET"]
    paths = dict.fromkeys(route or _answered(finding))
    return [Item(id=f"path-{number}", path=path) for number, path in enumerate(paths)]


def _answered(finding: Finding) -> Iterator[str]:
    """A request that a success came back for. An excerpt is masked: a path with a mark in it is none to look
    for."""
    asked = ""
    for line in finding.judged.transcript:
        if line.sent:
            found = REQUEST.match(line.excerpt)
            asked = found[1] if found and "*" not in found[1] else ""
        elif asked and ANSWERED.match(line.excerpt):
            yield asked
            asked = ""
