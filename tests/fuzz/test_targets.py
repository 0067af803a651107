"""Everything that eats a target's bytes is found, takes what its own tests say, and takes anything else."""

from __future__ import annotations

import ast
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.pipeline import identify
from tests.each import each
from tests.fuzz import arguments, shapes, targets
from tests.fuzz.seeds import said
from tests.fuzz.targets import Target
from tests.tier import tier

ROOT = Path(__file__).parents[2]
ALL = targets.found()
BY_NAME = {target.name: target for target in ALL}
EXAMPLES = tier(12, 25)


def every_target() -> Callable[[Callable[..., None]], Callable[..., None]]:
    return each("target", ALL, label=lambda target: target.name)


def test_every_leaf_has_its_targets() -> None:
    wanted = {f"probes/{name}.{part}" for name in catalogue.probes() for part in ("read", "ask")}
    wanted |= {f"checks/{name}.{part}" for name in catalogue.checks() for part in ("judge", "run")}
    wanted |= {f"shapes/{name}.judge" for name in catalogue.shapes()}
    wanted |= {f"documents/{name}.read" for name in catalogue.readers()}
    wanted |= {f"imports/{name}.read" for name in catalogue.import_readers()}
    wanted |= {f"ranges/{name}.read" for name in catalogue.ranges()}
    codecs = tuple(f"{folder}/" for folder in targets.CODECS)
    assert {target.name for target in ALL if not target.name.startswith(codecs)} == wanted
    assert len(BY_NAME) == len(ALL)


def test_every_codec_has_its_targets() -> None:
    """Found a second way: by what the sources of `wire` and `formats` say. What reads a page, or its scripts,
    has one at least."""
    source = ROOT / "src" / "leftopen"
    wanted = set()
    for file in [*(source / "wire").rglob("*.py"), *(source / "formats").rglob("*.py")]:
        folder, *rest = file.relative_to(source).with_suffix("").parts
        module = ".".join(rest)
        for node in ast.parse(file.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and node.args.args:
                first = node.args.args[0].annotation
                if first is not None and ast.unparse(first) in (
                    "bytes",
                    "Reply",
                    "bytes | bytearray",
                    "Answer",
                ):
                    wanted.add(f"{folder}/{module}.{node.name}")
    assert len(wanted) > 40
    assert wanted <= set(BY_NAME)
    modules = {name.rpartition(".")[0] for name in BY_NAME}
    pages = {f"wire/http.pages.{file.stem}" for file in (source / "wire/http/pages").glob("[!_]*.py")}
    scripts = {f"pipeline/scripts/{file.stem}" for file in (source / "pipeline/scripts").glob("[!_]*.py")}
    assert len(pages | scripts) > 15
    assert pages | scripts <= modules


def test_a_target_is_found_by_its_name_alone() -> None:
    for name in (
        "wire/http.message.read",
        "checks/redis_open.judge",
        "probes/tls.ask",
        "shapes/mailbox.judge",
        "documents/pdf.read",
        "imports/zgrab2.read",
        "ranges/aws.read",
        "pipeline/scripts/tokens.tokens",
    ):
        assert targets.named(name).name == name
    for wrong in (
        "",
        "checks/nobody.judge",
        "checks/redis_open.read",
        "net/gate.Gate",
        "wire/http.message._whole",
    ):
        with pytest.raises(KeyError):
            targets.named(wrong)


def test_only_what_a_codec_says_that_it_raises_is_let_pass() -> None:
    def says(raw: bytes) -> None:
        """Raises ValueError for anything."""
        raise ValueError

    def says_nothing(raw: bytes) -> None:
        raise ValueError

    targets._called(says)(b"")
    with pytest.raises(ValueError):
        targets._called(says_nothing)(b"")


def test_a_codec_that_nobody_can_call_fails_alone() -> None:
    def eats(raw: bytes, when: complex) -> None: ...

    with pytest.raises(arguments.Unmade, match="complex"):
        targets._called(eats)(b"")


def test_a_probe_is_lent_as_many_requests_as_the_pipeline_lends() -> None:
    assert targets.ASKS == identify.REQUESTS


def test_the_seeds_are_what_the_tests_say() -> None:
    assert b"-NOAUTH Authentication required.\r\n" in BY_NAME["probes/redis.read"].seeds()
    with_seeds = [target for target in ALL if target.seeds()]
    assert len(with_seeds) > 0.7 * len(ALL)


@every_target()
def test_it_takes_what_its_own_tests_say_and_a_handful_of_random_bytes(target: Target) -> None:
    for seed in target.seeds():
        target.feed(seed)
    chance = random.Random(target.name)
    for size in (0, 1, 7, 64, 1000, 20000):
        verdict = target.feed(chance.randbytes(size))
        assert not targets.is_open(verdict), f"{verdict} out of random bytes"


@every_target()
def test_no_bytes_raise_and_none_look_open(target: Target) -> None:
    @settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.binary(max_size=200), max_size=4))
    def holds(pieces: list[bytes]) -> None:
        verdict = target.feed(shapes.SPLIT.join(pieces))
        assert not targets.is_open(verdict), f"{verdict} out of random bytes"

    holds()


def test_a_judge_that_takes_random_bytes_for_open_would_be_found_out() -> None:
    from dataclasses import replace

    from leftopen.model.verdict import ExposureKind, opened

    check = replace(catalogue.checks()["redis_open"], judge=lambda heard: opened(ExposureKind.DATA))
    (judge,) = [one for one in targets._of_check("made_up_open", check) if one.name.endswith(".judge")]
    assert targets.is_open(judge.feed(b"any"))


def test_most_seeds_reach_what_matters() -> None:
    """Of most checks that have tests, some conversation in them is one that they call open."""
    tested = [name for name in catalogue.checks() if said("checks", name)]
    without = [
        name
        for name in tested
        if not any(
            targets.is_open(BY_NAME[f"checks/{name}.{part}"].feed(seed))
            for part in ("judge", "run")
            for seed in BY_NAME[f"checks/{name}.{part}"].seeds()
        )
    ]
    assert len(without) <= len(tested) / 3, without
