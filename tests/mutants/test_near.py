"""Which test files come first for a module, in a made-up tree."""

from __future__ import annotations

from pathlib import Path

from tests.mutants.near import ImportGraph

FILES = {
    "src/leftopen/room/one.py": "PATH = '/one'\n",
    "src/leftopen/room/user.py": "from leftopen.room.one import PATH\n",
    "src/leftopen/web/pages.py": 'PATH = "/people"\n',
    "tests/room/test_one.py": "",
    "tests/room/test_other.py": "import leftopen.room.one\n",
    "tests/far/test_far.py": "from leftopen.room import one\n",
    "tests/far/test_step.py": "from leftopen.room.user import PATH\n",
    "tests/far/test_nothing.py": "import os\n",
    "tests/web/test_forms.py": 'get("/people")\n',
    "tests/web/test_quiet.py": 'get("/other")\n',
}


def made(folder: Path) -> ImportGraph:
    for name, text in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    return ImportGraph(folder)


def test_near_are_those_named_after_it_and_those_that_import_it(tmp_path: Path) -> None:
    tests = made(tmp_path)
    assert tests.near("src/leftopen/room/one.py") == [
        "tests/room/test_one.py", "tests/room/test_other.py", "tests/far/test_far.py",
    ]  # fmt: skip
    assert tests.wide("src/leftopen/room/one.py") == ["tests/far/test_step.py"]


def test_those_that_say_the_functions_name_come_first(tmp_path: Path) -> None:
    made(tmp_path)
    (tmp_path / "tests/far/test_far.py").write_text("from leftopen.room.one import cut_off\n")
    near = ImportGraph(tmp_path).near("src/leftopen/room/one.py", "cut_off")
    assert near == ["tests/room/test_one.py", "tests/far/test_far.py", "tests/room/test_other.py"]


def test_a_page_is_tested_by_those_that_say_its_path(tmp_path: Path) -> None:
    tests = made(tmp_path)
    assert tests.near("src/leftopen/web/pages.py") == []
    assert tests.wide("src/leftopen/web/pages.py") == ["tests/web/test_forms.py"]
