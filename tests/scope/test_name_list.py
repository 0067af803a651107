"""Lists of names: pairs as in a hosts file, zone files, and what is neither."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadAddress
from leftopen.scope.name_list import MOST_NAMES, read_names


def read(text: str | bytes) -> list[tuple[str, str]]:
    raw = text if isinstance(text, bytes) else text.encode()
    return [(str(address), name) for address, name in read_names(io.BytesIO(raw), "list")]


def test_each_line_gives_an_address_and_its_names() -> None:
    text = "\ufeff192.0.2.7 Mail.Example.org. shop.example.org # both\n\n# nothing\n"
    text += "2001:db8::7\tbücher.example\n"
    assert read(text) == [
        ("192.0.2.7", "mail.example.org"),
        ("192.0.2.7", "shop.example.org"),
        ("2001:db8::7", "xn--bcher-kva.example"),
    ]


def test_a_pair_counts_once() -> None:
    assert read("192.0.2.7 a.example\n192.0.2.7 A.example.\n") == [("192.0.2.7", "a.example")]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("mail.example.org 192.0.2.7", "is not a valid IP address"),
        ("192.0.2.7", "write ADDRESS NAME"),
        ("192.0.2.7 *.example.org", "host name"),
        ("192.0.2.7 192.0.2.8", "is not a host name"),
        ("192.0.2.7 10.20", "is not a host name"),
        (f"192.0.2.7 {'a' * 300}", "host name"),
        (f"192.0.2.7 {'a.' * 150}org", "host name"),
        ("192.0.2.7 straße.example", "Punycode"),
        ("192.0.2.7 a..example", "host name"),
        ("192.0.2.7 " + "a" * 5000, "longer than 4,096 bytes"),
        (b"192.0.2.7 \xff.example", "not valid UTF-8"),
    ],
)
def test_a_bad_line_is_named(line: str | bytes, why: str) -> None:
    raw = line if isinstance(line, bytes) else line.encode()
    with pytest.raises(BadAddress, match=f"list, line 2: .*{why}"):
        read(b"192.0.2.7 good.example\n" + raw + b"\n")


ZONE = """$TTL 3600
$ORIGIN example.org.
@ IN SOA ns1 hostmaster (
    2026120201 ; serial
    7200 3600 1209600 3600 )
    IN NS ns1
    IN A 192.0.2.1
mail 300 IN A 192.0.2.7
     IN AAAA 2001:db8::7
*    IN A 192.0.2.9
www  IN CNAME mail
other.example.net. IN A 192.0.2.8
$ORIGIN sub.example.org.
shop A 192.0.2.7
"""


def test_a_zone_file_gives_its_address_records_with_whole_names() -> None:
    assert read(ZONE) == [
        ("192.0.2.1", "example.org"),
        ("192.0.2.7", "mail.example.org"),
        ("2001:db8::7", "mail.example.org"),
        ("192.0.2.8", "other.example.net"),
        ("192.0.2.7", "shop.sub.example.org"),
    ]


def test_a_zone_without_directives_is_seen_by_its_class() -> None:
    assert read("mail.example.org. 60 IN A 192.0.2.7\n") == [("192.0.2.7", "mail.example.org")]


def test_a_bad_address_of_a_zone_is_named() -> None:
    with pytest.raises(BadAddress, match=r"line 2: '192\.0\.2' is not a valid IP address"):
        read("$ORIGIN example.org.\nmail IN A 192.0.2\n")


def test_the_list_is_bounded() -> None:
    lines = b"".join(b"192.0.2.7 n%d.example\n" % number for number in range(MOST_NAMES + 1))
    with pytest.raises(BadAddress, match="more than 200,000 names"):
        read(lines)


@given(st.binary(max_size=400))
def test_any_bytes_give_names_or_one_clear_error(raw: bytes) -> None:
    try:
        found = read(raw)
    except BadAddress as error:
        assert "\n" not in str(error)
        return
    assert all(name and len(name) <= 253 and name == name.lower() for _, name in found)
