"""Directory listing, in any dress: table, list, preformatted text, cards, JSON or WebDAV.

Open: at least three links one step below the page whose text is their name (or five that share the beginning
of their address, as `?file=`), at least half of all links but those that sort or lead to an entry again, and
the mark of a machine: a link to the parent, links that sort, "Index of", size and date beside nearly every
entry, addresses shown letter by letter with a folder's slash, or a size beside five and no mark of a
publisher; or names of files, most of the entries, on a page that calls itself a directory; or a page that is
nothing but the names of four files. Also four paths of files as the values of check boxes or choices. In
JSON: an array of objects with a name and a size, a kind or a date. In WebDAV: the content of the folder.

Intent: *left open* when names show mail stores, database dumps, backups, keys, office documents or a home
folder; *published* when at least half are release files; else undetermined: plain files do not tell.

False positives: a page whose links are articles (most of them `.html`) is no listing, nor are rows that are
known by their numbers alone. A file that is listed is never fetched by this shape.
"""

from __future__ import annotations

import re

from leftopen.formats.file_names import names_intent
from leftopen.formats.file_totals import are_files, listed_size, listed_words
from leftopen.formats.mail_files import File, mail_files
from leftopen.formats.url_quote import decoded
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.model.shape import Shape, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Link, Page
from leftopen.wire import dav
from leftopen.wire.http.pages.file_values import file_values
from leftopen.wire.http.pages.named_links import named_links
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.paging import goes_on
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_values import row_date, row_size

LEAST = 3
MOST, SHORT = 2000, 1500
_SAYS = re.compile(
    r"\b(?:index of|directory (?:listing|contents)|listing (?:of|for)|contenu du (?:dossier|répertoire)|"
    r"verzeichnis|índice de|indice di|inhoud van|available files|files (?:are )?in the directory)\b|"
    r"[|:-]\s*directory\s*$",
    re.IGNORECASE,
)
_TITLED = re.compile(
    r"(?:directory|folder|files?|dossier|fichiers|verzeichnis|ordner|dateien|carpeta|archivos)\b",
    re.IGNORECASE,
)
_PARENT = re.compile(
    r"^(?:\.\.?/?|parent directory|up to .*|\[?(?:to )?parent.*|dossier parent|\W{1,3})$", re.IGNORECASE
)
_SORT = re.compile(r"[?&;](?:C=[NMSD]|sort|order|o|s|dir)\b", re.IGNORECASE)
_NAME_KEYS = ("name", "filename", "file", "path", "key", "title")
_OTHER_KEYS = (
    "size",
    "length",
    "bytes",
    "type",
    "is_dir",
    "isdir",
    "mtime",
    "modified",
    "lastmodified",
    "date",
    "kind",
)
_FILE = re.compile(r"[^<>|?*]{1,200}\.[A-Za-z0-9]{1,8}")
_UNIT = re.compile(
    r"(?<![\w.])\d{1,15}(?:[.,]\d{1,3})?\s?(?:[kmgt]?i?b|[kmgt]?o|bytes|octets)\b", re.IGNORECASE
)
_PAGES = re.compile(r"\.(?:html?|php|aspx?|jsp)$", re.IGNORECASE)


def judge(answer: Answer) -> ShapeMatch | None:
    """A listing by the form of its entries."""
    files = _files(answer)
    if not files:
        return None
    names = [file.path.rstrip("/").rpartition("/")[2] for file in files]
    if sum(bool(_PAGES.search(name)) for name in names) * 2 > len(names):
        return None
    plain = [file for file in files if not file.path.endswith("/")]
    folders = len(files) - len(plain)
    intent, why = names_intent(names)
    more = goes_on(answer)
    return ShapeMatch(
        kind=ExposureKind.DATA if plain else ExposureKind.METADATA,
        said=listed_words(len(plain), folders, more=more),
        intent=intent,
        why=why,
        size=listed_size(plain, at_least=bool(folders) or more),
        mail=mail_files(plain),
    )


def _files(answer: Answer) -> list[File]:
    if answer.reply.status == dav.FOUND:
        return _from_dav(answer)
    if answer.reply.status != 200:
        return []
    if answer.page is None:
        return _from_json(answer.data)
    found = _from_page(answer, answer.page)
    if not found and (files := file_values(answer.text, answer.page.text)) and not why_published(answer):
        found = [File(path=f"/{file.strip('/')}", size=None, modified=None) for file in files]
    return found


