"""File browser (file manager): files of a server in a browser, with controls that change them.

Open: at least three entries (links that show the name their address ends with, rows with a file's name and
its size or date, or JSON objects with a name and a kind), and at least one control that uploads or makes
folders, or two others that rename, move or delete. In JSON the program's own flags count as controls.

Intent: *left open*: visitors can read, and the page offers them to change. *Published* only for the marks of
a publisher beside an upload alone. JSON without flags is judged by the names of its files.

False positives: an upload form without a list; pages of settings linked by their names, which have no ending,
size or date; a page that advertises a file manager has no entries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from leftopen.formats.file_names import names_intent
from leftopen.formats.file_totals import are_files, listed_size, listed_words
from leftopen.formats.mail_files import File, mail_files
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page
from leftopen.wire.http.pages.like_objects import like_objects, words
from leftopen.wire.http.pages.named_links import named_links
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.page_words import pressable_links
from leftopen.wire.http.pages.paging import goes_on
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_values import row_date, row_size

LEAST, MARKUP = 3, 128 * 1024
_UPLOAD = re.compile(
    r"\b(?:upload\w*|t[ée]l[ée]verser|hochladen|subir(?: archivos?)?|carica(?: file)?|uploaden|"
    r"enviar arquivos?|envoyer(?: un| des)? fichiers?|wgraj|nahrát|dodaj plik)\b|上传|アップロード|загрузить",
    re.IGNORECASE,
)
_FOLDER = re.compile(
    r"\b(?:(?:new|create|make|add)[ _-]?(?:folder|directory|dir)|mkdir|"
    r"nouveau (?:dossier|répertoire)|neuer ordner|ordner (?:anlegen|erstellen)|nueva carpeta|nuova cartella|"
    r"nova pasta|nieuwe map)\b|新建文件夹|新規フォルダ|создать папку",
    re.IGNORECASE,
)
_CHANGE: tuple[re.Pattern[str], ...] = (
    re.compile(
        r"\b(?:rename|renommer|umbenennen|renombrar|rinomina|renomear|hernoemen)\b|重命名|переименовать", re.I
    ),
    re.compile(
        r"\b(?:delete|remove|supprimer|löschen|eliminar|elimina|excluir|verwijderen)\b|删除|удалить", re.I
    ),
    re.compile(
        r"\b(?:move|cut|paste|chmod|permissions|déplacer|verschieben|mover|sposta|unzip|extract)\b|移动", re.I
    ),
)
_LABEL = re.compile(r"\b(?:title|aria-label|value|alt)=[\"']([^\"'<>]{2,40})[\"']", re.IGNORECASE)
_FILE_FIELD = re.compile(r"<input\b[^<>]{0,300}\btype=[\"']?file\b", re.IGNORECASE)
_FILE_NAME = re.compile(r"[^/\\<>:*?\"|]{1,200}\.[A-Za-z0-9]{1,8}")
_FLAGS = frozenset({"upload", "delete", "write", "writable", "create", "rename", "mkdir", "modify", "remove"})
_NAMES, _SIZES = ("name", "filename", "basename", "text", "path"), ("size", "length", "filesize", "bytes")
_KINDS = (
    "isdir",
    "isdirectory",
    "isfolder",
    "isfile",
    "directory",
    "folder",
    "type",
    "kind",
    "pathtype",
    "mimetype",
    "mime",
)
_CONTROL = re.compile(r"\W|_")


def judge(answer: Answer) -> ShapeMatch | None:
    """A list of files with controls."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        return _from_json(answer)
    return _from_page(answer, answer.page) if answer.page is not None else None


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    upload, changes = _controls(answer.text[:MARKUP], page)
    if not upload and changes < 2:
        return None
    files = named_links(page)
    if len(files) < LEAST:
        files = [
            file for group in page.groups for row in group.rows if (file := _row_file(row.cells)) is not None
        ]
    if len(files) < LEAST or not are_files(files):
        return None
    public = why_published(answer) if changes < 2 else ""
    why = public or "files, with controls to upload or change them"
    return _match(files, Intent.PUBLISHED if public else Intent.LEFT_OPEN, why, goes_on(answer))


def _controls(markup: str, page: Page) -> tuple[bool, int]:
    """Does the page offer to upload or to make a folder, and how many kinds of changes does it offer?"""
    labels = "\n".join(
        (
            *page.buttons,
            *(label for form in page.forms for label in form.buttons),
            *(link.text[:40] for link in pressable_links(page) if len(link.text) <= 40),
            *_LABEL.findall(markup)[:400],
        )
    )
    field = _FILE_FIELD.search(markup) is not None
    makes = _FOLDER.search(labels) is not None
    upload = makes or (field and _UPLOAD.search(f"{labels}\n{page.text[:5000]}") is not None)
    return upload, makes + sum(pattern.search(labels) is not None for pattern in _CHANGE)


