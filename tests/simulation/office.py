"""The real services over a data folder of their own, with a simulated clock, network, post and engine."""

from __future__ import annotations

import itertools
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.jobs.kinds import deliver as deliver_job
from leftopen.service.outbox import deliver
from leftopen.service.scanning import verify
from leftopen.service.workspace import chain_seal, keys
from leftopen.service.workspace.chain_seal import FileSeal
from leftopen.service.workspace.workspace import LiveSettings, Workspace, read_settings
from leftopen.store import Store
from leftopen.store.records import Records
from tests.service.office import QUICK, SENDER
from tests.simulation.clock import SimClock
from tests.simulation.sim_network import SimEngine, SimNetwork, SimObservations
from tests.simulation.sim_post import SimPost
from tests.simulation.sim_process import Mortal, mortal_writes, one_reader, one_thread

MEMORY = Path("/dev/shm")


@contextmanager
def folder() -> Iterator[Path]:
    """In memory where there is such a place: thousands of lives write to a disk for hours."""
    where = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(prefix="leftopen-lives-", dir=where) as name:
        yield Path(name)


@cache
def contents() -> Contents:
    """The detectors mask every answer; they are built once."""
    return Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    workspace: Workspace
    clock: SimClock
    network: SimNetwork
    post: SimPost
    mortal: Mortal
    observations: SimObservations


@contextmanager
def office(
    where: Path, empty: Path, clock: SimClock, random: Random, settings: dict[str, object]
) -> Iterator[Office]:
    """`empty`: a data folder without anything, of which this one is a copy."""
    shutil.copytree(empty, where)
    data, config = where / "data", where / "config"
    flags = {**QUICK, **SENDER, "smtp_host": "127.0.0.1", **settings}
    # Every event is published at once: no timer of the real time runs beside.
    seal = FileSeal(config=config, data=data, clock=clock, monotonic=itertools.count(0.0, 9.0).__next__)
    mortal = Mortal(random=random)
    network, observations = SimNetwork(clock=clock, severities={}), SimObservations()
    post = SimPost(random=random, mortal=mortal)
    records = Records.open(data, seal)
    try:
        store = Store(cast(Any, SimEngine()), cast(Any, observations), records)
        chain_seal.begin(records, seal)
        workspace = Workspace(
            data=data, config=config, store=store, clock=clock, seal=seal, contents=contents,
            monotonic=clock.monotonic,
            live=LiveSettings(now=read_settings(config, flags, {}), flags=flags, environ={}),
        )  # fmt: skip
        with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
            _simulated(patch, network, post, random)
            mortal_writes(mortal, patch)
            stack.enter_context(one_reader(records.database, patch))
            yield Office(
                workspace=workspace, clock=clock, network=network, post=post, mortal=mortal,
                observations=observations,
            )  # fmt: skip
    finally:
        records.close()
        shutil.rmtree(where)


def _simulated(patch: pytest.MonkeyPatch, network: SimNetwork, post: SimPost, random: Random) -> None:
    one_thread(patch)
    patch.setattr(verify, "positive_control", network.positive_control)
    patch.setattr(verify, "recheck", network.recheck)
    patch.setattr(verify, "build_context", lambda *_: None)
    patch.setattr(deliver, "outbound", lambda workspace: post)
    patch.setattr(deliver_job, "SystemRandom", lambda: random)
    patch.setattr(secrets, "token_hex", lambda length=32: random.randbytes(length).hex())
    patch.setattr(secrets, "token_urlsafe", lambda length=32: random.randbytes(length).hex())


def empty_folder(where: Path) -> Path:
    """A data folder with its tables and its key, made once."""
    with Records.open(where / "data"):
        pass
    keys.signing_key(where / "config")
    return where
