from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.ppt import reader
from tests.documents.old_office import (
    SUMMARY,
    atom,
    packed_object,
    powerpoint,
    slide,
    summary,
    word,
)
from tests.formats.test_drawing_pictures import PNG, blip
from tests.tier import examples

PICTURE = blip(0xF01E, 0x6E0, b"\xff" + PNG)
SSN = "-".join(("891", "23", "4567"))
INNER = word(["inner"])
STREAM = slide("Roster\rof the unit", f"SSN {SSN} ł") + atom(0x0FBA, "Jane".encode("utf-16-le"))
WHOLE = powerpoint(STREAM + packed_object(INNER), more={SUMMARY: summary(title="brief")})


def test_texts_in_their_order_and_objects_as_parts() -> None:
    document = reader.read(WHOLE)
    assert document.not_read == 0
    assert document.text.split("\n") == ["title = brief", "Roster", "of the unit", f"SSN {SSN} ł", "Jane"]
    assert [part.data for part in document.parts] == [INNER]


def test_an_encrypted_presentation_is_told() -> None:
    document = reader.read(powerpoint(b"noise", user=0xF3D1C4DF, more={SUMMARY: summary(author="Jane")}))
    assert (document.locked, document.text) == ("PowerPoint with a password", "author = Jane")


def test_a_bomb_is_bounded_and_counted() -> None:
    document = reader.read(powerpoint(slide("x") + packed_object(bytes(40 * 1024 * 1024))))
    assert document.failed == 1
    assert len(document.parts[0].data) == 32 * 1024 * 1024


def test_too_much_text_is_cut_and_counted() -> None:
    document = reader.read(powerpoint(slide("x" * 3_000_000, "y" * 3_000_000)))
    assert document.failed >= 1
    assert len(document.text) <= 4 * 1024 * 1024


def test_a_damaged_stream_is_carved() -> None:
    document = reader.read(powerpoint(b"\0\0\xff\xff\xff\xff\xff\x7f" + f"SSN {SSN} ".encode() * 300))
    assert document.carved
    assert SSN in document.text


def test_it_is_recognised_by_its_stream_or_its_name() -> None:
    readers = catalogue.readers()
    for name in ("a.ppt", ""):
        found = [one for one in readers if readers[one].recognises(name, "", powerpoint(slide("x"))[:4096])]
        assert found == ["ppt"]


@given(st.integers(0, len(WHOLE)), st.binary(min_size=1, max_size=40))
@settings(max_examples=examples(100), deadline=None)
def test_no_bytes_make_it_raise(at: int, noise: bytes) -> None:
    for raw in (WHOLE[:at] + noise + WHOLE[at + len(noise) :], WHOLE[:at], noise + WHOLE[:at]):
        reader.read(raw)


@given(st.integers(0, len(WHOLE) - 1))
@settings(max_examples=examples(100), deadline=None)
def test_however_it_is_cut_the_loss_is_counted(cut: int) -> None:
    assert reader.read(WHOLE[:cut]).not_read >= 1


def test_pictures_are_parts() -> None:
    document = reader.read(powerpoint(STREAM, more={"Pictures": PICTURE}))
    assert ([part.data for part in document.parts], document.failed) == ([PNG], 0)
