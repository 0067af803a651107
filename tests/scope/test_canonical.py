"""Many spellings, one meaning; and clear words for what is no target."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadAddress
from leftopen.scope import canonical


@pytest.mark.hostile("S2")
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("192.0.2.0/24", "192.0.2.0/24"),
        ("192.0.2.7", "192.0.2.7/32"),
        ("3221225991", "192.0.2.7/32"),
        ("0xC0000207", "192.0.2.7/32"),
        ("0300.0.02.07", "192.0.2.7/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
        ("[2001:db8::1%eth0]", "2001:db8::1/128"),
        ("2001:DB8::/32", "2001:db8::/32"),
    ],
)
def test_one_form_for_every_spelling(text: str, expected: str) -> None:
    assert str(canonical.network(text)) == expected


@pytest.mark.hostile("S2")
@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "::ffff:0.0.0.0/96", "0/0"])
def test_the_whole_internet_is_refused(text: str) -> None:
    with pytest.raises(BadAddress, match="whole address space"):
        canonical.scoped_network(text)


@pytest.mark.parametrize(
    "text",
    ["192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/x", "1.2.3.4.5", "::g", "256.1.1.1", ""],
)
def test_a_bad_range_is_said_in_one_line(text: str) -> None:
    with pytest.raises(BadAddress) as caught:
        canonical.network(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "gro\u00df.example", "\u212aey.example", "ca\u017fe.example", "\uff45xample.org",
        "\u03c3\u03c2.example", "a\u200db.example", "mail\u3002example.org", "\u00e9\u212a.example",
        "x.\ufb01.example",
    ],
    ids=ascii,
)  # fmt: skip
def test_a_name_that_others_read_otherwise_is_nobodys(name: str) -> None:
    """Else who may scan a name of their own would scan somebody else's."""
    with pytest.raises(BadAddress, match="xn--"):
        canonical.host_name(name)


def test_names_become_lower_case_idna() -> None:
    assert canonical.host_name("Mail.Example.ORG.") == "mail.example.org"
    assert canonical.host_name("bücher.example") == "xn--bcher-kva.example"
    assert canonical.host_name("B\u00dcCHER.Example") == "xn--bcher-kva.example"
    assert canonical.host_name("bu\u0308cher.example") == "xn--bcher-kva.example"
    assert canonical.host_name("xn--bcher-kva.example") == "xn--bcher-kva.example"
    for bad in ("", "-a.example", "a..b", "a b", "x" * 64, "a/b"):
        with pytest.raises(BadAddress):
            canonical.host_name(bad)


@given(st.text(max_size=80))
def test_no_text_raises_anything_else(text: str) -> None:
    for read in (canonical.network, canonical.host_name):
        try:
            read(text)
        except BadAddress as error:
            assert "\n" not in str(error)


@pytest.mark.parametrize("text", ["192.0.2.7x", "0xC0000207", "192.0.2.0/24", "fe80:1", "10.0.0.1o"])
def test_a_mistyped_address_is_never_taken_for_a_host_name(text: str) -> None:
    assert canonical.looks_numeric(text)


@pytest.mark.parametrize("text", ["mail.example.org", "3.example.org", "x1.0", ""])
def test_a_host_name_may_hold_digits(text: str) -> None:
    assert not canonical.looks_numeric(text)
