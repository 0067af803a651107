from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import BadRequest, NotFound
from leftopen.service.search import saved_searches
from leftopen.service.search.saved_searches import OwnSearches
from leftopen.store.records.entities.searches import Searches
from tests.service.office import office


def test_the_same_search_is_saved_once_and_one_too_many_is_refused(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        searches = Searches(workspace.store.records)
        for _ in range(2):
            saved_searches.save(workspace, "u1", "mail", "port:25")
        assert [(one.name, one.query) for one in searches.of("u1")] == [("mail", "port:25")]
        for number in range(1, saved_searches.MOST_SAVED):
            saved_searches.save(workspace, "u1", f"number {number}", "port:25")
        with pytest.raises(BadRequest, match=str(saved_searches.MOST_SAVED)):
            saved_searches.save(workspace, "u1", "one more", "port:25")
        saved_searches.save(workspace, "u2", "one more", "port:25")
        assert len(searches.of("u1")) == saved_searches.MOST_SAVED


def test_only_its_owner_removes_a_search(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        saved_searches.save(workspace, "u1", "mail", "port:25")
        [one] = Searches(workspace.store.records).of("u1")
        with pytest.raises(NotFound):
            saved_searches.remove(workspace, "u2", one.id)
        saved_searches.remove(workspace, "u1", one.id)
        assert Searches(workspace.store.records).of("u1") == []


def test_a_view_of_another_page_is_no_search(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        searches = Searches(workspace.store.records)
        saved_searches.save(workspace, "u1", "mine", "severity=high", "exposures")
        saved_searches.save(workspace, "u1", "mine", "severity=high", "exposures")
        saved_searches.save(workspace, "u1", "mine", "severity=high")
        assert [one.query for one in searches.of("u1", "exposures")] == ["severity=high"]
        assert len(searches.of("u1")) == 1


def test_one_read_gives_the_searches_and_the_usual_look(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert saved_searches.own(workspace, "u1", "search") == OwnSearches(saved=[], usual="")
        saved_searches.save(workspace, "u1", "mail", "port:25")
        saved_searches.save(workspace, "u1", "mine", "severity=high", "exposures")
        for look in ("view=cards", "view=table"):
            saved_searches.set_usual(workspace, "u1", "search", look)
        saved_searches.set_usual(workspace, "u2", "search", "view=cards")
        own = saved_searches.own(workspace, "u1", "search")
        assert ([one.name for one in own.saved], own.usual) == (["mail"], "view=table")
