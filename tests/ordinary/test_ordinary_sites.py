"""Ordinary sites give no findings but those that are meant, by a scan and by every check asked by force."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass

import pytest

from leftopen.model.verdict import State, Verdict
from leftopen.service.workspace.workspace import Workspace
from tests.ordinary.serving import serving
from tests.ordinary.sites import SITES, Ordinary
from tests.servers import forced
from tests.servers.looking import Line, looking_desk, of, scanned


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    with looking_desk(tmp_path_factory.mktemp("ordinary")) as opened_desk:
        yield opened_desk


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What a scan printed of one site, and what every check said of it."""

    lines: list[Line]
    every: Mapping[str, Verdict]


@pytest.fixture(scope="module")
def looked(workspace: Workspace) -> Mapping[str, Looked]:
    """By the site's name: all are up together, for one scan."""
    with ExitStack() as stack:
        ports = {site.name: stack.enter_context(serving(site)).port for site in SITES}
        lines = scanned(workspace, *ports.values())
        every = forced.verdicts_of(workspace, tuple(ports.values()))
    return {
        name: Looked(lines=[line for line in lines if line.get("port") == port], every=every[port])
        for name, port in ports.items()
    }


@pytest.mark.parametrize("ordinary", SITES, ids=lambda ordinary: ordinary.name)
def test_only_what_is_meant_is_found(looked: Mapping[str, Looked], ordinary: Ordinary) -> None:
    lines, every = looked[ordinary.name].lines, looked[ordinary.name].every
    (observation,) = of(lines, "observation")
    assert observation["_shodan"]["module"] == "http"  # type: ignore[index, call-overload]
    assert {line["check"] for line in of(lines, "finding")} == ordinary.meant
    opened = {name: verdict.said for name, verdict in every.items() if verdict.state is State.OPEN}
    # A forced talk has one second, which a busy machine may use up: what is meant is shown by the scan above.
    assert set(opened) <= ordinary.meant, opened


def test_an_ordinary_page_costs_few_requests(workspace: Workspace) -> None:
    blog = next(site for site in SITES if site.name == "blog")
    with serving(blog) as served:
        scanned(workspace, served.port)
    assert len(served.asked) <= 6, served.asked


def test_there_are_twenty_of_them_and_more() -> None:
    assert len({site.name for site in SITES}) == len(SITES) >= 20
