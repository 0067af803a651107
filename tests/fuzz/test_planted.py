"""A fault planted in a codec is found by a real fuzzer, named with its reproducer, and happens again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fuzz import run
from tests.house.copied import Copy, copy

FAULTY = '''"""A codec that is wrong about one kind of answer."""

from __future__ import annotations


def version(raw: bytes) -> int:
    """The number behind `V:`."""
    return int(raw[2:3]) if raw.startswith(b"V:") else 0
'''
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(bool(run.lacking()), reason="atheris is not installed (make fuzz installs it)"),
]


def ran(there: Copy, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    paths = [there.root / "src", there.root, *filter(None, [os.environ.get("PYTHONPATH")])]
    environ = os.environ | {"PYTHONPATH": ":".join(map(str, paths)), **settings}
    return subprocess.run(
        [sys.executable, "-m", *words],
        cwd=there.root,
        env=environ,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_planted_fault_is_found_and_happens_again(tmp_path: Path) -> None:
    there = copy(tmp_path)
    (there.root / "src" / "leftopen" / "wire" / "made_up.py").write_text(FAULTY)
    found = ran(there, "tests.fuzz.run", FUZZ_ONLY="wire/made_up", FUZZ_SECONDS="20")
    assert found.returncode == 1, found.stdout + found.stderr
    again = found.stdout.splitlines()[-1].split()
    assert again[:4] == ["again:", "python", "-m", "tests.fuzz.again"]
    assert "ValueError: invalid literal for int()" in found.stdout
    assert Path(again[-1]).read_bytes().startswith(b"V:")
    taken = ran(there, *again[3:])
    assert taken.returncode == 1
    assert "ValueError: invalid literal for int()" in taken.stderr
