"""The generated pages say what the program says, and the lock files agree."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from leftopen.service.reference import leaf_pages
from tests.house import write_docs

ROOT = Path(__file__).parents[2]
GENERATED = "docs/reference/"


def test_no_generated_page_is_stale() -> None:
    assert write_docs.stale() == [], "run `make docs`"


def test_the_pages_of_the_leaves_hold_every_leaf(tmp_path: Path) -> None:
    write_docs.written(tmp_path, write_docs.REFERENCE)
    for kind in leaf_pages.CATALOGUES:
        page = (tmp_path / f"{kind}s.md").read_text()
        found = re.findall(r"^## ([a-z0-9_]+)$", page, re.M)
        assert found == leaf_pages.names(kind)
        assert all(leaf_pages.about(kind, name) in page for name in found)


def test_no_page_of_a_leaf_is_committed() -> None:
    ran = subprocess.run(["git", "ls-files", "docs"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = ran.stdout.split()
    assert names
    assert [name for name in names if Path(name).name in write_docs.REFERENCE] == []


def test_every_link_of_a_page_leads_to_a_file() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md"), *(ROOT / "docs" / "decisions").glob("*.md")]
    wrong = [
        f"{page.relative_to(ROOT)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text())
        if not (page.parent / link).exists()
    ]
    assert wrong == []


def test_every_path_that_a_page_names_exists() -> None:
    """In backticks, from the root, from `src/leftopen/` or beside the page. `NAME` stands for any."""
    pages = [
        ROOT / "README.md",
        ROOT / "SECURITY.md",
        *(ROOT / "docs").glob("**/*.md"),
        ROOT / "tests/README.md",
    ]
    assert all(_exists(path) for path in ("src/leftopen/cli", "pipeline/crawl.py", "checks/NAME.py"))
    assert not _exists("pipeline/no_such.py")
    wrong = [
        f"{page.relative_to(ROOT)}: {path}"
        for page in pages
        for path in re.findall(r"`([a-z_.]+/[A-Za-z0-9_./-]*)(?:::\w+)?`", page.read_text())
        if path.partition("/")[0] in _rooms() and path != GENERATED and not _exists(path, page.parent)
    ]
    assert wrong == []


@cache
def _rooms() -> frozenset[str]:
    """Folders that a path may begin with."""
    return frozenset(
        found.name for place in (ROOT, ROOT / "src/leftopen") for found in place.iterdir() if found.is_dir()
    )


def _exists(path: str, beside: Path = ROOT) -> bool:
    pattern = re.sub(r"NAME|NNNN_what|made_up_open", "*", path).rstrip("/")
    return any(next(place.glob(pattern), None) for place in (ROOT, ROOT / "src/leftopen", beside))


def test_what_a_folder_says_of_its_files_is_there() -> None:
    """In the docstring of its `__init__.py`, whose lists begin with the names."""
    named = [(file.parent, name) for file in (ROOT / "src").rglob("__init__.py") for name in map_of(file)]
    assert len(named) > 60
    assert [str(folder / name) for folder, name in named if not (folder / name).exists()] == []


def map_of(file: Path) -> list[str]:
    docstring = ast.get_docstring(ast.parse(file.read_text())) or ""
    heads = re.findall(r"^    ((?:[a-z_]+(?:\.py|/) ?)+)", docstring, re.M)
    return [name for head in heads for name in head.split()]


def test_every_row_of_a_table_is_in_a_table() -> None:
    """A blank line in the middle of one makes the rest of it text."""
    pages = [ROOT / "README.md", ROOT / "SECURITY.md", *(ROOT / "docs").glob("**/*.md")]
    wrong = [
        f"{page.relative_to(ROOT)}: {block.splitlines()[0][:60]}"
        for page in pages
        for block in re.findall(r"(?:^\|.*\n)+", page.read_text(), re.M)
        if not re.match(r"\|[ :|-]+\|?$", [*block.splitlines(), ""][1])
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("file", "groups"), [("requirements.lock", ("demo", "test")), ("requirements-fuzz.lock", ("fuzz",))]
)
def test_each_exported_lock_holds_the_versions_of_the_lock(file: str, groups: tuple[str, ...]) -> None:
    packages = tomllib.loads((ROOT / "uv.lock").read_text())["package"]
    locked = {
        (package["name"], package["version"]) for package in packages if "registry" in package["source"]
    }
    exported = set(re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / file).read_text(), re.M))
    assert exported
    assert exported - locked == set()
    answer = tomllib.loads((ROOT / "pyproject.toml").read_text())
    known = {**answer["project"]["optional-dependencies"], **answer["dependency-groups"]}
    wanted = [requirement for group in groups for requirement in known[group]]
    if "demo" in groups:
        wanted += answer["project"]["dependencies"]
    assert {re.split(r"[><=;\[]", requirement)[0] for requirement in wanted} <= {name for name, _ in exported}
