from __future__ import annotations

import tomllib

from tests.room_seconds import written

HERE, ROOT_TEST, ELSEWHERE = "tests/cli/test_verbs.py", "tests/cli/test_root.py", "tests/cases/test_proof.py"


def test_what_ran_is_measured_anew_and_what_is_gone_leaves() -> None:
    before = {HERE: 9.0, ROOT_TEST: 2.0, "tests/cli/test_gone.py": 0.2, "tests/cli/test_never_was.py": 3.0}
    text = written(before, {HERE: 4.26, ELSEWHERE: 8.0})
    assert text.startswith("# ")
    found = tomllib.loads(text)
    assert found[HERE] == 4.3
    assert found[ROOT_TEST] == 2.0
    assert ELSEWHERE not in found
    assert "tests/cli/test_never_was.py" not in found
    assert list(found) == sorted(found)
