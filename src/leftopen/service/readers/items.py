"""The items to look for in the logs: from a file, from an assessment, or the paths that a check read."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from leftopen.errors import LeftopenError
from leftopen.impact.assess.inventory import shown_path
from leftopen.model.finding import Finding
from leftopen.model.readers import Item
from leftopen.service.assessments.folder import AssessmentFolder

COLUMNS = {
    "path": ("path", "url", "uri", "key", "object"),
    "id": ("id", "item", "message_id", "internetmessageid"),
    "name": ("name", "filename", "file"),
    "bytes": ("bytes", "size", "length"),
}
REQUEST = re.compile(r"GET (/\S*) HTTP/1")
ANSWERED = re.compile(r"HTTP/1\.[01] 20[06] ")
FILE_ID = "file-{}"
"""Of a file of an assessment, by its number."""
MESSAGE = re.compile(r"<[^<>\s]+@[^<>\s]+>|[^<>\s]+@[^<>\s]+")
LONGEST = 1024 * 1024


def items_of_file(path: Path) -> Iterator[Item]:
    """A CSV with a heading: `path` or `id`, and optionally `name` and `bytes`; or Message-IDs, one a line,
    without a heading. A message that stands there twice is one item. Raises LeftopenError with the line."""
    met: set[str] = set()
    for item in _listed(path):
        message = "" if item.path or item.name else message_id(item.id)
        if message.lower() not in met:
            yield item
        if message:
            met.add(message.lower())


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
    if not where.keys() & {"path", "id", "name"}:
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
    found = Item(
        id=cells.get("id", ""),
        path=cells.get("path", ""),
        name=cells.get("name", ""),
        size=int(size) if size else -1,
    )
    if not (found.id or found.path or found.name):
        raise LeftopenError(f"{path} line {number}: no path, no id and no name")
    return found


def items_of_assessment(folder: AssessmentFolder) -> Iterator[Item]:
    """Its source files: where they were on the server is not known. Whoever got an archive got what is in
    it."""
    for number, file in enumerate(folder.inventory().files):
        if file.inside >= 0:
            continue
        name = shown_path(file)
        yield Item(id=FILE_ID.format(number), name=name.rpartition("/")[2], size=file.size)


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
