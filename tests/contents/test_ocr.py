"""Tesseract itself, on pages drawn on the spot; where it is not installed these tests say so."""

from __future__ import annotations

import os
import stat
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from leftopen.contents import ocr
from leftopen.contents.ocr import OcrFailed, OcrProgram, OcrText, find_program, read_table, read_text
from leftopen.formats.picture import GreyPicture, grey_picture
from tests.contents.tesseract import required
from tests.formats.drawn_pages import DOD_ID, IBAN, SSN, drawn, saved

PAGE = drawn()


def program(folder: Path, script: str) -> OcrProgram:
    """A shell script in its place."""
    file = folder / "tesseract"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o700)
    return OcrProgram(program=str(file), models="", languages=("eng",))


@pytest.mark.parametrize("dpi", [100, 150, 300])
def test_what_is_on_a_page_is_read(dpi: int) -> None:
    found = read_text(required(), grey_picture(saved(drawn(dpi=dpi))))
    assert f"Social Security Number\t{SSN}" in found.text
    assert f"DoD ID Number\t{DOD_ID}" in found.text
    # Of a coarse page some blanks are lost.
    assert IBAN.replace(" ", "") in found.text.replace(" ", "")
    assert found.confidence > ocr.POOR


@pytest.mark.parametrize("degrees", [90, 180])
def test_a_page_that_does_not_stand_upright_is_turned(degrees: int) -> None:
    found = read_text(required(), grey_picture(saved(PAGE.rotate(degrees, expand=True))))
    assert SSN in found.text


def test_a_picture_without_words_has_none() -> None:
    assert read_text(required(), grey_picture(saved(Image.new("L", (1, 1))))) == OcrText()
    empty = Image.new("L", (400, 400), 255)
    empty.paste(0, (100, 100, 300, 300))
    assert not any(word.isalnum() for word in read_text(required(), grey_picture(saved(empty))).text.split())


def test_its_time_is_limited_by_the_processor(tmp_path: Path) -> None:
    began = time.monotonic()
    with pytest.raises(OcrFailed, match="more than 1 seconds"):
        read_text(
            program(tmp_path, "cat >/dev/null; while :; do :; done"), grey_picture(saved(PAGE)), seconds=1
        )
    assert time.monotonic() - began < 30


def test_its_time_is_limited_by_the_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pid = tmp_path / "pid"
    # Its limit on files would stop the script from writing.
    monkeypatch.setattr(ocr, "_limit", lambda seconds: None)
    sleeps = program(tmp_path, f"echo $$ >{pid}; exec sleep 60")
    with pytest.raises(OcrFailed, match="longer than 1 seconds"):
        read_text(sleeps, grey_picture(saved(PAGE)), wall=1)
    with pytest.raises(ProcessLookupError):
        os.kill(int(pid.read_text()), 0)


def test_its_memory_is_limited(tmp_path: Path) -> None:
    asks = "exec python3 -c 'import sys; sys.stdin.buffer.read(); bytearray(700 << 20)'"
    with pytest.raises(OcrFailed, match="MiB"):
        read_text(program(tmp_path, asks), grey_picture(saved(PAGE)))


def test_a_program_that_is_gone_says_so(tmp_path: Path) -> None:
    gone = OcrProgram(program=str(tmp_path / "nothing"), models="", languages=("eng",))
    with pytest.raises(OcrFailed, match="does not start"):
        read_text(gone, grey_picture(saved(PAGE)))


def test_it_gets_pixels_and_no_environment(tmp_path: Path) -> None:
    """And no file: what it is given begins as a graymap, whatever the picture was."""
    script = f"env >{tmp_path}/env; head -c 2 >{tmp_path}/first; cat >/dev/null; echo $@ >{tmp_path}/words"
    # Its limit on files would stop the script from writing.
    read = program(tmp_path, script)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_SECRET_ACCESS_KEY", "made-up")
        patch.setattr(ocr, "_limit", lambda seconds: None)
        assert read_text(read, grey_picture(saved(PAGE, format="JPEG"))) == OcrText()
    assert (tmp_path / "first").read_bytes() == b"P5"
    assert "made-up" not in (tmp_path / "env").read_text()
    assert "stdin stdout -l eng" in (tmp_path / "words").read_text()


