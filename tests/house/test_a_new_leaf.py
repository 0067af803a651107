"""A new check, or a new probe, is two files, and what one command writes of them; then every rule holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.copied import copy
from tests.tier import FULL

pytestmark = pytest.mark.slow
HOUSE = ("test_leaves.py", "test_sizes.py", "test_docs.py", "test_layers.py")


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("check", "made_up_open"),
        pytest.param("probe", "made_up", marks=pytest.mark.full),
    ],
)
def test_it_is_two_files_and_passes_every_rule(tmp_path: Path, kind: str, name: str) -> None:
    there = copy(tmp_path)
    leaf, test = f"src/leftopen/{kind}s/{name}.py", f"tests/{kind}s/test_{name}.py"
    assert there.run("leftopen", kind, "new", name).splitlines() == [leaf, test]
    assert there.touched() == [leaf, test]
    there.run("git", "add", leaf, test)
    there.run("ruff", "format", "--check", leaf, test)
    there.run("ruff", "check", leaf, test)
    if FULL:
        there.run("mypy", leaf, test)
    own = there.run("pytest", "-q", "-p", "no:cacheprovider", test)
    assert "passed" in own
    assert "skipped" not in own
    there.run("python", "-m", "tests.sent.refresh", name)
    written = ["docs/reference/requests.md", "tests/sent/requests.jsonl"]
    assert there.touched() == sorted([leaf, test, *written])
    rules = f"{name} or test_sent or test_leaves or test_docs or test_all_contracts_hold"
    files = [*(f"tests/house/{file}" for file in HOUSE), "tests/sent/test_sent.py"]
    house = there.run("pytest", "-q", "-p", "no:cacheprovider", "-k", rules, *files)
    assert "passed" in house
    assert f"# {name}\n" in there.run("leftopen", kind, "show", name)
    assert there.touched() == sorted([leaf, test, *written]), "its pages are made when they are asked for"
