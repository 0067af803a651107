"""Which links promise reading? An allow-list: what it does not know is not requested. Pure.

A GET should only read, but many programs open a door, delete or restart on one. No list of forbidden words
is ever complete. So a request that is born of an answer (a link, a script's path, a redirect, a sitemap's
line, an API's description) is made only where its words say that something is read there:

    PAGE        every segment is made of known words, the last one is a reading noun, or a number below the
                name of a collection of records; or a file of data with such a name
    SCRIPT      a script file
    PICTURE     a picture file, or a camera's stream by its noun
    DOCUMENTED  a GET that an API description names: its last word may be an unknown plural
    FRONT       where the front page sends every visitor by itself: any words that do not act
    FOLDER      a folder of a proven listing, with its final slash
    FILE        a file of a proven listing, by its ending or its well-known name; never a program

Everywhere: a word that acts or names a device, in any segment, parameter or value, stops it, as does a
letter of another script; a query only pages, sorts, filters, searches or names a view. Below a page that was
answered, earlier segments may be unknown: they stand in that page's own address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from leftopen.wire.http.link_words import (
    ENDINGS,
    ENTRIES,
    FILES,
    FIRST,
    FOLDERS,
    FRONT,
    PARAMETERS,
    RUNS,
    SET,
    STREAMS,
    Word,
    is_plural,
    is_token,
    judge_word,
    plain,
    reads,
    word_acts,
    words_of,
)

_SHORT = 3
_NAME = re.compile(r"[\w.~ -]{1,200}")
_NUMBER = re.compile(
    r"\d{1,12}|[0-9a-f]{8,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}(?:-\d\d){1,2}|v\d{1,2}(?:\.\d)?"
)
_VERSION = re.compile(r"v\d{1,2}(?:\.\d)?")
_COUNT = re.compile(r"\d{0,15}|[0-9]{4}(?:-[0-9]{2}){1,2}|[0-9A-Za-z.]{0,20}\d[0-9A-Za-z.]{0,20}")
_PLAIN = re.compile(r"(?!https?:|ftp:|file:|www\.)[\w .,:/@+-]{0,100}", re.IGNORECASE)
"""No address of another server: the program would ask that one."""
_SIZE = re.compile(r"\d{0,15}|\d{2,5}x\d{2,5}|[a-f0-9]{6,40}")
_HIDDEN = re.compile(r"%(?:2f|5c|3f|3b|0|1|7f|20$|2e$)|[;?]", re.IGNORECASE)
_MAILDIR = re.compile(r"\d{9,}[.]\S{1,200}")
_AFTER = frozenset({"history", "details", "detail", "info", "status", "summary", "overview"})
"""May stand below a number, beside plurals: any other noun may be a verb there (`/invoices/5/email`)."""


class Kind(Enum):
    """What names the request."""

    PAGE = "page"
    SCRIPT = "script"
    PICTURE = "picture"
    DOCUMENTED = "documented"
    FRONT = "front"
    FOLDER = "folder"
    FILE = "file"


def promises_reading(path: str, kind: Kind = Kind.PAGE, *, known: bool = False, below: int = 0) -> bool:
    """May this path, with its query, be requested, though only an answer named it? In doubt, no. `known`: the
    same path was requested before, without this query or without the final slash; `below`: so many of its
    first segments are the folder of one that was."""
    if kind is Kind.FILE:
        return _file(path)
    is_plain = plain(path)
    if is_plain is None or ";" in is_plain or "//" in is_plain:
        return False
    place, _, query = is_plain.partition("?")
    segments = place.strip("/").split("/")
    if any(map(word_acts, _told(segments[below:], kind))):
        return False
    if query and not _query_reads(query, kind, segments):
        return False
    slash = place.endswith("/") and place != "/"
    return known or _BY_KIND[kind](segments, slash, below)


def ever_promises(path: str) -> bool:
    """Might this path have been requested, whatever named it? For the route of an earlier look."""
    segments = (plain(path) or "").partition("?")[0].strip("/").split("/")
    if any(map(word_acts, _told(segments, Kind.FOLDER))):
        return False
    return any(promises_reading(path, kind, below=len(segments) - 1) for kind in _BY_KIND)


def _told(segments: list[str], kind: Kind) -> Iterator[str]:
    """The words that are asked whether they act. A folder of a proven listing may be called `backup`, a
    script `go.js`: there a short word is one of its program's."""
    for segment in segments:
        words = words_of(segment)
        if kind is Kind.SCRIPT or is_token(segment):
            yield from (word for word in words if len(word) > _SHORT)
        elif not (kind is Kind.FOLDER and len(words) == 1 and words[0] in FOLDERS):
            yield from words


