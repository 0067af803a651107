"""The words of links, from `link_words.toml`: which are reading nouns, which act or name a device. Pure."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from functools import lru_cache

from leftopen.formats.url_quote import decoded
from leftopen.model.packaged import read_toml

LONGEST = 500
_DECODED = 5
_TOKEN = 16
_LISTS = read_toml("leftopen.wire.http", "link_words")
PARAMETERS = {kind: frozenset(words.split()) for kind, words in _LISTS["parameters"].items()}
ENDINGS = {kind: frozenset(words.split()) for kind, words in _LISTS["endings"].items()}
ACTS, VERBS, DEVICES, FOLDERS, STREAMS, ENTRIES, FIRST, SET, FILES, RUNS, FRONT = (
    frozenset(_LISTS[name].split())
    for name in (
        "acts",
        "verbs",
        "devices",
        "folders",
        "streams",
        "entries",
        "first",
        "set",
        "files",
        "runs",
        "front",
    )
)
NOUNS, QUALIFIERS = (frozenset(_LISTS[name].split()) for name in ("nouns", "qualifiers"))
COMMANDS = VERBS | DEVICES
NAMED_ACTS = ACTS | COMMANDS
STOPS = ACTS | VERBS | DEVICES | frozenset(_LISTS["acts_in_paths"].split())
INSIDE = re.compile(
    r"delete|remove|destroy|purge|erase|shutdown|reboot|restart|logout|logoff|signout|truncate|terminate|"
    r"uninstall|disable|reset|unlock|toggle|poweroff|killall|wipe"
)
"""These act also inside a longer word: `deleteall`, `userdelete`."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
_CODED = re.compile(r"%[0-9A-Fa-f]{2}")
_LETTERS = str.maketrans({"ß": "ss", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ı": "i", "æ": "ae", "đ": "d"})


class Word(Enum):
    NOUN = 1
    QUALIFIER = 2
    ACTS = 3
    UNKNOWN = 4


def plain(text: str) -> str | None:
    """The text as a program reads it: percent codes decoded, accents gone; None where it has letters of
    another script, control characters, or codes within codes."""
    for _ in range(_DECODED):
        once = decoded(text[: 4 * LONGEST])
        if once == text:
            break
        text = once
    found = strip_accents(text)
    coded = _CODED.search(found) is not None
    return None if coded or not found.isascii() or not found.isprintable() else found


def strip_accents(text: str) -> str:
    """The text without accents: `löschen` is loschen."""
    if text.isascii():
        return text
    parts = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(one for one in parts if not unicodedata.combining(one))


def words_of(text: str) -> list[str]:
    """The words of a text, in lower case: `openDoor-2` is open, door."""
    return [word.lower() for word in _WORDS.findall(text)]


def word_acts(word: str) -> bool:
    """Does this word act, name a device, or is it made of such words (`unlockdoor`)?"""
    return judge_word(word) is Word.ACTS


@lru_cache(maxsize=8192)
def judge_word(word: str) -> Word:
    """What kind of word it is, by itself or by the known words of which it is made."""
    for kind, known in ((Word.NOUN, NOUNS), (Word.ACTS, STOPS), (Word.QUALIFIER, QUALIFIERS)):
        if word in known:
            return kind
    if INSIDE.search(word):
        return Word.ACTS
    acts = _made_of(word[:40])
    return Word.UNKNOWN if acts is None else Word.ACTS if acts else Word.NOUN


def _made_of(word: str) -> bool | None:
    """Is a word made of known ones? True: one of them acts in some reading; False: none; None: it is not."""
    reach: dict[int, bool] = {0: False}
    for end in range(2, len(word) + 1):
        for start in [one for one in reach if end - one >= 2]:
            part = word[start:end]
            acts = part in STOPS
            if acts or part in NOUNS or (part in QUALIFIERS and len(part) > 2):
                reach[end] = reach.get(end, False) or reach[start] or acts
    return reach.get(len(word))


def is_plural(word: str) -> bool:
    """Is an unknown word a plural, as collections are called, and no verb's form (`fires`)?"""
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is", "os")):
        return False
    singulars = {word[:-1], word.removesuffix("es"), word.removesuffix("ies") + "y"}
    return not any(map(word_acts, singulars))


def is_token(segment: str) -> bool:
    """Is it a random name, whose letters make no words: `LDkIONsDYsTovtPQxNVH`?"""
    words = words_of(segment)
    random = len(segment) >= _TOKEN and segment.isalnum() and len(words) * 3 >= len(segment)
    return random and not any(len(word) > 3 and word_acts(word) for word in words)


def reads(text: str) -> bool:
    """Is it made of reading nouns and what may stand beside them? No single letter, no number alone."""
    words = words_of(text)
    kinds = {judge_word(word) for word in words}
    return Word.NOUN in kinds and kinds <= {Word.NOUN, Word.QUALIFIER} and len(max(words, key=len)) > 1
