"""A key is replaced, and what it signed or sealed stays good; one that is lost or swapped is noticed."""

from __future__ import annotations

from pathlib import Path

import pytest

from leftopen.cases import signed_heads
from leftopen.errors import NotAllowed
from leftopen.model.case import CaseEventKind
from leftopen.model.permission import Role
from leftopen.service.identity import accounts, authentication
from leftopen.service.operations import doctor
from leftopen.service.workspace import chain_seal, keys
from leftopen.service.workspace.chain_seal import FileSeal
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records import Records
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.append import CaseWriter
from leftopen.store.records.entities.cases.signed_heads import Heads
from leftopen.store.records.entities.identity.audit import Audit
from tests.cases.made_up import minute
from tests.cli.program import all_ran
from tests.durability.runs import Folder
from tests.service.office import office
from tests.service.workspace.test_chain_seal import CASE, chain_of, fill


def comment(records: Records) -> None:
    CaseWriter(Changes(records)).append(
        CASE, CaseEventKind.ACKNOWLEDGED, minute(9), "maria", {"because": "a call"}
    )


def keys_of(workspace: Workspace) -> doctor.HealthCheck:
    return doctor._keys(workspace)


def test_the_signing_key_is_replaced_while_another_process_goes_on(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        fill(workspace.store.records)
        stolen, public = keys.signing_key(workspace.config), keys.public_file(workspace.config).read_bytes()
        seal = FileSeal(config=workspace.config, data=workspace.data, clock=workspace.clock)
        with Records.open(workspace.data, seal) as serving:
            comment(serving)
            old = chain_seal.rotate(workspace.store.records, workspace.seal, "maria")
            assert (old.read_bytes(), keys.public_file(workspace.config).read_bytes() != public) == (
                public,
                True,
            )
            assert chain_of(workspace).ok, chain_of(workspace).says
            comment(serving)
            seal.flush(Heads(serving).hash_at)
        assert chain_of(workspace).ok, chain_of(workspace).says
        assert keys_of(workspace).ok
        (seq, hash), _ = Heads(workspace.store.records).newest()
        known = signed_heads.sign_head(stolen, workspace.seal.folder, seq - 1, hash, minute(1))
        forged = signed_heads.sign_head(stolen, workspace.seal.folder, seq, hash, minute(1))
        assert [workspace.seal.is_ours(one) for one in (known, forged)] == [True, False]
        assert Audit(workspace.store.records).of_kind("signing key replaced", 9, 0)[0][0].actor == "maria"


def test_a_lost_or_swapped_key_is_noticed_with_its_remedy(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        fill(workspace.store.records)
        user, _ = accounts.invite(workspace, "maria", Role.ADMIN, (), by="a test")
        secret, sealed = authentication.offer_totp(workspace, user)
        assert keys_of(workspace).ok
        folder = keys.folder(workspace.config)
        (folder / "proof.pem").unlink()
        keys.digest_file(workspace.config, workspace.data).rename(tmp_path / "digest")
        answer = keys_of(workspace)
        assert answer.ok is False
        assert "leftopen keys rotate proof" in answer.says
        assert "leftopen keys rotate digest" in answer.says
        with pytest.raises(NotAllowed, match="--sign-chain"):
            chain_seal.rotate(workspace.store.records, workspace.seal, "maria")
        (tmp_path / "digest").replace(keys.digest_file(workspace.config, workspace.data))
        chain_seal.accept(workspace.store.records, workspace.seal, "maria")
        ran = all_ran(
            Folder(root=tmp_path, settings={}), [["keys", "rotate", one] for one in ("proof", "digest")]
        )
        assert [one.code for one in ran] == [0, 0], ran
        assert keys_of(workspace).ok, keys_of(workspace).says
        assert chain_of(workspace).ok
        assert authentication.opened_offer(workspace, user, sealed) == secret, "what it sealed opens"
        assert len(keys.digest_keys(workspace.config, workspace.data)) == 2
