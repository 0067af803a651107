"""Every leaf proves itself: its own test file, its words, its budget, its examples."""

from __future__ import annotations

import ast
import importlib
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.contents.find import find
from leftopen.impact.respond.draft_templates import templates
from leftopen.impact.respond.facts import Answer
from leftopen.model.channel import Reply
from leftopen.model.verdict import State
from leftopen.wire.http.pages.page_parser import read_answer
from tests.each import each

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "leftopen"
FOLDERS = (
    "probes",
    "checks",
    "shapes",
    "documents",
    "detectors",
    "contacts",
    "notices",
    "exports",
    "ranges",
    "imports",
    *(f"impact/logs/formats/{room}" for room in ("mail", "network", "proxies", "servers", "storage")),
)
TESTED_TOGETHER = (
    "impact/logs/persistent_access",
    "impact/respond/answers",
)
"""Folders of leaves that one test judges all of."""


def leaf_files(folders: Sequence[str] = FOLDERS) -> list[Path]:
    return sorted(
        f for folder in folders for f in (SOURCE / folder).glob("*.py") if not f.name.startswith("_")
    )


def test_a_leaf_has_a_test_and_a_docstring() -> None:
    files = leaf_files()
    assert len(files) > 200
    data = (SOURCE / folder for folder in ("checks", "detectors", "probes"))
    files += (file for folder in data for file in folder.glob("*.toml"))
    tests = [ROOT / "tests" / file.relative_to(SOURCE).with_name(f"test_{file.stem}.py") for file in files]
    sampled = {file.stem for file in ROOT.glob("tests/*/samples/**/*.toml")}
    untested = [file for file in tests if not file.exists()]
    alone = [file for file in untested if file.stem.removeprefix("test_") not in sampled]
    assert alone == []
    every = leaf_files((*FOLDERS, *TESTED_TOGETHER))
    assert [file for file in every if not ast.get_docstring(ast.parse(file.read_text()))] == []


def test_every_room_of_log_formats_is_a_folder_of_leaves() -> None:
    rooms = {file.parent.relative_to(SOURCE).as_posix() for file in SOURCE.glob("impact/logs/formats/*/*.py")}
    assert rooms <= set(FOLDERS)


def test_the_parts_of_a_response_have_titles_and_an_order() -> None:
    found = catalogue.load("impact/respond/answers", "answer", Answer)
    assert sorted(found) == [file.stem for file in leaf_files(["impact/respond/answers"])]
    assert [at for at, one in found.items() if not one.title.id] == []
    for parts in (found, templates()):
        assert len({one.order for one in parts.values()}) == len(parts)
    assert [at for at, one in templates().items() if not one.title] == []


@each("name", catalogue.checks())
def test_a_check_states_its_words_and_its_budget(name: str) -> None:
    check = catalogue.checks()[name]
    assert re.fullmatch(r".+ (readable|usable) without (authentication|a password)", check.title)
    remedy = catalogue.exposure_words(name, "en").remedy
    assert len("".join(remedy.products.values())) > 40, "the remedy must name what to type"
    assert len(remedy.general) > 40, "the remedy must name what to do whatever the product is"
    assert len(remedy.text()) < 2000, "a report shows 2,000 characters"
    assert check.references
    assert check.sized_by
    assert 1 <= check.requests <= 25, "the gate's default is 25 requests to a host"


@each("name", catalogue.checks())
def test_no_answer_is_never_open(name: str) -> None:
    check = catalogue.checks()[name]
    assert check.judge(()).state is State.UNKNOWN
    assert check.judge((b"",)).state is not State.OPEN


@each("name", catalogue.shapes())
def test_a_shape_states_its_words(name: str) -> None:
    shape = catalogue.shapes()[name]
    assert re.fullmatch(r".+ (readable|usable) without (authentication|a password)", shape.title)
    assert len(shape.remedy) > 40, "the remedy must name what to do"
    assert shape.references
    assert shape.sized_by


@each("name", catalogue.shapes())
def test_a_shape_matches_its_hits_and_none_of_its_misses(name: str) -> None:
    shape = catalogue.shapes()[name]
    assert len(shape.hits) >= 2
    assert len(shape.misses) >= 2
    for hit in shape.hits:
        match = shape.judge(hit)
        assert match is not None, f"{name} misses its own hit {hit.text[:80]!r}"
        assert match.said
        assert match.why
    for miss in shape.misses:
        assert shape.judge(miss) is None, f"{name} takes its own miss {miss.text[:80]!r}"


@each("name", catalogue.shapes())
@each("body", [b"", b"\x00\xff\xfe", b"<html>", b"{", b"[[[[", b"\n\n", b"a" * 9000])
def test_an_empty_or_broken_answer_has_no_shape(name: str, body: bytes) -> None:
    shape = catalogue.shapes()[name]
    for kind in ("text/html", "application/json", "text/plain", ""):
        for status in (200, 207, 404):
            reply = Reply(status=status, headers=(("Content-Type", kind),), body=body)
            assert shape.judge(read_answer("/", reply)) is None


@each("name", catalogue.shapes())
def test_a_refusal_has_no_shape(name: str) -> None:
    shape = catalogue.shapes()[name]
    for hit in shape.hits:
        for status in (401, 403, 404, 500):
            assert shape.judge(replace(hit, reply=replace(hit.reply, status=status))) is None


def test_no_leaf_is_both_a_module_and_data() -> None:
    """The one would take the place of the other without a word."""
    source = ROOT / "src/leftopen"
    files = [file for kind in ("checks", "probes", "detectors") for file in (source / kind).glob("*.toml")]
    assert files
    assert [file.name for file in files if file.with_suffix(".py").exists()] == []


def test_a_check_and_a_shape_never_have_the_same_name() -> None:
    assert catalogue.checks().keys() & catalogue.shapes().keys() == set()


@each("name", catalogue.detectors())
def test_a_detector_finds_its_hits_and_none_of_its_misses(name: str) -> None:
    detector = catalogue.detectors()[name]
    assert len(detector.hits) >= 2
    assert len(detector.misses) >= 2
    for hit in detector.hits:
        assert find(hit, {name: detector}), f"{name} misses its own hit {hit!r}"
    for miss in detector.misses:
        assert not find(miss, {name: detector}), f"{name} takes its own miss {miss!r}"
    flags = re.MULTILINE | (re.IGNORECASE if detector.ignore_case else 0)
    assert any(re.search(detector.pattern, miss, flags) for miss in detector.misses), "one near miss at least"


@each("name", catalogue.detectors())
def test_a_detector_that_hides_has_a_mask(name: str) -> None:
    detector = catalogue.detectors()[name]
    if detector.hidden:
        assert detector.mask is not None
        values = [found.value for hit in detector.hits for found in find(hit, {name: detector})]
        assert values
        assert [value for value in values if detector.mask(value) == value] == []


def test_names_are_the_field_standard_form() -> None:
    for file in leaf_files((*FOLDERS, *TESTED_TOGETHER)):
        assert re.fullmatch(r"[a-z][a-z0-9_]*", file.stem)
    assert all(name.endswith(("_open", "_anonymous", "_trust")) for name in catalogue.checks())


def test_a_leaf_that_binds_nothing_is_named() -> None:
    with pytest.raises(TypeError, match=r"leftopen/model/absence\.py must bind `check` to a Check"):
        catalogue.load("model", "check", type(next(iter(catalogue.checks().values()))))


def test_every_module_of_the_house_can_be_imported() -> None:
    for file in SOURCE.rglob("*.py"):
        name = ".".join(file.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")
        if "migrations" not in name:
            importlib.import_module(name)
