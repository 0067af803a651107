"""Random questions, each as text and as what it means for the JSON line of a service.

The meaning is taken from the pages about searching (`docs/reference/search.md`, `docs/reference/fields.md`) alone: nothing here
reads a question or knows a column.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.service.search.question_fields import CONTAINS, FIELDS, IS, NUMBERS, YES, Line, fold

Holds = Callable[[Line], bool]
Maker = Callable[[Random, str, "Known"], "Question"]
LETTER = r"0-9A-Za-z\u0080-\U0010ffff"
WILD = "\0"
_SAFE = re.compile(rf"[{LETTER}_.:/;=%+@#]+(?:-[{LETTER}_.:/;=%+@#]+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    text: str
    holds: Holds
    single: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The services, and the values that each field has among them."""

    lines: Sequence[Line]
    values: Mapping[str, Sequence[Any]]


def known(lines: Sequence[Line]) -> Known:
    """The values of every field in order, so that a seed gives the same questions for the same lines."""
    values = {
        name: sorted({value for line in lines for value in of(line)}, key=str) for name, of in FIELDS.items()
    }
    return Known(lines=lines, values={name: found or ["none"] for name, found in values.items()})


def questions(chance: Random, of: Known) -> Iterator[Question]:
    """A term of every filter first, then trees of them."""
    for name in MAKERS:
        yield _leaf(chance, name, of)
    while True:
        yield _tree(chance, of, 3)


def _tree(chance: Random, of: Known, depth: int) -> Question:
    shape = chance.randrange(7) if depth else 0
    if shape < 3:
        return _leaf(chance, chance.choice(_WEIGHTED), of)
    if shape == 3:
        inner = _tree(chance, of, depth - 1)
        return Question(
            text=f"{chance.choice('-!')}{_grouped(chance, inner)}", holds=lambda line: not inner.holds(line)
        )
    parts = [_tree(chance, of, depth - 1) for _ in range(chance.randrange(2, 4))]
    if shape < 6:
        blank = chance.choice((" ", " ", "  ", "\t"))
        return Question(
            text=blank.join(_grouped(chance, part, always=False) for part in parts), single=False,
            holds=lambda line: all(part.holds(line) for part in parts),
        )  # fmt: skip
    return Question(
        text=" OR ".join(_grouped(chance, part) for part in parts), single=False,
        holds=lambda line: any(part.holds(line) for part in parts),
    )  # fmt: skip


def _grouped(chance: Random, part: Question, *, always: bool = True) -> str:
    """Terms side by side need no parentheses around terms side by side."""
    bare = part.single or (not always and " OR " not in part.text and chance.random() < 0.5)
    return part.text if bare and chance.random() < 0.9 else f"({part.text})"


def _leaf(chance: Random, name: str, of: Known) -> Question:
    return MAKERS[name](chance, name, of)