def _from_dav(answer: Answer) -> list[File]:
    """The content of a WebDAV folder; calendars and address books are another shape."""
    found = dav.entries(answer.reply)
    if any(entry.holds or entry.name.lower().endswith((".ics", ".vcf")) for entry in found):
        return []
    return [File(path=entry.path, size=entry.size, modified=entry.modified) for entry in found]


def _from_page(answer: Answer, page: Page) -> list[File]:
    here = answer.path.partition("?")[0].rsplit("/", 1)[0] + "/"
    steps = {name: link for link in page.links[:MOST] if (name := _step(link, here))}
    if len(steps) < LEAST or len(steps) * 2 < len(page.links) - _again(page, steps):
        return _by_parameter(page)
    files = [
        File(
            path=here + name,
            size=None if name.endswith("/") else row_size(_beside(link, name)),
            modified=row_date(_beside(link, name)),
        )
        for name, link in steps.items()
    ]
    if _says_so(page) or _has_parent(page) or (_machine_made(page, steps) and are_files(files)):
        return files
    plain = [name for name in steps if _FILE.fullmatch(name)]
    sized = sum(_UNIT.search(_beside(steps[name], name)) is not None for name in plain)
    cards = len(plain) >= LEAST + 2 and sized * 10 >= len(plain) * 9 and len(plain) * 2 > len(steps)
    cards = cards and not why_published(answer)
    return files if cards or _bare(answer, page, steps) else []


def _again(page: Page, steps: dict[str, Link]) -> int:
    """The links that sort the list, or lead to an entry once more with a query, to show it or to fetch it."""
    more = [(link.href, *link.href.split("?", 1)) for link in page.links[:MOST] if link.href.find("?") >= 0]
    again = sum(path in steps and steps[path].href != href for href, path, _ in more)
    return again + sum(not path and bool(_SORT.match(href)) for href, path, _ in more)


def _bare(answer: Answer, page: Page, steps: dict[str, Link]) -> bool:
    """Nothing but the names of files: what else a visitor reads there is less than one letter in five."""
    names = [name for name in steps if _FILE.fullmatch(name)]
    text_length = len(_plain(page.text)) - sum(len(_plain(link.text)) for link in page.links)
    alone = text_length * 5 <= len(_plain(page.text)) and len(steps) * 10 >= len(page.links) * 9
    return alone and len(names) > LEAST and len(names) * 2 > len(steps) and not why_published(answer)


def _by_parameter(page: Page) -> list[File]:
    """Programs that print a folder under one path, with the file in a parameter: a size and a date, or the
    words of a listing, must tell."""
    files = named_links(page)
    numbers = all(file.path.rpartition("/")[2].isdecimal() for file in files)
    if len(files) < LEAST + 2 or len(files) * 2 < len(page.links) or numbers:
        return []
    text_length = sum(
        file.modified is not None and (file.path.endswith("/") or file.size is not None) for file in files
    )
    summary = _SAYS.search(page.title) or any(_SAYS.search(heading) for heading in page.headings)
    return files if summary or text_length * 10 >= len(files) * 9 else []


def _step(link: Link, here: str) -> str:
    """The entry's name when the link goes one step down and its text is that name, else ''."""
    href = link.href.removeprefix(here) if link.href.startswith("/") else link.href
    bare = href.removeprefix("./").partition("?")[0]
    name = bare.removesuffix("/")
    if not name or set(name) & set("/#:\\") or name.startswith(".."):
        return ""
    if "?" in href and not bare.endswith("/") and _FILE.fullmatch(name) is None:
        return ""
    shown = link.text.strip().removesuffix("/").removesuffix("…").removesuffix("...").rstrip(">.")
    same = shown and (_plain(name).startswith(_plain(shown)) or _plain(shown).endswith(_plain(name)))
    if same or (_FILE.fullmatch(name) and decoded(name) in f" {link.text} "):
        return bare
    rest = link.text.strip().removeprefix(decoded(name))
    return bare if rest != link.text.strip() and row_date(rest) is not None else ""


def _beside(link: Link, name: str) -> str:
    """What stands beside the name: the rest of its row, and on a card also inside the link."""
    return f"{link.text.replace(decoded(name), ' ')} {link.near}" if link.text != name else link.near


def _plain(name: str) -> str:
    return re.sub(r"%[0-9A-Fa-f]{2}|[\W_]", "", name).lower()


