"""Ordinary sites of real programs: what an organisation shows on purpose opens no case.

The everyday tier has those whose programs every test machine has; the full one has all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from leftopen.service.workspace.workspace import Workspace
from tests.ordinary.published.answer import answered
from tests.ordinary.published.draw import FIRST, sets
from tests.ordinary.published.site import Published, sites
from tests.ordinary.sites import SITES
from tests.servers.looking import looking_desk
from tests.servers.need import require

KNOWN = {"holidays": "directory_listing_open"}
"""Sites that are called left open today, each with the check or shape that says so. It is no excuse for
another one, and an entry must go from here once the program no longer says so."""


def _parameter(site: Published) -> object:
    marks = [pytest.mark.real, *([] if site.quick else [pytest.mark.full, pytest.mark.slow])]
    return pytest.param(site, id=site.name, marks=marks)


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with looking_desk(tmp_path_factory.mktemp("published")) as opened:
        yield opened


@pytest.mark.parametrize("site", [_parameter(site) for site in sites()])
def test_what_is_published_opens_no_case(workspace: Workspace, site: Published, tmp_path: Path) -> None:
    require(site.missing())
    answer = answered(workspace, site, tmp_path)
    assert ",".join(answer.cases) == KNOWN.get(site.name, ""), answer.open
    assert bool(answer.cases) == (answer.called == "left open"), answer.open


def test_there_are_a_hundred_ordinary_sites() -> None:
    names = {site.name for site in sites()} | {site.name for site in SITES}
    assert len(names) == len(sites()) + len(SITES) >= 100


def test_the_draw_leaves_no_site_out() -> None:
    drawn = sets()
    assert len(drawn["A"]) == FIRST
    assert sorted(site.name for site in (*drawn["A"], *drawn["B"])) == sorted(site.name for site in sites())


def test_a_site_comes_from_one_place() -> None:
    for site in sites():
        assert sum(map(bool, (site.folder, site.made, site.run))) == 1, site.name
