"""A new leaf stands where it belongs, is formatted whatever its name, and nothing is ever overwritten."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from leftopen.errors import BadLeaf
from leftopen.service.reference.scaffold import LONGEST, ScaffoldedFiles, make

ROOT = Path(__file__).parents[3]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The folders of a checkout, as far as a new leaf needs them."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "leftopen"\n')
    for folder in ("src/leftopen/checks", "src/leftopen/probes", "tests/checks", "tests/probes"):
        (tmp_path / folder).mkdir(parents=True)
    for file in (
        "src/leftopen/model",
        "src/leftopen/present",
        "src/leftopen/formats",
        "src/leftopen/wire",
        "tests/scripted.py",
        "tests/observed.py",
    ):
        (tmp_path / file).symlink_to(ROOT / file)
    return tmp_path


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize(("kind", "name"), [("check", "made_up_open"), ("probe", "made_up")])
def test_a_leaf_and_its_test_are_made_from_anywhere_in_the_checkout(
    checkout: Path, kind: str, name: str
) -> None:
    before = files(checkout)
    made = make(kind, name, checkout / "src" / "leftopen")
    assert files(checkout) - before == {f"src/leftopen/{kind}s/{name}.py", f"tests/{kind}s/test_{name}.py"}
    assert made == ScaffoldedFiles(
        root=checkout,
        file=checkout / "src" / "leftopen" / f"{kind}s" / f"{name}.py",
        test=checkout / "tests" / f"{kind}s" / f"test_{name}.py",
    )
    assert "$" not in made.file.read_text() + made.test.read_text()


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("check", "a_open"),
        ("check", "made_up_anonymous"),
        ("check", "x" * (LONGEST - 6) + "_trust"),
        ("probe", "a"),
        ("probe", "x" * LONGEST),
    ],
)
def test_what_is_made_is_formatted_and_clean_whatever_its_name(checkout: Path, kind: str, name: str) -> None:
    made = make(kind, name, checkout)
    (checkout / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    for words in (["format", "--check"], ["check", "--no-cache"]):
        ran = subprocess.run(
            [Path(sys.executable).with_name("ruff"), *words, made.file, made.test],
            cwd=checkout, capture_output=True, text=True, timeout=30,
        )  # fmt: skip
        assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.mark.parametrize(
    ("kind", "name", "why"),
    [
        ("check", "made_up", "it must end with _open, _anonymous or _trust"),
        ("check", "_open", "a lower-case letter, then"),
        ("check", "Made_open", "a lower-case letter"),
        ("check", "../made_open", "invalid check name"),
        ("check", "made-up_open", "invalid check name"),
        ("check", "ü_open", "invalid check name"),
        ("check", "made_open\n", "invalid check name"),
        ("check", "", "invalid check name"),
        ("check", "x" * LONGEST + "_open", f"at most {LONGEST}"),
        ("probe", "class", "invalid probe name"),
        ("probe", "1st", "a lower-case letter, then"),
    ],
)
def test_a_name_that_cant_be_one_is_refused(checkout: Path, kind: str, name: str, why: str) -> None:
    before = files(checkout)
    with pytest.raises(BadLeaf, match=why):
        make(kind, name, checkout)
    assert files(checkout) == before


@pytest.mark.parametrize(
    "taken", ["src/leftopen/checks/made_up_open.py", "tests/checks/test_made_up_open.py"]
)
def test_nothing_is_overwritten(checkout: Path, taken: str) -> None:
    (checkout / taken).write_text("mine\n")
    before = files(checkout)
    with pytest.raises(BadLeaf, match=f"{taken} already exists; no file was written"):
        make("check", "made_up_open", checkout)
    assert files(checkout) == before
    assert (checkout / taken).read_text() == "mine\n"


def test_half_a_leaf_is_never_left(checkout: Path) -> None:
    (checkout / "tests" / "checks").rmdir()
    before = files(checkout)
    with pytest.raises(BadLeaf, match=r"cannot write .*: No such file or directory"):
        make("check", "made_up_open", checkout)
    assert files(checkout) == before


@pytest.mark.parametrize("project", ["", "[project]\nname = 'another'\n", "not toml [", "project = 3\n"])
def test_anywhere_else_is_one_clear_line(tmp_path: Path, project: str) -> None:
    (tmp_path / "src" / "leftopen").mkdir(parents=True)
    (tmp_path / "pyproject.toml").write_text(project)
    with pytest.raises(BadLeaf, match="not inside a leftopen checkout"):
        make("probe", "made_up", tmp_path)
