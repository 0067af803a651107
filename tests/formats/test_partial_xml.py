"""Listings in XML, whole, cut and hostile."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.partial_xml import Tree, read
from tests.each import each

LIST = (
    b'<?xml version="1.0"?><ListBucketResult xmlns="http://s3.example/"><Name>a</Name><IsTruncated>false'
    b"</IsTruncated><Contents><Key>one &amp; two</Key><Size>5</Size></Contents>"
    b"<Contents><Key>b</Key><Size>6</Size></Contents></ListBucketResult>"
)
FIELDS = ("Name", "IsTruncated", "Key", "Size")


def test_fields_of_records_and_outside_of_them() -> None:
    tree = read(LIST, "Contents", FIELDS)
    assert (tree.root, tree.cut) == ("ListBucketResult", False)
    assert tree.top == {"Name": "a", "IsTruncated": "false"}
    assert tree.records == ({"Key": "one & two", "Size": "5"}, {"Key": "b", "Size": "6"})


@each("at", range(len(LIST)))
def test_a_list_that_was_cut_gives_its_whole_records(at: int) -> None:
    tree = read(LIST[:at], "Contents", FIELDS)
    assert tree.cut
    assert tree.records == read(LIST, "Contents", FIELDS).records[: len(tree.records)]


@pytest.mark.hostile("H18")
@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><a><Key>&c;</Key></a>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/hostname">]><a><Contents><Key>&b;</Key></Contents></a>',
        b"<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'><a/>",
        b"<a>" * 30_000,
        b"<?php system('x') ?><a/>",
    ],
    ids=["billion laughs", "external entity", "external type", "deep", "instruction"],
)
def test_abuse_gives_nothing(body: bytes) -> None:
    assert read(body, "Contents", FIELDS) == Tree()


@pytest.mark.hostile("H18")
def test_a_million_attributes_take_no_time() -> None:
    body = b"<ListBucketResult " + b" ".join(b'a%d="1"' % n for n in range(1_000_000)) + b"/>"
    began = time.process_time()
    assert read(body, "Contents", FIELDS).records == ()
    assert time.process_time() - began < 1


@given(st.binary(max_size=300), st.integers(0, len(LIST)))
def test_any_bytes_are_read(tail: bytes, at: int) -> None:
    read(tail, "Contents", FIELDS)
    read(LIST[:at] + tail, "Contents", FIELDS)


@pytest.mark.parametrize("name", ["UTF-9", "hex", "x" * 300])
def test_an_encoding_that_nobody_knows_gives_nothing(name: str) -> None:
    body = f'<?xml version="1.0" encoding="{name}"?><list><one><name>a</name></one></list>'.encode()
    assert read(body, "one", ["name"]).records == ()