def _page(segments: list[str], slash: bool, below: int) -> bool:
    last = segments[-1]
    if not last:
        return True
    if len(segments) == 1 and not below and last.lower() in FRONT:
        return True
    if not _NAME.fullmatch(last) or not all(map(_passes, segments[below:-1])):
        return False
    if _VERSION.fullmatch(last.lower()) and len(segments) > 1:
        return reads(segments[-2])
    stem, _, ending = last.rpartition(".") if "." in last.strip(".") else (last, "", "")
    if ending == "git":
        return len(stem) > 1
    if ending and ending.lower() not in ENDINGS["pages"] | ENDINGS["programs"] | ENDINGS["data"]:
        return reads(last)
    if ending.lower() in ENDINGS["programs"] and not RUNS.isdisjoint(words_of(stem)):
        return False
    return _noun(stem, segments[:-1], below) or (not ending and _entry(segments))


def _passes(segment: str) -> bool:
    """May it stand before the last one? Known words, a number, a version."""
    if _NUMBER.fullmatch(segment.lower()) or segment == "_" or is_token(segment):
        return True
    kinds = {judge_word(word) for word in words_of(segment)}
    return bool(kinds) and kinds <= {Word.NOUN, Word.QUALIFIER} and len(segment) > 1


def _noun(stem: str, before: list[str], below: int) -> bool:
    """Is the last segment a reading noun, in a place where it is no verb?"""
    if not reads(stem):
        return False
    if any(_NUMBER.fullmatch(one.lower()) and not _VERSION.fullmatch(one.lower()) for one in before):
        return stem.lower() in _AFTER or stem.lower().endswith("s")
    verb = stem.lower() in FIRST and not below
    return not verb or all(
        _VERSION.fullmatch(one.lower())
        or is_token(one)
        or all(judge_word(word) is Word.QUALIFIER for word in words_of(one))
        for one in before
    )


def _entry(segments: list[str]) -> bool:
    """One entry of a collection of records: mail is none, since to read one may mark it as read."""
    owner = words_of(segments[-2]) if len(segments) > 1 else []
    number = _NUMBER.fullmatch(segments[-1].lower()) is not None
    return number and bool(owner) and owner[-1] in ENTRIES and reads(segments[-2])


def _script(segments: list[str], slash: bool, below: int) -> bool:
    return not slash and (segments[-1].lower().endswith((".js", ".mjs")) or segments[-1] == "js")


def _picture(segments: list[str], slash: bool, below: int) -> bool:
    stem, _, ending = segments[-1].lower().rpartition(".")
    shows = any(word in STREAMS for word in words_of(stem or ending)) or not segments[-1]
    return not slash and (ending in ENDINGS["pictures"] or shows)


def _documented(segments: list[str], slash: bool, below: int) -> bool:
    """A last word that is not known must be a plural, as collections are called."""
    numbered = len(segments) > 1 and _NUMBER.fullmatch(segments[-1].lower())
    last = segments[-2] if numbered else segments[-1]
    if not slash and _ending(last) in ENDINGS["pictures"] | {"css"}:
        return True
    if not last or not _NAME.fullmatch(last) or any(len(one) == 1 and one.isalpha() for one in segments):
        return not last
    words = words_of(last)
    unknown = [word for word in words if judge_word(word) is Word.UNKNOWN]
    if numbered and not unknown:
        return _entry(segments)
    return bool(words) and len(max(words, key=len)) > 1 and all(map(is_plural, unknown))


