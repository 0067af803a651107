"""One idea per file, small functions, and no words that hide ideas."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "leftopen"
SOURCES = {str(file.relative_to(PACKAGE)): file.read_text() for file in sorted(PACKAGE.rglob("*.py"))}
BANNED = ("util", "utils", "helper", "helpers", "common", "misc", "manager", "managers", "base", "impl")


def test_a_module_and_its_functions_stay_small() -> None:
    """A module over 300 lines is split by what changes together."""
    large = []
    for file, text in SOURCES.items():
        large += [file] if text.count("\n") > 300 else []
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or 0) - node.body[0].lineno + 1
                large += [f"{file}: {node.name} has {lines} lines"] if lines > 50 else []
    assert large == []


def test_a_line_of_a_template_can_be_read() -> None:
    """`-}}` and `{{-` at the end and the beginning of a line keep the space out of the page."""
    files = sorted((PACKAGE / "web/console/templates").glob("*.html"))
    lines = [(file.name, line) for file in files for line in file.read_text().split("\n")]
    assert len(lines) > 1000
    assert [(name, line[:60]) for name, line in lines if len(line) > 160] == []


def test_no_empty_words_in_names() -> None:
    empty = []
    for file, text in SOURCES.items():
        empty += [file] if set(re.split(r"[/_.]", file.lower())) & set(BANNED) else []
        names = re.findall(r"^\s*class (\w+)", text, re.MULTILINE)
        empty += [f"{file}: {name}" for name in names if re.search(r"(Manager|Helper|Util|Base|Impl)$", name)]
    assert empty == []


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
