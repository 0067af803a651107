"""Every leaf has a page and a line; an unknown name is one clear line."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.errors import NotFound
from leftopen.service import reference

ALL = [(kind, name) for kind in reference.CATALOGUES for name in reference.names(kind)]


@pytest.mark.parametrize(("kind", "name"), ALL, ids=lambda word: word)
def test_a_leaf_has_a_page_and_a_line(kind: str, name: str) -> None:
    page = reference.page(kind, name)
    assert page.startswith(f"# {name}\n\n")
    assert reference.about(kind, name) in page
    line = reference.line(kind, name)
    assert (line["type"], line["name"]) == (kind, name)
    assert json.loads(json.dumps(line)) == line


@pytest.mark.parametrize("name", catalogue.checks())
def test_the_page_of_a_check_says_all_that_its_record_says(name: str) -> None:
    check, page = catalogue.checks()[name], reference.page("check", name)
    steps = [part.text for part in catalogue.exposure_words(name, "en").remedy.parts()]
    for said in (check.title, *steps, check.sized_by, *check.references):
        assert said in page
    assert f"at most {check.requests} requests" in page
    assert f"level `{check.level}`" in page
    assert ("--anonymous" in page.split("\n\n")[1]) == check.anonymous


@pytest.mark.parametrize("kind", reference.CATALOGUES)
def test_an_unknown_name_is_named(kind: str) -> None:
    with pytest.raises(NotFound, match=f"unknown {kind} 'nobody'; see leftopen {kind} list"):
        reference.page(kind, "nobody")
    with pytest.raises(NotFound):
        reference.line(kind, "../http")