def _front(segments: list[str], slash: bool, below: int) -> bool:
    """Whoever opens the server's front page requests it, a search engine too."""
    named = all(_NAME.fullmatch(one) and len(one) > 1 for one in segments)
    return _page(segments, slash, below) or (named and not any(map(_runs, segments[:-1])))


def _folder(segments: list[str], slash: bool, below: int) -> bool:
    return slash and len(segments[-1]) > 1 and not any(map(_runs, segments))


def _file(path: str) -> bool:
    """A file with a known ending or name, no part of whose path is a program's."""
    segments = path.strip("/").split("/")
    last = segments[-1].rstrip(".").lower()
    if path.endswith("/") or _HIDDEN.search(path) or any(map(_runs, segments)) or len(last) < 2:
        return False
    stem, _, ending = last.rpartition(".")
    if stem and ending.isdecimal():
        ending = _ending(stem) or "log"
    if last.startswith(".") or _MAILDIR.fullmatch(last) or last in FILES:
        return True
    if stem:
        return any(ending in ENDINGS[kind] for kind in ("files", "data", "pages", "pictures", "listed"))
    return reads(last)


def runs(path: str) -> bool:
    """Does it name a program, or a file that a server may run as one?"""
    return any(map(_runs, path.partition("?")[0].split("/")))


def _runs(segment: str) -> bool:
    """Is one of its endings a program's? A server may run `mailer.php.bak`."""
    return any(part in ENDINGS["programs"] for part in segment.lower().split(".")[1:])


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


_BY_KIND = {
    Kind.PAGE: _page,
    Kind.SCRIPT: _script,
    Kind.PICTURE: _picture,
    Kind.DOCUMENTED: _documented,
    Kind.FRONT: _front,
    Kind.FOLDER: _folder,
}


def _query_reads(query: str, kind: Kind, segments: list[str]) -> bool:
    """Does each part page, sort, filter, search or name a view, in a form that is known?"""
    pairs = [(name.lower(), value) for name, _, value in (pair.partition("=") for pair in query.split("&"))]
    if kind is Kind.FOLDER:
        return False
    if kind in (Kind.SCRIPT, Kind.PICTURE):
        return all(_shows(name, value, kind) for name, value in pairs)
    noun = words_of(segments[-1].partition(".")[0])[-1:]
    lists = [_asks(name, value) for name, value in pairs]
    entry, filtered = "entry" in lists, "filter" in lists
    if None in lists or (entry and filtered) or ((entry or filtered) and (not noun or noun[0] in SET)):
        return False
    return not entry or noun[0] in ENTRIES or noun[0] in PARAMETERS["views"]


def _shows(name: str, value: str, kind: Kind) -> bool:
    """How a picture is to be made, or which version of a file is meant."""
    if kind is Kind.PICTURE and name == "action":
        return value in ("stream", "snapshot")
    bare_number = not value and _SIZE.fullmatch(name) is not None and kind is Kind.SCRIPT
    return (
        bare_number
        or (name in PARAMETERS["file"] and _COUNT.fullmatch(value) is not None)
        or (kind is Kind.PICTURE and name in PARAMETERS["picture"] and _SIZE.fullmatch(value) is not None)
    )


def _asks(name: str, value: str) -> str | None:
    """Which list the parameter stands in, where its value has that list's form."""
    if name in PARAMETERS["view"] and value.lower() in PARAMETERS["views"]:
        return "view"
    if any(map(word_acts, words_of(value))):
        return None
    if name in PARAMETERS["paging"]:
        return "paging" if _COUNT.fullmatch(value) else None
    if name in PARAMETERS["entry"] and _COUNT.fullmatch(value):
        return "entry"
    if name in PARAMETERS["filter"]:
        is_plain = _PLAIN.fullmatch(value) is not None and not value.isdecimal() and len(value) != 1
        return "filter" if is_plain else None
    return "search" if not value and name in PARAMETERS["search"] | PARAMETERS["views"] else None