def _machine_made(page: Page, steps: dict[str, Link]) -> bool:
    if all(name.isdecimal() for name in steps):
        return False
    files = [name for name in steps if _FILE.fullmatch(name)]
    if _TITLED.match(page.title.strip()) and len(files) > LEAST and len(files) * 2 > len(steps):
        return True
    if sum(bool(_SORT.search(link.href)) for link in page.links) >= 2 or _is_literal(steps):
        return True
    text_length = sum(
        row_date(link.near) is not None and (name.endswith("/") or row_size(link.near) is not None)
        for name, link in steps.items()
    )
    return len(steps) >= 5 and text_length * 10 >= len(steps) * 9


def _is_literal(steps: dict[str, Link]) -> bool:
    """Each link shows its address letter by letter, a folder with its slash: no person writes links so."""
    folders = sum(name.endswith("/") for name in steps)
    literal = all(link.text.strip() == decoded(name) for name, link in steps.items())
    return literal and folders > 0 and len(steps) - folders >= LEAST


def _says_so(page: Page) -> bool:
    """The words of a listing, in its title, a heading or a short page."""
    if _SAYS.search(page.title) or any(_SAYS.search(heading) for heading in page.headings):
        return True
    return len(page.text) < SHORT and _SAYS.search(page.text) is not None


def _has_parent(page: Page) -> bool:
    return any(_PARENT.match(link.text) and link.href.rstrip("/").endswith("..") for link in page.links)


def _from_json(data: Json) -> list[File]:
    rows = data
    if isinstance(data, dict):
        rows = next(
            (value for value in data.values() if isinstance(value, list) and len(value) >= LEAST), None
        )
    if not isinstance(rows, list) or len(rows) < LEAST:
        return []
    files = [file for row in rows[:MOST] if isinstance(row, dict) and (file := _json_file(row)) is not None]
    return files if len(files) * 10 >= len(rows[:MOST]) * 9 else []


def _json_file(row: dict[str, Json]) -> File | None:
    keys = {key.lower(): value for key, value in row.items()}
    name = next((value for key in _NAME_KEYS if isinstance(value := keys.get(key), str)), "")
    others = [key for key in _OTHER_KEYS if key in keys]
    if not name or len(name) > 1000 or not others or not re.search(r"[./]|^[\w -]+$", name):
        return None
    kind = str(keys.get("type", keys.get("kind", ""))).lower()
    folder = kind in ("directory", "dir", "folder") or keys.get("is_dir") is True or keys.get("isdir") is True
    if not folder and not ({"size", "length", "bytes"} & keys.keys()):
        return None
    size = next(
        (value for key in ("size", "length", "bytes") if isinstance(value := keys.get(key), int)), None
    )
    return File(
        path=f"/{name.strip('/')}" + ("/" if folder else ""), size=None if folder else size, modified=None
    )


_LISTED = (
    '<html><head><title>Share</title></head><body><table><tr><td><a href="../">..</a></td></tr>'
    + "".join(
        f'<tr><td><a href="scan{n}.tif">scan{n}.tif</a></td><td>2023-02-0{n} 10:00</td><td>12 KB</td></tr>'
        for n in range(1, 6)
    )
    + "</table></body></html>"
)
_BLOG = (
    "<html><head><title>Blog</title></head><body><ul>"
    + "".join(f'<li><a href="post{n}.html">post{n}</a> 2023-02-0{n}</li>' for n in range(1, 6))
    + '<li><a href="../">..</a></li></ul></body></html>'
)

shape = Shape(
    title="Directory listing readable without authentication",
    remedy=(
        "Stop the server or bind it to loopback, or require a login in front of it. Turn listings off "
        "where the server has a switch (nginx: `autoindex off;`; Apache: `Options -Indexes`). Move the "
        "files out of the web root: anyone who knows their names can fetch them even without a listing. "
        "Keep the access logs: they show who read what."
    ),
    severity=Severity.MEDIUM,
    references=("https://cwe.mitre.org/data/definitions/548.html",),
    sized_by="number and sizes of the files on the page; a lower bound when folders are listed too",
    judge=judge,
    lists=True,
    hits=(
        example(_LISTED),
        example(
            '[{"name":"a.txt","size":3},{"name":"b.txt","size":5},{"name":"c","type":"directory"}]',
            "application/json",
        ),
    ),
    misses=(
        example(_BLOG),
        example('[{"name":"Ann","age":3},{"name":"Bob","age":5},{"name":"Cy","age":6}]', "application/json"),
    ),
)
