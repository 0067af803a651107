"""The signed proof of closure: only for what was closed by evidence, and checked with two files alone."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from leftopen.cases.proof import ProofStatus
from leftopen.errors import BadProof, BadSetting, NotAllowed, NotFound
from leftopen.model.case import Case, CaseEventKind
from leftopen.service.cases.decisions import decide
from leftopen.service.cases.signing import proofs
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from tests.pipeline.loopback import Loopback
from tests.pipeline.mailbox import Mailbox
from tests.service.office import found, office


@contextmanager
def a_case(folder: Path, *, locked: bool = True) -> Iterator[tuple[Workspace, Case]]:
    """A mailbox that was open; `locked` says whether it was closed and seen closed since."""
    box = Mailbox()
    with Loopback() as loopback, office(folder) as workspace:
        case = found(workspace, loopback.serve(box.web))
        if locked:
            box.locked = True
            case = asyncio.run(verify(workspace, case.id)).case
        yield workspace, case


def test_a_proof_is_valid_with_the_signers_key_and_only_intact_without(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        file = proofs.make(workspace, case.id[:8], tmp_path / "proof.json")
        key = keys.public_file(workspace.config)
    assert file == tmp_path / "proof.json"
    assert proofs.check(file, key).standing is ProofStatus.VALID
    assert proofs.check(file, None).standing is ProofStatus.INTACT


def test_by_default_it_lies_in_the_data_folder(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        assert proofs.make(workspace, case.id) == workspace.data / "proofs" / f"{case.id}.json"


def test_changed_in_one_place_it_is_broken(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        file, key = proofs.make(workspace, case.id), keys.public_file(workspace.config)
    raw = file.read_text()
    assert '"127.0.0.1' in raw
    file.write_text(raw.replace('"127.0.0.1', '"127.0.0.2', 1))
    assert proofs.check(file, key).standing is ProofStatus.BROKEN
    assert proofs.check(file, None).standing is ProofStatus.BROKEN


def test_by_another_key_it_is_broken(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        file = proofs.make(workspace, case.id)
    keys.signing_key(tmp_path / "stranger")
    assert proofs.check(file, keys.public_file(tmp_path / "stranger")).standing is ProofStatus.BROKEN


def test_an_open_case_and_one_that_was_closed_by_word_have_no_proof(tmp_path: Path) -> None:
    with a_case(tmp_path, locked=False) as (workspace, case):
        with pytest.raises(NotAllowed, match=case.id[:8]):
            proofs.make(workspace, case.id)
        decide(workspace, case.id, CaseEventKind.CLOSED_BY_WORD, {"because": "they said so"})
        with pytest.raises(NotAllowed, match=case.id[:8]):
            proofs.make(workspace, case.id)
        with pytest.raises(NotFound):
            proofs.make(workspace, "abcdef")


def test_where_it_cant_be_written_it_is_one_clear_line(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case), pytest.raises(BadSetting, match="cannot write"):
        proofs.make(workspace, case.id, tmp_path)


@pytest.mark.parametrize("raw", [b"", b"\xff\x00", b"[]", b"{}", b'{"body": 1}', b"[" * 100_000])
def test_what_is_no_proof_is_an_error_or_broken_never_a_fault(tmp_path: Path, raw: bytes) -> None:
    file = tmp_path / "proof.json"
    file.write_bytes(raw)
    try:
        assert proofs.check(file, None).standing is ProofStatus.BROKEN
    except BadProof as error:
        assert "\n" not in str(error)


def test_a_file_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(BadProof, match="cannot read"):
        proofs.check(tmp_path / "none", None)
    (tmp_path / "proof.json").write_text("{}")
    with pytest.raises(BadProof, match="cannot read"):
        proofs.check(tmp_path / "proof.json", tmp_path / "none")


def test_a_proof_is_plain_json_that_names_the_looks(tmp_path: Path) -> None:
    with a_case(tmp_path) as (workspace, case):
        body = json.loads(proofs.make(workspace, case.id).read_bytes())
    assert case.id in json.dumps(body)
    assert "password_asked" in json.dumps(body)
