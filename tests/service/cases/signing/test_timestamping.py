"""Timestamps by an authority: on proofs, and once a day on the head of the event chain."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from leftopen.cases.proof import ProofStatus
from leftopen.errors import BadSetting, NotAllowed
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.case import Case
from leftopen.service.cases.signing import proofs, timestamping
from leftopen.service.operations import doctor
from leftopen.service.scanning.verify import verify
from leftopen.service.workspace import keys
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.stamped_heads import StampedHeads, stamped_heads
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.servers.need import missing, require
from tests.service.false_close.ground import Clock
from tests.service.office import found, office
from tests.tsa import Tsa, tsa


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Tsa]:
    require(missing("openssl"))
    with tsa(tmp_path / "tsa") as made:
        yield made


def closed(workspace: Workspace) -> Case:
    redis = Redis()
    with Loopback() as loopback:
        case = found(workspace, loopback.serve(redis))
        redis.locked = True
        return asyncio.run(verify(workspace, case.id)).case


def test_a_proof_with_a_timestamp(tmp_path: Path, authority: Tsa) -> None:
    with office(tmp_path, tsa_url=authority.url, tsa_certificate=str(authority.root)) as workspace:
        case = closed(workspace)
        file, key = proofs.make(workspace, case.id), keys.public_file(workspace.config)
        authority.silent = True
        with pytest.raises(NotAllowed, match=r"no timestamp from .* HTTP 503"):
            proofs.make(workspace, case.id, tmp_path / "second.json")
    assert not (tmp_path / "second.json").exists()
    whole = json.loads(file.read_bytes())
    assert whole["proof"]["format"] == "leftopen-proof/2"
    verified = proofs.check(file, key, authority.root)
    assert verified.standing is ProofStatus.VALID
    assert "timestamped at 20" in verified.because
    assert "not verified" not in verified.because
    assert "by an authority that was not verified" in proofs.check(file, key).because
    whole["timestamp"]["response"] = whole["timestamp"]["response"].replace("30", "31", 1)
    file.write_bytes(json.dumps(whole, sort_keys=True, separators=(",", ":")).encode())
    assert proofs.check(file, key, authority.root).standing is ProofStatus.BROKEN


def test_a_timestamp_of_another_proof_is_broken(tmp_path: Path, authority: Tsa) -> None:
    with office(tmp_path, tsa_url=authority.url, tsa_certificate=str(authority.root)) as workspace:
        case = closed(workspace)
        one, two = (json.loads(proofs.make(workspace, case.id).read_bytes()) for _ in range(2))
    file = tmp_path / "mixed.json"
    mixed = {**one, "timestamp": two["timestamp"]}
    file.write_bytes(json.dumps(mixed, sort_keys=True, separators=(",", ":")).encode())
    answer = proofs.check(file, None)
    assert (answer.standing, answer.because) == (ProofStatus.BROKEN, "the timestamp is of other bytes")


def test_without_the_root_certificate_nothing_is_asked(tmp_path: Path, authority: Tsa) -> None:
    lacking = pytest.raises(BadSetting, match="tsa_certificate")
    with office(tmp_path, tsa_url=authority.url) as workspace, lacking:
        timestamping.stamped_proof(workspace, b"{}")
    assert authority.asked == 0


def test_the_head_is_stamped_once_a_day_by_a_worker(tmp_path: Path, authority: Tsa) -> None:
    clock = Clock()
    wanted = {"tsa_url": authority.url, "tsa_certificate": str(authority.root)}

    def work(workspace: Workspace) -> None:
        worker = Worker(workspace=workspace, timing=Timing(renew=0.5, look=0.02, dead=5.0))
        asyncio.run(worker.run(asyncio.Event(), until_idle=True))

    with office(tmp_path, clock, **wanted) as workspace:
        work(workspace)
        assert StampedHeads(workspace.store.records).list() == [], "there is nothing to stamp"
        closed(workspace)
        for hours in (7, 0, 24):
            clock.later += timedelta(hours=hours)
            work(workspace)
        [head] = StampedHeads(workspace.store.records).list()
        assert head.seq == Cases(workspace.store.records).newest_event()
        closed(workspace)
        clock.later += timedelta(hours=24)
        work(workspace)
        assert len(StampedHeads(workspace.store.records).list()) == 2
        assert timestamping.misfit(workspace) == (2, "")
        with workspace.store.records.database.write() as connection:
            old = connection.scalars(
                stamped_heads.rows.select().with_only_columns(stamped_heads.c.record)
            ).first()
            assert old is not None
            changed = old.replace(head.hash, "0" * 64)
            connection.execute(
                stamped_heads.rows.update().where(stamped_heads.c.seq == head.seq).values(record=changed)
            )
        [check] = [one for one in doctor.examine(workspace) if one.what == "timestamps"]
    assert (check.ok, "is not the one that was stamped" in check.says) == (False, True)
