"""A value that only the heading of its column tells is masked in text that is stored: canaries in tables."""

from __future__ import annotations

import json
import time
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.contents.find import Finder
from leftopen.contents.masking import Masker
from leftopen.contents.table_columns import heading_above, in_columns
from tests.contents.test_bulk_filter import called_clean, context
from tests.stopwatch import SHORT_S, shortest

HEADS = {
    "Passport No.": "X12345678",
    "passport_number": "512345679",
    "Passeport": "19FV12345",
    "Reisepass-Nr.": "C01X00T47",
    "DOB": "1980-02-03",
    "Date of birth": "03.02.1980",
    "Birth": "19800203",
    "Born": "3 Feb 1980",
    "Naissance": "03/02/1980",
    "SSN": "891234567",
    "Social": "891234567",
    "EDIPI": "1234567890",
    "NHS number": "9434765919",
}
FAR = "a room that is far from here and that has no number at all and no word of weight"
MARKS = (",", ";", "\t", "|", "   ")


def masker() -> Masker:
    return context()[1]


def finder() -> Finder:
    return context()[1]._finder


def table(head: str, value: str, mark: str, rows: int = 3) -> str:
    """The value stands far from its heading, in every row but the first."""
    lines = [("Name", "Place", "Street", head, "Note"), ("Anna", FAR, FAR, "-", "x")]
    lines += [("Jane", FAR, FAR, value, "x")] * rows
    return "\n".join(map(mark.join, lines))


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("head", HEADS)
def test_no_canary_of_a_column_is_stored(head: str, mark: str) -> None:
    value = HEADS[head]
    for text in (
        table(head, value, mark),
        f"HTTP/1.1 200 OK\r\nContent-Type: text/csv\r\n\r\n{table(head, value, mark)}",
        table(head, value, mark).replace("\n", "\r\n"),
    ):
        masked = masker().mask(text)
        assert value not in masked
        assert FAR in masked
        assert masker().mask(masked) == masked


@pytest.mark.parametrize("head", HEADS)
def test_nor_in_an_excerpt_a_block_or_a_string_of_json(head: str) -> None:
    text = table(head, HEADS[head], ",", 1)
    [excerpt] = masker().excerpts([text.encode()], 4_000)
    kept = (excerpt, json.dumps(masker().block({"http": {"html": text}})), masker().mask(json.dumps(text)),
            *masker().mask_all([text, "nothing"]))  # fmt: skip
    assert [text for text in kept if HEADS[head] in text] == []


@pytest.mark.parametrize("head", HEADS)
def test_no_line_of_an_import_with_such_a_table_is_called_clean(head: str) -> None:
    text = table(head, HEADS[head], ",")
    line = json.dumps({"ip_str": "192.0.2.7", "port": 80, "data": text}).encode()
    assert not called_clean(line)
    suspects, _ = context()[0].suspects(line + b"\n")
    assert suspects


def test_quotation_marks_hide_marks() -> None:
    text = 'Name,Passport No.,Note\n"Roe, Jane","X12345678","a, b"\n"Poe, Luke",X22345679,c\n'
    assert masker().mask(text) == (
        'Name,Passport No.,Note\n"Roe, Jane","*******78","a, b"\n"Poe, Luke",*******79,c\n'
    )


@pytest.mark.parametrize(
    "text",
    [
        "Name,Shipped\nJane,1980-02-03\n",
        "Name,DOB,Shipped\nJane,,1980-02-03\n",
        "Name,DOB\nJane,unknown\n\nplain line\nanother plain line\nOrder,1980-02-03\n",
    ],
)
def test_other_columns_and_other_lines_stay(text: str) -> None:
    assert masker().mask(text) == text


def test_the_headings_above_a_place_are_found() -> None:
    text = "Some words\n" + table("DOB", "1980-02-03", ";", 50)
    assert heading_above(finder(), text, len(text) - 9) == "Name;Place;Street;DOB;Note"
    assert heading_above(finder(), text, 3) == ""
    assert heading_above(finder(), text + "\n\none line\nmore lines\nand more\n", len(text) + 25) == ""


WORDS = ["Passport", "DOB", "X12345678", "1980-02-03", "Name", "é"]
PIECES = st.sampled_from([*WORDS, *MARKS, '"', "\n", "\r\n"])


@given(st.lists(PIECES, max_size=60).map("".join))
def test_what_is_masked_stays_as_it_is(text: str) -> None:
    masked = masker().mask(text)
    assert masker().mask(masked) == masked
    assert in_columns(finder(), masked, finder().candidates(masked)) == []


@pytest.mark.parametrize("piece", ["passport,a\n", "DOB|", 'DOB,"\n', "passport,DOB\n1,2\n", "a,1\n", '",'])
def test_its_time_grows_with_the_text(piece: str) -> None:
    text = "Passport,DOB\n" + piece * (200_000 // len(piece))
    began = time.process_time()
    in_columns(finder(), text, finder().candidates(text))
    assert time.process_time() - began < 10


@pytest.mark.parametrize("piece", ["DOB ", "DOB,"])
def test_a_line_of_nothing_but_headings_is_judged_once(piece: str) -> None:
    """Four times the line takes about four times as long; where each word judges it anew, sixteen."""
    small, large = piece * 50_000, piece * 200_000
    _, short = shortest(partial(finder()._headings, small), 2)
    _, long = shortest(partial(finder()._headings, large), 2)
    assert long < 8 * max(short, SHORT_S)
