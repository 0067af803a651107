from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.present.domains import MOST, domain, domains


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("a.b.example.co.uk", "example.co.uk"),
        ("A.B.Example.ORG.", "example.org"),
        ("example.org", "example.org"),
        ("localhost", ""),
        ("192.0.2.7", ""),
        ("[::ffff:192.0.2.7]", ""),
        ("a..org", ""),
        ("a.b.xy.uk", "xy.uk"),
        ("", ""),
    ],
)
def test_two_labels_or_three_below_a_country_s_suffix(name: str, wanted: str) -> None:
    assert domain(name) == wanted
    assert domains([name]) == ([wanted] if wanted else [])


def test_of_many_names_each_domain_once_and_no_more_than_a_hundred_names() -> None:
    assert domains(()) == []
    assert domains(("a.example.org", "b.example.net", "c.example.org")) == ["example.org", "example.net"]
    assert len(domains([f"a.made-up-{number}.org" for number in range(2 * MOST)])) == MOST


@given(name=st.text())
def test_any_host_name_gives_at_most_one_domain_that_ends_it(name: str) -> None:
    found = domains([name])
    assert len(found) <= 1
    assert all(name.lower().rstrip(".").endswith(domain) for domain in found)
