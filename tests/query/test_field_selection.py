"""Names that can be shown: a filter's, or the line's; everything else is an error."""

from __future__ import annotations

from dataclasses import replace

import pytest

from leftopen.errors import BadQuery
from leftopen.model.address import Address
from leftopen.present.field_path import at
from leftopen.present.observation_json import NAMES, observation_line
from leftopen.query.field_selection import NO_VALUE, check, only, suggest, value
from leftopen.query.fields.field import Table
from leftopen.query.fields.fields import ALIASES, FIELDS
from tests.query.specimen import EVERYTHING, LOST
from tests.store.samples import seen

LINE = observation_line(LOST)
ROW = (LOST, LINE)
ABSENT = {
    "location.area_code", "location.country_code3", "location.dma_code", "_shodan.options.hostname", "ipv6",
}  # fmt: skip
SEEN = [name for name, field in FIELDS.items() if field.home is Table.OBSERVATIONS]


def test_the_names_of_the_line_are_those_it_has() -> None:
    six = replace(EVERYTHING, endpoint=replace(EVERYTHING.endpoint, address=Address.parse("2001:db8::1")))
    answer = {name for line in (LINE, observation_line(six)) for name in line} - set(EVERYTHING.blocks)
    assert answer == {name for name in NAMES if "." not in name}
    assert all(at(LINE, name) is not None or name in ABSENT for name in NAMES)


@pytest.mark.parametrize("name", [name for name in SEEN if name not in NO_VALUE])
def test_every_filter_of_what_was_seen_can_be_shown(name: str) -> None:
    """The specimen has a value for each."""
    assert check([name], [ROW]) == []
    assert value(EVERYTHING, LINE, name) not in (None, [], "")


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("contry", r"unknown field contry; did you mean country\?$"),
        ("titel", r"unknown field titel; did you mean http\.title\?$"),
        ("statuz", r"did you mean http\.status\?$"),
        ("nosuchthing", "unknown field nosuchthing; docs/reference/fields.md lists all fields"),
        ("\x1b[2Jx", "unknown field"),
        ("location.town", "unknown field location.town"),
        ("exposure", "is not part of an observation"),
        ("geo", "cannot be shown as a field"),
    ],
)
def test_what_can_never_be_shown_is_an_error(name: str, says: str) -> None:
    with pytest.raises(BadQuery, match=says):
        check([name], [ROW])


def test_a_name_inside_a_known_block_may_only_be_absent_here() -> None:
    assert check(["http.tilte", "http.title"], [ROW]) == ["http.tilte"]
    assert check(["made_up.name"], [(seen(), {"made_up": {"name": 1}})]) == []


def test_a_known_name_of_which_nothing_is_there_is_absent_too() -> None:
    plain = seen()
    names = ["snmp.name", "domain", "hostnames", "location.city", "port", "has_ipv6", "hash"]
    assert check(names, [(plain, observation_line(plain))]) == names[:4]
    assert check(names, [ROW]) == []
    assert suggest("snmp.name") == "", "it is what was meant"


def test_a_line_has_them_nested_by_their_names_and_nothing_that_is_not_there() -> None:
    plain = seen()
    line = observation_line(plain)
    names = ["port", "country", "ssl.cert.subject.cn", "has_ipv6", "domain", "ip"]
    assert only(plain, line, names) == {"port": 80, "has_ipv6": False, "ip": 3221225991}
    answer = only(EVERYTHING, LINE, [*ALIASES, "ssl.cert.subject.cn", "country"])
    assert set(answer) >= {"title", "country", "ssl"}
