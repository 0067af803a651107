"""Owners are told within seconds of a run, also in a data folder that was empty."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from leftopen.demo.smtp_sink import SmtpSink
from leftopen.jobs.worker import Timing, Worker
from leftopen.model.job import JobState
from leftopen.model.scope import NotifyPolicy
from leftopen.scope.file import record
from leftopen.service.exclusions import scopes
from leftopen.service.monitoring import monitors
from leftopen.service.notices import escalate
from leftopen.service.workspace import job_queue
from leftopen.store.records.entities.jobs import Jobs
from tests.pipeline.loopback import Loopback
from tests.pipeline.resp import Redis
from tests.service.office import office


def test_a_round_in_an_empty_folder_is_no_failure(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        memory = escalate.EscalationMemory()
        assert (escalate.run(workspace, memory).told, escalate.run(workspace, memory).failed) == (0, 0)


def test_waking_brings_a_standing_job_forward_and_only_a_waiting_one(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        assert not job_queue.wake(workspace, "escalate")
        later = workspace.clock() + timedelta(minutes=9)
        job_queue.add(
            workspace,
            job_queue.new_job(workspace, "escalate", {}, asked_by="x", due=later, key="escalate"),
        )
        assert job_queue.wake(workspace, "escalate")
        found = Jobs(workspace.store.records).of_key("escalate")
        assert found is not None
        assert found.due <= workspace.clock()
        assert not job_queue.wake(workspace, "escalate")


def test_an_owner_is_told_in_the_same_run_that_finds_it(tmp_path: Path) -> None:
    """The first rounds see an empty data folder; the monitor's run wakes the next one."""
    with SmtpSink() as sink, Loopback() as servers:
        mail = {"smtp_host": sink.host, "smtp_port": sink.port, "smtp_security": "none"}
        sender = {"mail_from": "watch@example.org", "contact": "watch@example.org", "digest_minutes": 0}
        with office(tmp_path, **mail, **sender) as workspace:
            now, to = workspace.clock(), "mailto:owner@example.org"
            allowed = record(
                "127.0.0.0/8", authorised_by="A.", until=None, now=now, contact=to, notify=NotifyPolicy.AUTO
            )
            scopes.add(workspace, [allowed], by="a test")
            port = str(servers.serve(Redis()))
            adding = monitors.add(
                workspace, "here", ("127.0.0.1",), interval=3600, ports=port, tell=(), when=(), by="maria"
            )
            asyncio.run(adding)
            worker = Worker(workspace=workspace, timing=Timing(renew=0.5, look=0.02, dead=5.0))
            asyncio.run(asyncio.wait_for(worker.run(asyncio.Event(), until_idle=True), 60))
            assert sink.recipients == [("owner@example.org",)]
            job = Jobs(workspace.store.records).of_key("escalate")
            assert job is not None
            assert job.state is JobState.WAITING
