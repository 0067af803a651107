from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.documents.rtf import reader
from tests.tier import examples

SSN = "-".join(("891", "23", "4567"))
WHOLE = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\*\generator Word;}{\info{\author Jane Roe}}"
    rb"\uc1 caf\'e9 "
    rb"{\b SSN }{\i " + SSN[:5].encode() + rb"}" + SSN[5:].encode() + rb"\par\u8364?5{\v hidden}"
    rb"\trowd name\cell Roe\cell\row{\footer a footer}{\*\unknown gone}"
    rb"{\field{\*\fldinst HYPERLINK x.example}}}"
)


def test_text_without_its_formatting() -> None:
    document = reader.read(WHOLE)
    assert document.failed == 0
    assert f"café SSN {SSN}\n€5hidden" in document.text
    assert "name\tRoe\t\n" in document.text
    for there in ("Jane Roe", "a footer", "HYPERLINK x.example"):
        assert there in document.text
    for gone in ("Arial", "Word", "gone"):
        assert gone not in document.text


def test_objects_inside_are_counted() -> None:
    document = reader.read(rb"{\rtf1 a{\object{\*\objdata 0105}}{\object{\*\objdata 0105}} b}")
    assert (document.text.split(), document.failed) == (["a", "b"], 2)


def test_deep_groups_are_survived() -> None:
    assert reader.read(rb"{\rtf1 " + b"{" * 200_000 + b"text").failed == 1


def test_it_is_recognised_by_its_first_bytes() -> None:
    readers = catalogue.readers()
    assert [name for name in readers if readers[name].recognises("a.doc", "", WHOLE)][:1] == ["rtf"]
    assert not reader.recognises("a.rtf", "", b"text")


@given(st.integers(0, len(WHOLE) - 1), st.binary(max_size=20))
@settings(max_examples=examples(200), deadline=None)
def test_what_is_cut_is_counted_and_nothing_raises(at: int, noise: bytes) -> None:
    assert reader.read(WHOLE[:at]).failed >= (at > 0)
    reader.read(WHOLE[:at] + noise + WHOLE[at + len(noise) :]).text.encode()


def test_pictures_are_parts_and_those_not_read_are_counted() -> None:
    shown = rb"{\*\shppict{\pict{\*\picprop{\sp{\sn a}{\sv 1}}}\pngblip\picw10 89504E 47{\*\blipuid 00}}}"
    older = rb"{\nonshppict{\pict\wmetafile8 0102}}"
    document = reader.read(rb"{\rtf1 a " + shown + older + rb"{\pict\pngblip\bin4 \xff\xfe} b}")
    assert [part.data for part in document.parts] == [b"\x89PNG"]
    assert (document.failed, document.text.split()) == (1, ["a", "b"])