def _row_file(cells: tuple[str, ...]) -> File | None:
    """The file of a row that prints its name, and its size or date in another cell."""
    name = next((cell for cell in cells[:4] if _FILE_NAME.fullmatch(cell)), "")
    beside = " ".join(cell for cell in cells if cell != name)
    if not name or (row_size(beside) is None and row_date(beside) is None):
        return None
    return File(path=name, size=row_size(beside), modified=row_date(beside))


def _from_json(answer: Answer) -> ShapeMatch | None:
    found = like_objects(answer.data)
    if found is None:
        return None
    files = [file for row in found.rows if (file := _json_file(row)) is not None]
    if len(files) < LEAST or len(files) * 10 < len(found.rows) * 9:
        return None
    if any(_allowed(answer.data, 3)):
        return _match(
            files, Intent.LEFT_OPEN, "files, which the program lets visitors change", goes_on(answer)
        )
    names = [file.path.rstrip("/").rpartition("/")[2] for file in files]
    return _match(files, *names_intent(names), goes_on(answer))


def _json_file(row: Mapping[str, Json]) -> File | None:
    keys = {_CONTROL.sub("", key).lower(): value for key, value in row.items()}
    name = next((value for key in _NAMES if isinstance(value := keys.get(key), str) and value), "")
    kinds = [str(keys[key]).lower() for key in _KINDS if key in keys]
    if not name or not kinds or len(name) > 1000:
        return None
    size = next((value for key in _SIZES if isinstance(value := keys.get(key), int)), None)
    folder = any(kind in ("dir", "directory", "folder", "d") for kind in kinds) or any(
        keys.get(key) in (True, 1) for key in ("isdir", "isdirectory", "isfolder", "directory", "folder")
    )
    has_metadata = (
        size is not None or {"modified", "mtime", "mtimems", "lastmodified", "date", "time"} & keys.keys()
    )
    if not has_metadata and not folder:
        return None
    return File(path=name + ("/" if folder else ""), size=None if folder else size)


def _allowed(data: Json, deepest: int) -> Iterator[bool]:
    """Each flag of the program that permits a change."""
    if isinstance(data, dict):
        for key, value in list(data.items())[:100]:
            if value is True and words(key) & _FLAGS:
                yield True
            elif deepest and isinstance(value, dict | list):
                yield from _allowed(value, deepest - 1)
    elif isinstance(data, list) and deepest:
        for one in data[:5]:
            yield from _allowed(one, deepest - 1)


def _match(files: list[File], intent: Intent, why: str, more: bool) -> ShapeMatch:
    plain = [file for file in files if not file.path.endswith("/")]
    folders = len(files) - len(plain)
    return ShapeMatch(
        kind=ExposureKind.DATA if plain else ExposureKind.METADATA,
        said=listed_words(len(plain), folders, more=more),
        intent=intent,
        why=why,
        size=listed_size(plain, at_least=bool(folders) or more),
        mail=mail_files(plain),
    )


_ROWS = "".join(
    f'<tr><td><a href="?p=docs&view=plan{n}.txt">plan{n}.txt</a></td><td>2 KB</td><td>2023-02-0{n}</td></tr>'
    for n in range(1, 5)
)
_FORM = '<form method="post"><input type="file"><button>Upload</button></form><button>New folder</button>'

shape = Shape(
    title="File browser usable without authentication",
    remedy=(
        "Stop the program or bind it to loopback, and require a login before it is started again. Look for "
        "files that you did not put there: a visitor may have uploaded programs. Never run a file browser in "
        "a folder that the web server executes. Keep the access logs: look for `POST` requests in them."
    ),
    severity=Severity.HIGH,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="number and sizes of the files on the page; a lower bound when folders are listed too",
    judge=judge,
    hits=(
        example(f"<html><body>{_FORM}<table>{_ROWS}</table></body></html>"),
        example(
            '{"allow_upload":true,"paths":[{"name":"a.txt","path_type":"File","size":3},'
            '{"name":"b.txt","path_type":"File","size":4},{"name":"c","path_type":"Dir","size":null}]}',
            "application/json",
        ),
    ),
    misses=(
        example(f"<html><body>{_FORM}<p>Send us your plan1.txt or plan2.txt.</p></body></html>"),
        example(f"<html><body><table>{_ROWS}</table></body></html>"),
        example(
            '[{"name":"Ann","type":"person"},{"name":"Bob","type":"person"},{"name":"Cy","type":"person"}]'
        ),
    ),
)