def _texts(chance: Random, name: str, of: Known) -> Question:
    """One to three values; each may have asterisks."""
    values = [_pattern(chance, chance.choice(of.values[name])) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    # A CVE's number alone is an error.
    values = [(f"{WILD}{text}", f".*{test}") if name == "vuln" else (text, test) for text, test in values]
    whole = name in IS
    tests = [re.compile(pattern, re.DOTALL) for _, pattern in values]

    def holds(line: Line) -> bool:
        held = [fold(str(value)) for value in FIELDS[name](line)]
        return any(test.fullmatch(one) if whole else test.search(one) for test in tests for one in held)

    return Question(
        text=f"{_cased(chance, name)}:{_listed(chance, [text for text, _ in values])}", holds=holds
    )


def _pattern(chance: Random, value: str) -> tuple[str, str]:
    """A value as it is written, still without quotation marks and with `WILD` for an asterisk that stands for
    anything, and as a regular expression."""
    value = str(value)
    begin = chance.randrange(len(value)) if chance.random() < 0.4 else 0
    end = chance.randrange(begin + 1, len(value) + 1) if chance.random() < 0.4 else len(value)
    piece = value[begin:end].strip() or value.strip()
    if chance.random() < 0.2 and piece[0].isalpha() and piece[0].isascii():
        piece = chance.choice((piece.upper(), piece.lower())) if piece.isascii() else piece
    middle = chance.randrange(len(piece))
    pieces = chance.choice(
        ([piece], [piece], [piece], [piece[:middle], piece[middle + 1 :]], ["", piece], [piece, ""])
    )
    if not any(pieces):
        pieces = [piece]
    pieces = [part.strip() if at in (0, len(pieces) - 1) else part for at, part in enumerate(pieces)]
    written = WILD.join(re.sub(r'([\\",*])', r"\\\1", part) for part in pieces)
    return written, ".*".join(re.escape(fold(part)) for part in pieces)


def _listed(chance: Random, values: Sequence[str]) -> str:
    """Bare, in quotation marks by itself or together, or between apostrophes."""
    whole = not any(WILD in value for value in values)
    if whole and chance.random() < 0.3 and len(values) > 1:
        return f'"{",".join(values)}"'
    if whole and len(values) == 1 and "'" not in values[0] and chance.random() < 0.15:
        return f"'{values[0]}'"
    return ",".join("*".join(_quoted(chance, part) for part in value.split(WILD)) for value in values)


def _quoted(chance: Random, part: str) -> str:
    """In quotation marks where it needs them, and sometimes where it does not. An asterisk between them would
    be one."""
    return part if not part or (_SAFE.fullmatch(part) and chance.random() < 0.6) else f'"{part}"'


def _cased(chance: Random, name: str) -> str:
    return name.upper() if chance.random() < 0.05 else name


def _numbers(chance: Random, name: str, of: Known) -> Question:
    parts = [_number(chance, name, of) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    text = ",".join(text for text, _ in parts)
    tests = [test for _, test in parts]
    return Question(
        text=f'{name}:"{text}"' if chance.random() < 0.1 else f"{name}:{text}",
        holds=lambda line: any(test(value) for test in tests for value in FIELDS[name](line)),
    )


def _number(chance: Random, name: str, of: Known) -> tuple[str, Callable[[int], bool]]:
    low = int(chance.choice(of.values[name])) + chance.choice((0, 0, 0, 1, -1))
    low = max(low, 1) if name in ("port", "asn") else low
    shown = f"AS{low}" if name == "asn" and chance.random() < 0.5 else str(low)
    kind = chance.choice(("", "", "", ">", ">=", "<", "<=", "-"))
    if kind == "-":
        high = low + chance.randrange(1, 900)
        return f"{low}-{high}", lambda value: low <= value <= high
    test: dict[str, Callable[[int], bool]] = {
        "": lambda value: value == low, ">": lambda value: value > low, ">=": lambda value: value >= low,
        "<": lambda value: value < low, "<=": lambda value: value <= low,
    }  # fmt: skip
    return f"{kind}{shown}", test[kind]


def _serial(chance: Random, name: str, of: Known) -> Question:
    number = int(chance.choice(of.values[name])) + chance.choice((0, 0, 1))
    text = chance.choice((str(number), hex(number), f"0x{number:X}"))
    return Question(text=f"{name}:{text}", holds=lambda line: number in FIELDS[name](line))


def _yes(chance: Random, name: str, of: Known) -> Question:
    wanted = chance.random() < 0.5
    word = chance.choice(("true", "yes", "1", "TRUE") if wanted else ("false", "no", "0", "No"))
    return Question(
        text=f"{name}:{word}", holds=lambda line: ("true" if wanted else "false") in FIELDS[name](line)
    )


def _net(chance: Random, name: str, of: Known) -> Question:
    networks = []
    for _ in range(chance.choice((1, 1, 2, 12))):
        address = ipaddress.ip_address(chance.choice(of.values["ip"]))
        most = address.max_prefixlen
        bits = most if chance.random() < 0.3 else chance.choice((most - 1, most - 3, most - 6, most // 2, 0))
        networks.append(ipaddress.ip_network(f"{address}/{bits}", strict=False))
    shown = ",".join(
        str(one.network_address if one.prefixlen == one.max_prefixlen else one) for one in networks
    )

    def holds(line: Line) -> bool:
        address = ipaddress.ip_address(line["ip_str"])
        mapped = ipaddress.ip_address(f"::ffff:{address}") if address.version == 4 else address
        return any(address in network or mapped in network for network in networks)

    return Question(text=f"{name}:{shown}", holds=holds)


def _day(chance: Random, name: str, of: Known) -> Question:
    field = "first_seen" if name == "first_seen" else "timestamp"
    day = date.fromisoformat(chance.choice(of.values[field])[:10]) + timedelta(
        days=chance.choice((0, 0, 1, -1, -30))
    )
    shown = chance.choice((f"{day:%d/%m/%Y}", day.isoformat()))
    sign = "" if name in ("before", "after") else chance.choice(("", ">", ">=", "<", "<="))

    def holds(line: Line) -> bool:
        seen = date.fromisoformat(FIELDS[field](line)[0][:10])
        meant = {"before": "<", "after": ">="}.get(name, sign)
        return {"": seen == day, ">": seen > day, ">=": seen >= day, "<": seen < day, "<=": seen <= day}[
            meant
        ]

    return Question(text=f"{name}:{sign}{shown}", holds=holds)


def _word(chance: Random, name: str, of: Known) -> Question:
    words = re.findall(f"[{LETTER}]+", chance.choice(of.values["data"]))
    word = chance.choice([word for word in words if word != "OR"] or ["none"])
    if chance.random() < 0.15 and len(word) > 2:
        word = word[:-1]
    word = chance.choice((word, word.upper(), word.lower())) if word.isascii() else word
    word = "or" if word == "OR" else word
    test = _as_words(word)
    return Question(text=word, holds=lambda line: bool(test.search(fold(line["data"]))))


def _phrase(chance: Random, name: str, of: Known) -> Question:
    """From the beginning of a word to the end of another, or any piece. It finds what has all of its words,
    and its text as it is written."""
    data = chance.choice(of.values["data"])
    found = [match.span() for match in re.finditer(f"[{LETTER}]+", data)]
    first = chance.randrange(len(found))
    last = min(first + chance.randrange(4), len(found) - 1)
    text = data[found[first][0] : found[last][1]]
    if chance.random() < 0.2:
        begin = chance.randrange(len(data))
        text = data[begin : begin + chance.randrange(1, 20)]
    if chance.random() < 0.2:
        text = text.upper() if text.isascii() else text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    words = [_as_words(word) for word in re.findall(f"[{LETTER}]+", text)]

    def holds(line: Line) -> bool:
        held = fold(line["data"])
        return fold(text) in held and all(word.search(held) for word in words)

    return Question(text=f'"{escaped}"', holds=holds)


def _as_words(text: str) -> re.Pattern[str]:
    """The word with no letter or digit before and behind it."""
    return re.compile(f"(?<![{LETTER}]){re.escape(fold(text))}(?![{LETTER}])")


def _everything(chance: Random, name: str, of: Known) -> Question:
    return Question(text="*", holds=lambda line: True)


def _any_value(chance: Random, name: str, of: Known) -> Question:
    field = chance.choice((*CONTAINS[:-1], *IS))
    return Question(text=f"{field}:*", holds=lambda line: bool(FIELDS[field](line)))


MAKERS: Mapping[str, Maker] = {
    **dict.fromkeys(CONTAINS, _texts), **dict.fromkeys(IS, _texts), **dict.fromkeys(NUMBERS, _numbers),
    **dict.fromkeys(YES, _yes), **dict.fromkeys(("ip", "net"), _net), "ssl.cert.serial": _serial,
    **dict.fromkeys(("before", "after", "timestamp", "first_seen", "last_seen"), _day),
    "word": _word, "phrase": _phrase, "*": _everything, "value": _any_value,
}  # fmt: skip
_WEIGHTED = (*MAKERS, *("word", "phrase", "net", "value", "port", "product") * 3)