def test_the_one_of_the_path_is_found_by_its_models(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "PACKAGE", "no_such_module")
    assert find_program(str(tmp_path)) is None
    program(tmp_path, "echo fra")
    assert find_program(str(tmp_path)) is None
    program(tmp_path, "printf 'List of languages:\\ndeu\\neng\\nfra\\n'")
    found = find_program(str(tmp_path))
    assert found == OcrProgram(program=str(tmp_path / "tesseract"), models="", languages=("eng", "fra"))
    (tmp_path / "tesseract").chmod(stat.S_IRUSR)
    assert os.geteuid() == 0 or find_program(str(tmp_path)) is None


def test_the_table_of_words() -> None:
    head = b"level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n"
    rows = (
        b"4\t1\t1\t1\t1\t0\t1\t1\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t1\t1\t9\t9\t90.0\tSSN\n"
        b"5\t1\t1\t1\t1\t2\t15\t1\t9\t9\t60.0\t512\n5\t1\t1\t1\t2\t1\t1\t1\t9\t9\t0\tabcdef\n"
    )
    assert read_table(head + rows) == OcrText(text="SSN 512\nabcdef", words=3, confidence=37.5)


def line(*words: tuple[int, int, float, str]) -> str:
    """Of left side, width, confidence and text of each, ten pixels high."""
    row = "5\t1\t1\t1\t1\t{}\t{}\t0\t{}\t10\t{}\t{}\n"
    rows = "".join(row.format(number, *one) for number, one in enumerate(words))
    return read_table(rows.encode()).text


def test_a_doubtful_blank_before_a_1_is_none_and_a_wide_gap_is_a_column() -> None:
    assert line((0, 30, 95, "SSN"), (60, 30, 80, "5"), (94, 60, 80, "12-48-7719")) == "SSN\t512-48-7719"
    assert line((0, 40, 95, "6016"), (44, 40, 95, "1331")) == "6016 1331"
    assert line((0, 20, 50, "17"), (24, 20, 50, "04"), (48, 40, 50, "1981")) == "17 041981"
    assert line((0, 20, 50, "17"), (24, 20, 50, "04")) == "17 04"


def test_the_check_digits_of_an_iban_are_digits() -> None:
    assert line((0, 40, 95, "GBO3"), (44, 40, 95, "NWBK")) == "GB03 NWBK"
    assert line((0, 40, 95, "FR7O"), (44, 40, 95, "3000")) == "FR70 3000"
    assert line((0, 40, 95, "ZOO3"), (44, 40, 95, "and")) == "ZOO3 and"


@given(st.lists(st.one_of(st.binary(max_size=30), st.just(b"\t"), st.just(b"5\t"), st.just(b"\n"))))
def test_any_table_is_read(pieces: list[bytes]) -> None:
    found = read_table(b"".join(pieces))
    assert 0 <= found.confidence <= 100


def test_turning_stops_at_the_first_that_is_good(tmp_path: Path) -> None:
    """Each call is written down; only the second, half round, has words that can be trusted."""
    calls = tmp_path / "calls"
    words = r"printf '5\t1\t1\t1\t1\t1\t1\t1\t9\t9\t%s\tabcd\n5\t1\t1\t1\t1\t2\t1\t1\t9\t9\t%s\tabcd\n"
    words += r"5\t1\t1\t1\t1\t3\t1\t1\t9\t9\t%s\tabcd\n5\t1\t1\t1\t1\t4\t1\t1\t9\t9\t%s\tabcd\n'"
    script = f"cat >/dev/null; echo >>{calls}; c=20; [ $(wc -l <{calls}) = 2 ] && c=90; {words} $c $c $c $c"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ocr, "_limit", lambda seconds: None)
        found = read_text(
            program(tmp_path, script), GreyPicture(width=20, height=20, pixels=bytes(range(200)) * 2)
        )
    assert found.confidence == 90
    assert len(calls.read_text()) == 2
