from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.query.columns.columns import columns
from leftopen.query.columns.flatten_ssl import SHA1
from leftopen.query.fields.field import Table
from leftopen.query.fields.fields import ALIASES, FACETS, FIELDS, found, suggest, suggest_facet
from leftopen.query.match import match
from leftopen.query.parse import parse
from tests.query.shodan_names import FACET_NAMES, FILTER_NAMES
from tests.query.specimen import BESIDE, EVERYTHING


def test_every_field_of_an_observation_has_its_columns_in_memory() -> None:
    wanted = {
        column for field in FIELDS.values() if field.home is Table.OBSERVATIONS for column in field.columns
    }
    held = columns(EVERYTHING)
    assert wanted - {"geo"} <= set(held)
    rare = {field.name for field in FIELDS.values() if field.rare}
    assert rare == set(held["more"]) - {SHA1}, "the specimen has every rare field, and each can be asked for"


def test_every_field_says_what_it_is() -> None:
    assert all(field.help and not field.help.endswith(".") for field in FIELDS.values())


def test_every_field_has_an_example_and_a_counterexample() -> None:
    """They run in memory here, and in the engine in tests/store/search/test_where.py; docs/reference/fields.md shows
    them."""
    page = (Path(__file__).parents[3] / "docs" / "reference" / "fields.md").read_text()
    for name, field in FIELDS.items():
        assert field.hits.strip(), name
        assert field.misses.strip(), name
        assert field.hits != field.misses, name
        assert f"`{name}" in page, name


@pytest.mark.parametrize("name", FIELDS)
def test_its_example_finds_and_its_counterexample_does_not(name: str) -> None:
    field = FIELDS[name]
    assert match(parse(f"{name}:{field.hits}"), EVERYTHING, BESIDE)
    assert not match(parse(f"{name}:{field.misses}"), EVERYTHING, BESIDE)


def test_every_filter_and_every_facet_of_shodan_is_known() -> None:
    assert [name for name in FILTER_NAMES.split() if found(name) is None] == []
    assert [name for name in FACET_NAMES.split() if name not in FACETS] == []
    assert len(set(FACET_NAMES.split())) == 82


def test_older_names_lead_to_fields() -> None:
    assert set(ALIASES.values()) <= set(FIELDS)
    assert not set(ALIASES) & set(FIELDS)
    assert found("TITLE") is FIELDS["http.title"]


def test_the_nearest_name_is_found_and_nonsense_has_none() -> None:
    assert suggest("prot") == "port"
    assert suggest("htp.title") == "http.title"
    assert suggest("qqqqqq") == suggest("nosuch") == ""
    assert suggest_facet("timestamp") == ""
    assert suggest_facet("contry") == "country"
    assert suggest_facet("z" * 100_000) == ""
