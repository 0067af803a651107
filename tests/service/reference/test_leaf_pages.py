"""Every leaf has a page and a line; an unknown name is one clear line."""

from __future__ import annotations

import json

import pytest

from leftopen import catalogue
from leftopen.errors import NotFound
from leftopen.service.reference import leaf_pages

ALL = [(kind, name) for kind in leaf_pages.CATALOGUES for name in leaf_pages.names(kind)]


def test_a_leaf_has_a_page_and_a_line() -> None:
    assert len(ALL) > 200
    for kind, name in ALL:
        page = leaf_pages.page(kind, name)
        assert page.startswith(f"# {name}\n\n")
        assert leaf_pages.about(kind, name) in page, name
        line = leaf_pages.line(kind, name)
        assert (line["type"], line["name"]) == (kind, name)
        assert json.loads(json.dumps(line)) == line


def test_the_page_of_a_check_says_all_that_its_record_says() -> None:
    for name, check in catalogue.checks().items():
        page = leaf_pages.page("check", name)
        steps = [part.text for part in catalogue.exposure_words(name, "en").remedy.parts()]
        for answer in (check.title, *steps, check.sized_by, *check.references):
            assert answer in page, name
        assert f"at most {check.requests} requests" in page, name
        assert f"level `{check.level}`" in page, name
        assert ("--anonymous" in page.split("\n\n")[1]) == check.anonymous, name


@pytest.mark.parametrize("kind", leaf_pages.CATALOGUES)
def test_an_unknown_name_is_named(kind: str) -> None:
    with pytest.raises(NotFound, match=f"unknown {kind} 'nobody'; see leftopen {kind} list"):
        leaf_pages.page(kind, "nobody")
    with pytest.raises(NotFound):
        leaf_pages.line(kind, "../http")
