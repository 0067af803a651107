"""Which links promise reading? An allow-list: what it does not know is not requested. Pure.

A GET should only read, but many programs open a door, delete or restart on one. No list of forbidden words
is ever complete. So a request that is born of an answer (a link, a script's path, a redirect, a sitemap's
line, an API's description) is made only where its words say that something is read there:

    PAGE        the last segment is a known reading noun, or a number below one that is no mail and no
                device's; or a file of data (JSON, XML, CSV, text)
    SCRIPT      a script file
    PICTURE     a picture file, or a camera's stream by its noun
    DOCUMENTED  a GET that an API description names: any words that do not act
    FOLDER      a folder of a proven listing, with its final slash
    FILE        a file of a proven listing; by its ending mail, archives, office and dumps; never a program

Everywhere: a word that acts or names a device, in any segment, parameter or value, stops it, as does a
letter of another script; a query only pages, sorts, filters, searches or names a view.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from importlib import resources

from leftopen.formats.url_quote import decoded

LONGEST = 500
_DECODED = 5
_SHORT = 3
_LISTS = tomllib.loads(resources.files("leftopen.wire.http").joinpath("link_words.toml").read_text("utf-8"))
_PARAMETERS = {kind: frozenset(words.split()) for kind, words in _LISTS["parameters"].items()}
ACTS, VERBS, DEVICES, _NOUNS, _QUALIFIERS, _FOLDERS = (
    frozenset(_LISTS[name].split()) for name in ("acts", "verbs", "devices", "nouns", "qualifiers", "folders")
)
_STOPS = ACTS | VERBS | DEVICES | frozenset(_LISTS["acts_in_paths"].split())
_NUMBERED = frozenset(_LISTS["numbered"].split())
INSIDE = re.compile(
    r"delete|remove|destroy|purge|erase|shutdown|reboot|restart|logout|logoff|signout|truncate|terminate|"
    r"uninstall|disable|reset|unlock|toggle|poweroff|killall|wipe"
)
"""These act also inside a longer word: `deleteall`, `userdelete`."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_DATA, _PAGES, _PROGRAMS, _PICTURES, _FILES = (
    frozenset(_LISTS["endings"][name].split()) for name in ("data", "pages", "programs", "pictures", "files")
)
_STREAMS = frozenset(_LISTS["streams"].split())
_NAME = re.compile(r"[\w.~ -]{1,200}")
_NUMBER = re.compile(
    r"\d{1,12}|[0-9a-f]{8,64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\d{4}(?:-\d\d){1,2}"
)
_DOCUMENT = re.compile(r"/[^?;]{1,2000}\.[A-Za-z0-9]{2,8}")
_CODED = re.compile(r"%[0-9A-Fa-f]{2}")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "æ": "ae", "đ": "d"})
_COUNT = re.compile(r"\d{0,15}|[0-9]{4}(?:-[0-9]{2}){1,2}|[0-9A-Za-z.]{0,20}\d[0-9A-Za-z.]{0,20}")
_PLAIN = re.compile(r"[\w .,:/@+-]{0,100}")


class Kind(Enum):
    """What names the request."""

    PAGE = "page"
    SCRIPT = "script"
    PICTURE = "picture"
    DOCUMENTED = "documented"
    FOLDER = "folder"
    FILE = "file"


class _Word(Enum):
    NOUN = 1
    QUALIFIER = 2
    ACTS = 3
    UNKNOWN = 4


def promises_reading(path: str, kind: Kind = Kind.PAGE, *, known: bool = False) -> bool:
    """May this path, with its query, be requested, though only an answer named it? In doubt, no. `known`: the
    same path was requested before, without this query or without the final slash."""
    if kind is Kind.FILE and _DOCUMENT.fullmatch(path) and _ending(path) in _FILES | _DATA:
        return True
    told = plain(path)
    if told is None or ";" in told or "//" in told:
        return False
    place, _, query = told.partition("?")
    segments = place.strip("/").split("/")
    if any(map(word_acts, _told(segments, kind))):
        return False
    if query and not _query_reads(query, kind, segments):
        return False
    return known or _BY_KIND[kind](segments, place.endswith("/") and place != "/")


def ever_promises(path: str) -> bool:
    """Might this path have been requested, whatever named it? For the route of an earlier look."""
    return any(promises_reading(path, kind) for kind in Kind)


def _told(segments: list[str], kind: Kind) -> Iterator[str]:
    """The words that are asked whether they act. A folder of a proven listing may be called `backup`, a
    script `go.js`: there a short word is one of its program's."""
    listed = kind in (Kind.FOLDER, Kind.FILE)
    for segment in segments:
        words = words_of(segment)
        if kind is Kind.SCRIPT:
            yield from (word for word in words if len(word) > _SHORT)
        elif not (listed and len(words) == 1 and words[0] in _FOLDERS):
            yield from words


def plain(text: str) -> str | None:
    """The text as a program reads it: percent codes decoded, accents gone; None where it has letters of
    another script, control characters, or codes within codes."""
    for _ in range(_DECODED):
        once = decoded(text[: 4 * LONGEST])
        if once == text:
            break
        text = once
    found = bare(text)
    coded = _CODED.search(found) is not None
    return None if coded or not found.isascii() or not found.isprintable() else found


def bare(text: str) -> str:
    """The text without accents: `löschen` is loschen."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(one for one in parts if not unicodedata.combining(one))


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case: `openDoor-2` is open, door."""
    return [word.lower() for word in _WORDS.findall(text)]


