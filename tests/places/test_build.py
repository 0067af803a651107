"""Sources go in and out of one table, and leave nothing behind."""

from __future__ import annotations

from leftopen.formats.address_range import prefix
from leftopen.model.address import Address
from leftopen.model.location import NOWHERE, Location
from leftopen.model.ranges import Range, Ranges
from leftopen.places import Places
from leftopen.places.build import empty, with_source, without
from leftopen.places.table import Source, Table, encode


def source(name: str, *, claim: str = "network", dated: str = "2026-11-01") -> Source:
    return Source(name=name, format=name, claim=claim, title=name, dated=dated, imported="", ranges=1)


def ranges(*answer: tuple[str, int]) -> Ranges:
    layer: list[Range] = [(*prefix(text), Location(asn=asn)) for text, asn in answer]
    return Ranges(title="", layers=(layer,))


def asn(table: Table, text: str) -> int:
    return Places(table=table).lookup(Address.parse(text)).asn


def test_the_newest_source_speaks_whichever_came_first() -> None:
    old, new = source("old", dated="2026-01-01"), source("new", dated="2026-02-01")
    one = with_source(with_source(empty(), old, ranges(("8.0.0.0/8", 1))), new, ranges(("8.8.0.0/16", 2)))
    other = with_source(with_source(empty(), new, ranges(("8.8.0.0/16", 2))), old, ranges(("8.0.0.0/8", 1)))
    for table in (one, other):
        assert [asn(table, text) for text in ("8.8.1.1", "8.9.1.1", "9.1.1.1")] == [2, 1, 0]
    # A narrower range of an older source changes nothing: it may have been sold since.
    narrow = with_source(other, old, ranges(("8.8.8.0/24", 3)))
    assert [asn(narrow, text) for text in ("8.8.8.8", "8.9.1.1")] == [2, 0]


def test_a_source_taken_out_leaves_the_table_as_if_it_had_never_been() -> None:
    base = with_source(empty(), source("kept"), ranges(("8.0.0.0/8", 1), ("2a00::/16", 4)))
    both = with_source(base, source("gone"), ranges(("8.8.0.0/16", 2), ("2a00:1::/32", 5)))
    assert asn(both, "2a00:1::1") != 0
    assert encode(without(both, "gone")) == encode(base)


def test_a_source_of_the_same_name_is_replaced() -> None:
    first = with_source(empty(), source("one"), ranges(("8.0.0.0/8", 1)))
    second = with_source(first, source("one"), ranges(("9.0.0.0/8", 2)))
    assert len(second.sources) == 1
    assert [asn(second, text) for text in ("8.8.1.1", "9.1.1.1")] == [0, 2]


def test_special_addresses_are_nowhere_whoever_claims_them() -> None:
    table = with_source(empty(), source("greedy"), ranges(("0.0.0.0/0", 1), ("::/0", 2)))
    special = (
        "127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "255.255.255.255", "0.0.0.0", "::1", "::", "fe80::1", "fd00::1",
        "2001:db8::1", "ff02::1", "::ffff:10.0.0.1",
    )  # fmt: skip
    places = Places(table=table)
    assert {text: places.lookup(Address.parse(text)) for text in special} == dict.fromkeys(special, NOWHERE)
    edges = ("9.255.255.255", "11.0.0.0", "172.32.0.0", "223.255.255.255", "1.0.0.0")
    assert [asn(table, text) for text in edges] == [1] * len(edges)
    assert [asn(table, text) for text in ("2600::1", "fbff::1", "::1:0:0:0:1")] == [2] * 3
