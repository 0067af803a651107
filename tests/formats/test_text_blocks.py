"""Files that are written as text are taken out of it, whole or damaged, and nothing else is."""

from __future__ import annotations

import base64
import binascii
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.formats.text_blocks import BLOCKS, text_blocks
from tests.tier import examples

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 3 + b"\n%%EOF"
NOISE = bytes(range(250, 0, -1)) * 2


def uuencoded(data: bytes, name: str = "scan.pdf") -> str:
    lines = [binascii.b2a_uu(data[at : at + 45], backtick=True).decode() for at in range(0, len(data), 45)]
    return f"begin 644 {name}\n{''.join(lines)}`\nend\n"


def lines(data: bytes, width: int = 76, mark: str = "\n") -> str:
    coded = base64.b64encode(data).decode()
    return mark.join(coded[at : at + width] for at in range(0, len(coded), width))


@given(st.binary(min_size=1, max_size=500))
def test_what_is_uuencoded_is_a_part_with_its_name(data: bytes) -> None:
    found = text_blocks(f"see below\n\n{uuencoded(data, 'a b.pdf')}\nJane\n")
    assert found.text == "see below\n\nbegin 644 a b.pdf\n\nJane\n"
    assert [(part.name, part.data, part.damaged) for part in found.parts] == [("a b.pdf", data, False)]


def test_without_its_end_it_is_damaged() -> None:
    found = text_blocks(uuencoded(PDF)[:300])
    assert [part.damaged for part in found.parts] == [True]
    assert PDF.startswith(found.parts[0].data[:100])


def test_base64_under_the_same_heading() -> None:
    found = text_blocks(f"begin-base64 644 a.pdf\n{lines(PDF)}\n====\nJane\n")
    assert (found.text, found.parts[0].data) == ("begin-base64 644 a.pdf\nJane\n", PDF)
    assert [one.damaged for one in text_blocks(f"begin-base64 644 a.pdf\n{lines(PDF)}\n").parts] == [True]


@pytest.mark.parametrize(
    "written",
    [
        lines(PDF),
        lines(PDF, mark="\r\n"),
        lines(PDF, mark="\n> "),
        lines(PDF, 10_000),
        json.dumps(lines(PDF)),
        base64.urlsafe_b64encode(PDF).decode(),
        json.dumps(base64.b64encode(PDF).decode()).replace("/", "\\/"),
    ],
)
def test_a_file_that_was_pasted_as_base64(written: str) -> None:
    found = text_blocks(f"Jane: {written}\n891-23-4567")
    assert [part.data for part in found.parts] == [PDF]
    assert found.text.startswith("Jane: ")
    assert "891-23-4567" in found.text
    assert len(found.text) < 30


def test_text_beyond_ascii_in_lines_of_base64() -> None:
    data = "café 891-23-4567 \n".encode() * 20
    found = text_blocks(f"Hello,\n\n{lines(data)}\n\nJane")
    assert [(part.media, part.data) for part in found.parts] == [("text/plain", data)]
    assert found.text == "Hello,\n\n\n\nJane"


def test_lines_that_hold_no_known_file_are_a_part_and_stay() -> None:
    text = f"x\n{lines(NOISE)}\n"
    found = text_blocks(text)
    assert (found.text, [part.data for part in found.parts]) == (text, [NOISE])


@pytest.mark.parametrize(
    "text",
    [
        "begin 644 of something\nHello Jane, this is no file\nend\n",
        "-----BEGIN PGP MESSAGE-----\n\n" + lines(NOISE) + "\n-----END PGP MESSAGE-----\n",
        "\n".join(f"{number:064x}" for number in range(9)) + "\n1234\n",
        "\n".join(["A" * 64] * 5) + "\n",
        "a JVBERi of the report and /9j/ too",
    ],
)
def test_what_is_no_file_stays(text: str) -> None:
    found = text_blocks(text)
    assert (found.text, found.parts) == (text, ())


def test_a_word_in_the_line_below_a_full_last_line_stays() -> None:
    whole = PDF[: 57 * 4]
    found = text_blocks(f"{lines(whole)}\n891234567\nJane")
    assert "891234567\nJane" in found.text
    assert found.parts[0].data.startswith(whole)


def test_blocks_beyond_the_limit_are_counted() -> None:
    found = text_blocks(uuencoded(b"x") * (BLOCKS + 3))
    assert (len(found.parts), found.beyond) == (BLOCKS, 3)


PIECES = st.sampled_from(
    [
        "begin 644 x\n",
        "end\n",
        "`\n",
        "\n",
        "JVBERi",
        "/9j/",
        "A" * 76 + "\n",
        "=",
        "\\n",
        " ",
        "#0V%T\n",
        "-----BEGIN",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join))
@settings(max_examples=examples(300), deadline=None)
def test_any_text_is_survived_and_grows_by_nothing(text: str) -> None:
    found = text_blocks(text)
    assert len(found.text) <= len(text)
    assert sum(len(part.data) for part in found.parts) <= len(text)