@lru_cache(maxsize=4096)
def word_acts(word: str) -> bool:
    """Does this word act, name a device, or is it made of such words (`unlockdoor`)?"""
    return _judged(word) is _Word.ACTS


@lru_cache(maxsize=4096)
def _judged(word: str) -> _Word:
    for kind, known in ((_Word.NOUN, _NOUNS), (_Word.ACTS, _STOPS), (_Word.QUALIFIER, _QUALIFIERS)):
        if word in known:
            return kind
    if INSIDE.search(word):
        return _Word.ACTS
    found = _made_of(word[:40])
    if found is None:
        return _Word.UNKNOWN
    return _Word.ACTS if found else _Word.NOUN


def _made_of(word: str) -> bool | None:
    """Is a word made of known ones? True: one of them acts in some reading; False: none; None: it is not."""
    reach: dict[int, bool] = {0: False}
    for end in range(2, len(word) + 1):
        for start in [one for one in reach if end - one >= 2]:
            part = word[start:end]
            acts = part in _STOPS
            if acts or part in _NOUNS or (part in _QUALIFIERS and len(part) > 2):
                reach[end] = reach.get(end, False) or reach[start] or acts
    return reach.get(len(word))


def _reads(text: str) -> bool:
    """Is it made of reading nouns and what may stand beside them? No single letter, no number alone."""
    words = words_of(text)
    kinds = {_judged(word) for word in words}
    return _Word.NOUN in kinds and kinds <= {_Word.NOUN, _Word.QUALIFIER} and len(max(words, key=len)) > 1


def _page(segments: list[str], slash: bool) -> bool:
    last = segments[-1]
    if not last:
        return True
    if not _NAME.fullmatch(last):
        return False
    stem, _, ending = last.rpartition(".") if "." in last.strip(".") else (last, "", "")
    if ending == "git":
        return len(stem) > 1
    if not slash and ending.lower() in _DATA:
        return len(stem) > 1 and not stem.startswith(".")
    if ending and ending.lower() not in _PAGES | _PROGRAMS:
        return _reads(last)
    return _reads(stem) or (not ending and _entry(segments))


def _entry(segments: list[str]) -> bool:
    """One entry of a collection: a number below a noun. Mail is left alone: to read one may mark it as
    read; so is what a device numbers."""
    owner = segments[-2] if len(segments) > 1 else ""
    number = _NUMBER.fullmatch(segments[-1].lower()) is not None
    return number and _reads(owner) and _NUMBERED.isdisjoint(words_of(owner))


def _script(segments: list[str], slash: bool) -> bool:
    return not slash and (segments[-1].lower().endswith((".js", ".mjs")) or segments[-1] == "js")


def _picture(segments: list[str], slash: bool) -> bool:
    stem, _, ending = segments[-1].lower().rpartition(".")
    shows = any(word in _STREAMS for word in words_of(stem or ending)) or not segments[-1]
    return not slash and (ending in _PICTURES or shows)


def _documented(segments: list[str], slash: bool) -> bool:
    """A last word that is not known must be a plural, as collections are called."""
    numbered = len(segments) > 1 and _NUMBER.fullmatch(segments[-1].lower())
    last = segments[-2] if numbered else segments[-1]
    if not slash and _ending(last) in _PICTURES | {"css"}:
        return True
    if not last or not _NAME.fullmatch(last):
        return not last
    words = words_of(last)
    unknown = [word for word in words if _judged(word) is _Word.UNKNOWN]
    return len(max(words, key=len, default="")) > 1 and all(word.endswith("s") for word in unknown)


def _folder(segments: list[str], slash: bool) -> bool:
    return slash


def _file(segments: list[str], slash: bool) -> bool:
    return not slash and len(segments[-1]) > 1 and _ending(segments[-1]) not in _PROGRAMS


def _ending(name: str) -> str:
    return name.rpartition(".")[2].lower() if "." in name else ""


_BY_KIND = {
    Kind.PAGE: _page,
    Kind.SCRIPT: _script,
    Kind.PICTURE: _picture,
    Kind.DOCUMENTED: _documented,
    Kind.FOLDER: _folder,
    Kind.FILE: _file,
}


def _query_reads(query: str, kind: Kind, segments: list[str]) -> bool:
    """Does each part page, sort, filter, search or name a view, in a form that is known?"""
    if kind in (Kind.FOLDER, Kind.FILE):
        return False
    pairs = [pair.partition("=") for pair in query.split("&") if pair]
    if kind is Kind.SCRIPT:
        return all(_COUNT.fullmatch(value or name) for name, _, value in pairs)
    if kind is Kind.PICTURE and all(_shows(name.lower(), value) for name, _, value in pairs):
        return True
    noun = bool(segments[-1]) and _NUMBER.fullmatch(segments[-1].lower()) is None
    return all(_asks(name.lower(), value, noun) for name, _, value in pairs)


def _shows(name: str, value: str) -> bool:
    return (name == "action" and value in _STREAMS) or _COUNT.fullmatch(value or name) is not None


def _asks(name: str, value: str, noun: bool) -> bool:
    """`noun`: the path ends with one, so that what a parameter names is one of many."""
    lists = {kind for kind, names in _PARAMETERS.items() if name in names}
    if "view" in lists and value.lower() in _PARAMETERS["views"]:
        return True
    if any(map(word_acts, words_of(value))):
        return False
    if "paging" in lists or (noun and "entry" in lists):
        return _COUNT.fullmatch(value) is not None
    if noun and "filter" in lists:
        return _PLAIN.fullmatch(value) is not None and not value.isdecimal() and len(value) != 1
    return not value and bool(lists & {"search", "views"})
