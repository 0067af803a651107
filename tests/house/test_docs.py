"""The generated pages say what the program says, and the lock files agree."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

from tests.house import write_docs

ROOT = Path(__file__).parents[2]


def test_no_generated_page_is_stale() -> None:
    assert write_docs.stale() == [], "run `make docs`"


def test_both_lock_files_hold_the_same_versions() -> None:
    lock = tomllib.loads((ROOT / "uv.lock").read_text())
    locked = {
        package["name"]: package["version"] for package in lock["package"] if "registry" in package["source"]
    }
    exported = dict(
        re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / "requirements.lock").read_text(), re.M)
    )
    wrong = {name: version for name, version in exported.items() if locked.get(name) != version}
    assert exported
    assert wrong == {}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["demo"]]
    names = {re.split(r"[><=\[]", requirement)[0] for requirement in wanted}
    assert names <= set(exported)
