"""Why contents are unknown: the check never reads an item, the scope forbids it, or nothing was there."""

from __future__ import annotations

import ast
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.model.read_level import ReadLevel
from leftopen.scope.file import record
from leftopen.service.cases.read_limits import ALLOWED, COUNTERS, NAMES, RECOGNISED, REFUSED, read_limit
from leftopen.service.exclusions import scopes
from leftopen.service.workspace.workspace import Workspace
from tests.notices.test_notice_text import FINDING
from tests.service.office import office

ADVICE = "--read sample"
CHECKS = Path(__file__).parents[3] / "src/leftopen/checks"


def limit(workspace: Workspace, check: str, items: int = 0) -> str:
    judged = replace(FINDING.judged, check=check)
    return read_limit(
        workspace, replace(FINDING, judged=judged, evidence=replace(FINDING.evidence, items=items))
    )


def allow(workspace: Workspace, level: ReadLevel) -> None:
    allowed = record("192.0.2.0/24", authorised_by="A.", until=None, now=workspace.clock(), level=level)
    scopes.add(workspace, [allowed], by="a test")


@pytest.mark.parametrize("level", [None, ReadLevel.LISTING, ReadLevel.SAMPLE])
def test_a_check_that_never_reads_an_item_gives_no_advice_about_the_scope(
    tmp_path: Path, level: ReadLevel | None
) -> None:
    with office(tmp_path) as workspace:
        if level:
            allow(workspace, level)
        assert limit(workspace, "redis_open") == COUNTERS
        assert limit(workspace, "mongodb_open") == NAMES
        assert limit(workspace, "env_file_open") == RECOGNISED
        assert not any(ADVICE in answer for answer in (COUNTERS, NAMES, RECOGNISED))


@pytest.mark.parametrize("name", ["mailbox_web_open", "directory_listing"])
def test_a_check_that_reads_samples_names_the_scope_only_while_it_forbids_them(
    tmp_path: Path, name: str
) -> None:
    with office(tmp_path) as workspace:
        assert limit(workspace, name) == REFUSED
        allow(workspace, ReadLevel.LISTING)
        answer = limit(workspace, name)
        assert answer.startswith(
            "The scope allows reading up to listing; with `leftopen scope add 192.0.2.7 "
        )
        assert ADVICE in answer
        assert limit(workspace, name, items=3) == ""


def test_with_the_scope_at_sample_the_advice_does_not_loop(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        allow(workspace, ReadLevel.SAMPLE)
        assert limit(workspace, "mailbox_web_open") == ALLOWED
        assert ADVICE not in ALLOWED


@pytest.mark.parametrize("name", catalogue.checks())
def test_a_check_states_the_deepest_level_that_its_file_names(name: str) -> None:
    check = catalogue.checks()[name]
    depths = [level.depth for level in levels_in(CHECKS / name)]
    assert check.deepest.depth == max([check.level.depth, *depths])


def levels_in(file: Path) -> list[ReadLevel]:
    """Those that the file of a check names, a module or data."""
    data = file.with_suffix(".toml")
    if data.exists():
        stated = tomllib.loads(data.read_text())
        asked = stated["requests"] if "requests" in stated else stated["exchanges"]
        return [ReadLevel(one.get("level", ReadLevel.METADATA)) for one in asked]
    return [
        ReadLevel[node.attr]
        for node in ast.walk(ast.parse(file.with_suffix(".py").read_text()))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "ReadLevel"
    ]
