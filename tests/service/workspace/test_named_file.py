"""A file that a user names is written into a folder that exists: by every command the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.errors import BadSetting
from leftopen.service.cases import case_list
from leftopen.service.cases.signing import proofs
from leftopen.service.notices import case_report
from leftopen.service.workspace.write_file import write_named
from tests.service.cases.signing.test_proofs import a_case


def test_no_command_makes_the_folder_of_a_file_that_was_named(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    answer = f"folder {missing} does not exist"
    with a_case(tmp_path / "data") as (workspace, case):
        with pytest.raises(BadSetting, match=answer):
            case_report.write(workspace, case.id, missing / "case.html")
        with pytest.raises(BadSetting, match=answer):
            proofs.make(workspace, case.id, missing / "proof.json")
        with pytest.raises(BadSetting, match=answer):
            case_list.export_cases(workspace, missing / "cases.csv")
    assert not missing.exists()


def test_into_a_folder_that_exists_it_is_written(tmp_path: Path) -> None:
    assert write_named(tmp_path / "one", b"bytes").read_bytes() == b"bytes"
