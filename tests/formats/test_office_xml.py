from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen.formats.office_runs import runs
from leftopen.formats.office_xml import DEPTH, ELEMENTS, Events, links, properties, read_xml
from tests.tier import examples


def events_of(raw: bytes, whole: bool = True) -> tuple[list[str], bool]:
    heard: list[str] = []

    def start(name: str, attributes: Mapping[str, str]) -> None:
        heard.append(f"<{name}{''.join(f' {key}={value}' for key, value in attributes.items())}>")

    def end(name: str) -> None:
        heard.append(f"</{name}>")

    read = read_xml(raw, whole, Events(start=start, end=end, text=heard.append))
    return heard, read


def test_names_come_without_their_namespaces() -> None:
    raw = b'<w:a xmlns:w="urn:x" w:b="1" c="2"><w:d>text</w:d></w:a>'
    assert events_of(raw) == (["<a b=1 c=2>", "<d>", "text", "</d>", "</a>"], True)


def test_what_comes_before_an_error_or_the_end_is_heard() -> None:
    assert events_of(b"<a>one<b>two</a>") == (["<a>", "one", "<b>", "two"], False)
    assert events_of(b"<a>one<b", False)[0][0] == "<a>"
    assert events_of(b"<a/>", False) == (["<a>", "</a>"], False)


@pytest.mark.parametrize(
    "declared",
    [
        b'<!DOCTYPE a [<!ENTITY b "c">]>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE a [<!ENTITY % b SYSTEM "http://192.0.2.1/">%b;]>',
        b"<!DOCTYPE a>",
    ],
)
def test_a_document_type_is_refused_before_anything_is_heard(declared: bytes) -> None:
    assert events_of(declared + b"<a>&b;</a>") == ([], False)


def test_depth_and_elements_are_bounded() -> None:
    assert events_of(b"<a>" * DEPTH + b"</a>" * DEPTH)[1]
    assert len(events_of(b"<a>" * (DEPTH + 1) + b"</a>" * (DEPTH + 1))[0]) == DEPTH
    assert len(events_of(b"<a>" + b"<b/>" * ELEMENTS + b"</a>")[0]) < 2 * ELEMENTS + 2


def test_properties_are_lines_by_name() -> None:
    raw = b'<P><a> x </a><property name="EDIPI"><lpwstr>1234567890</lpwstr></property><b/></P>'
    assert properties(raw, True) == ("a = x\nEDIPI = 1234567890", True)


def test_runs_are_joined_and_paragraphs_are_lines() -> None:
    assert runs(b"<x><p><t>a</t><u>no</u><t>b</t></p><si><t>c</t></si></x>", True) == ("ab\nc\n", True)


def test_links_are_what_lies_outside() -> None:
    raw = b'<R><Relationship Target="a" TargetMode="External"/><Relationship Target="b"/></R>'
    assert links(raw, True) == ("a", True)


ENCODINGS = st.sampled_from(b"utf-8 utf-16 punycode rot13 idna utf-7 x cp037 big5".split())


@given(ENCODINGS, st.binary(max_size=100), st.booleans())
@settings(max_examples=examples(300))
def test_no_bytes_make_it_raise(encoding: bytes, inside: bytes, whole: bool) -> None:
    for raw in (inside, b"<?xml version='1.0' encoding='" + encoding + b"'?><a>" + inside + b"</a>"):
        events_of(raw, whole)
        properties(raw, whole)
        runs(raw, whole)
