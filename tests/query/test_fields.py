from __future__ import annotations

from leftopen.model.observation import Observation
from leftopen.query.fields import FIELDS, Home, nearest
from leftopen.query.match import _columns
from tests.store.samples import seen


def test_every_field_of_an_observation_has_its_columns_in_memory() -> None:
    o: Observation = seen()
    wanted = {
        column for field in FIELDS.values() if field.home is Home.OBSERVATIONS for column in field.columns
    }
    assert wanted <= set(_columns(o))


def test_every_field_says_what_it_is() -> None:
    assert all(field.help and not field.help.endswith(".") for field in FIELDS.values())


def test_the_nearest_name_is_found_and_nonsense_has_none() -> None:
    assert nearest("prot") == "port"
    assert nearest("htp.title") == "http.title"
    assert nearest("qqqqqq") == ""
