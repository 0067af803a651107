"""One idea per file, small functions, and no words that hide ideas."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
BANNED = ("util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "impl")


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT / "src" / "leftopen")))
def test_a_module_and_its_functions_stay_small(file: Path) -> None:
    text = file.read_text()
    assert text.count("\n") <= 300, "over 300 lines: split it by what changes together"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            signature = (node.body[0].lineno - node.lineno) if node.body else 0
            assert lines - signature <= 50, f"{node.name} has {lines} lines"


@pytest.mark.parametrize("file", SOURCES, ids=lambda f: str(f.relative_to(ROOT / "src" / "leftopen")))
def test_no_empty_words_in_names(file: Path) -> None:
    assert not set(re.split(r"[_.]", file.stem.lower())) & set(BANNED)
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ClassDef):
            assert not re.search(r"(Manager|Helper|Util|Base|Impl)$", node.name), node.name


def test_no_machine_path_and_no_registry_host_in_the_tree() -> None:
    import subprocess

    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    words = re.compile(
        "|".join(("/wo" + "rk/", "/ro" + "ot/", "files.pythonhosted" + r"\.org", "registry.npmjs" + r"\.org"))
    )
    texts = [name for name in listed if name != "uv.lock"]
    found = [name for name in texts if words.search((ROOT / name).read_bytes().decode("latin-1"))]
    assert found == []
