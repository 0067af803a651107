"""The word about a service, and its evidence, as sentences and as a JSON object."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leftopen.model.examined import SHORT, Examined, ExaminedVerdict, UnexaminedKind
from leftopen.model.facts import Json
from leftopen.model.verdict import WHY, Reason
from leftopen.translate import N_, Message, plural_message, plurals

WORDS = {
    ExaminedVerdict.OPEN: N_("open"),
    ExaminedVerdict.UNDETERMINED: N_("readable, purpose unknown"),
    ExaminedVerdict.PUBLISHED: N_("published"),
    ExaminedVerdict.CLOSED: N_("closed"),
    ExaminedVerdict.UNEXAMINED: N_("unexamined"),
}
ASKS_PASSWORD, DENIES_ACCESS, UNEXAMINED = "asks_password", "denies_access", "unexamined"
"""The counts of services in a scan's summary."""
NO_WORD = N_("not checked")
"""For a look without checks."""
_SHOWN = frozenset(
    (Reason.DATA_READABLE, Reason.EMPTY_READABLE, Reason.METADATA_READABLE, Reason.ACCESS_GRANTED)
)
_PAGES = plurals("{n} page read, nothing recognised", "{n} pages read, nothing recognised")
_NO_PAGE = plurals("{n} other path asked, no page read", "{n} other paths asked, no page read")
_OTHERS = plurals("{n} other path asked", "{n} other paths asked")
_ALL_ASK = plurals(
    "the front page and {n} other path ask for a password",
    "the front page and {n} other paths ask for a password",
)
_UNASKED = plurals("budget spent, {n} path not asked", "budget spent, {n} paths not asked")
_LINKS = plurals("{n} link not followed", "{n} links not followed")


def evidence(word: Examined) -> list[Message]:
    """The parts of one sentence; the check's name and what the server said are fields of their own."""
    return list(_evidence(word))


def evidence_text(word: Examined) -> str:
    """In English: `9 pages read, nothing recognised; 11 links not followed`."""
    check = f"{word.check}: " if word.check else ""
    said = f" ({word.said})" if word.said else ""
    return f"{check}{'; '.join(map(str, evidence(word)))}{said}"


def counted_as(word: Examined | None) -> list[str]:
    """The count of a scan's summary in which such a service is; [] for what verdicts count."""
    if word is not None and word.verdict is ExaminedVerdict.CLOSED:
        return [ASKS_PASSWORD if word.reason is Reason.PASSWORD_ASKED else DENIES_ACCESS]
    return [UNEXAMINED] if word is not None and word.kind is not None else []


def counts_text(counts: Mapping[str, object]) -> str:
    """`34 ask for a password, 12 unexamined`; '' where there is none."""
    words = {ASKS_PASSWORD: "ask for a password", DENIES_ACCESS: "deny access", UNEXAMINED: "unexamined"}
    numbers = {name: int(str(counts.get(name, 0))) for name in words}
    return ", ".join(f"{number:,} {words[name]}" for name, number in numbers.items() if number)


def examined_field(word: Examined | None) -> Json:
    """`unexamined` is the kind, null for another verdict; `evidence` the sentence."""
    if word is None:
        return None
    return {
        "verdict": word.verdict.value,
        "unexamined": word.kind.value if word.kind else None,
        "check": word.check or None,
        "reason": word.reason.value if word.reason else None,
        "evidence": evidence_text(word),
        "pages": word.pages,
        "paths": word.paths,
        "unasked": word.unasked,
        "not_followed": word.not_followed,
    }


def _evidence(word: Examined) -> Iterator[Message]:
    if word.verdict is ExaminedVerdict.OPEN and word.reason not in _SHOWN:
        yield N_("its case is open, and this scan could not confirm it")
    if word.check and word.reason is not None:
        yield N_(WHY[word.reason])
    elif word.verdict is ExaminedVerdict.CLOSED:
        yield plural_message(word.paths, *_ALL_ASK)
    elif word.kind is not None:
        yield from _unexamined(word, word.kind)


def _unexamined(word: Examined, kind: UnexaminedKind) -> Iterator[Message]:
    if kind is UnexaminedKind.FRONT_REFUSES:
        yield N_("the front page refuses")
        yield plural_message(word.paths, *_OTHERS)
    elif word.pages:
        yield plural_message(word.pages, *_PAGES)
    elif word.paths:
        yield plural_message(word.paths, *_NO_PAGE)
    if word.reason is not None:
        yield N_(WHY[word.reason])
    elif not (word.pages or word.paths or kind is UnexaminedKind.FRONT_REFUSES):
        yield N_(SHORT[kind])
    if word.unasked:
        yield plural_message(word.unasked, *_UNASKED)
    if word.not_followed:
        yield plural_message(word.not_followed, *_LINKS)
