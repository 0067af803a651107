"""Asks the time-stamp authority of the settings: for a proof, and daily for the head of the event chain."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cryptography.x509 import Certificate

from leftopen.cases import hash_chain, proof, timestamp_token
from leftopen.errors import BadProof, BadSetting, NotAllowed
from leftopen.model.stamped_head import StampedHead
from leftopen.net.outbound import http as outbound_http
from leftopen.net.outbound.http import OutboundRequest
from leftopen.service.cases.signing import integrity
from leftopen.service.workspace.workspace import Workspace
from leftopen.settings import Settings
from leftopen.store.records.changes import Changes
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.stamped_heads import StampedHeads, StampedHeadWriter

QUERY = "application/timestamp-query"


def wanted(workspace: Workspace) -> bool:
    return bool(workspace.settings.tsa_url)


def stamped_proof(workspace: Workspace, raw: bytes) -> bytes:
    """The proof with a timestamp. Raises BadSetting, NotAllowed when the authority gave none."""
    with ThreadPoolExecutor(1) as pool:
        response = pool.submit(asyncio.run, _stamp(workspace, raw)).result()
    return proof.stamp(raw, response)


async def stamp_head(workspace: Workspace) -> StampedHead | None:
    """A timestamp of the newest event, once a day; None when there is none, or it is stamped. Raises
    BadSetting, NotAllowed, also for a chain that does not fit."""
    records, now = workspace.store.records, workspace.clock()
    newest = await asyncio.to_thread(Cases(records).newest_event)
    last = await asyncio.to_thread(StampedHeads(records).last)
    if not newest or (last is not None and (last.seq == newest or last.at.date() == now.date())):
        return None
    await asyncio.to_thread(integrity.require_chain, workspace)
    head = await asyncio.to_thread(Cases(records).head)
    response = await _stamp(workspace, head_bytes(head.seq, head.hash))
    stamped = StampedHead(seq=head.seq, hash=head.hash, at=now, response=response.hex())
    await asyncio.to_thread(StampedHeadWriter(Changes(records)).add, stamped)
    return stamped


def head_bytes(seq: int, digest: str) -> bytes:
    """What is stamped of a head."""
    return hash_chain.canonical({"seq": seq, "hash": digest})


def misfit(workspace: Workspace) -> tuple[int, str]:
    """How many heads are stamped, and '' or why one does not fit the chain. Raises BadSetting."""
    records, roots = workspace.store.records, roots_of(workspace.settings)
    heads = StampedHeads(records).list()
    for head in heads:
        if Cases(records).hash_at(head.seq) != head.hash:
            return len(heads), f"event {head.seq} is not the one that was stamped at {head.at:%Y-%m-%d}"
        try:
            timestamp_token.check(bytes.fromhex(head.response), head_bytes(head.seq, head.hash), roots)
        except (BadProof, ValueError) as error:
            return len(heads), f"the timestamp of {head.at:%Y-%m-%d}: {error}"
    return len(heads), ""


async def _stamp(workspace: Workspace, data: bytes) -> bytes:
    roots = await asyncio.to_thread(roots_of, workspace.settings)
    question = OutboundRequest(
        url=workspace.settings.tsa_url,
        agent=workspace.agent,
        body=timestamp_token.request(data),
        content_type=QUERY,
    )
    try:
        reply = await outbound_http.ask(question)
        if reply.status != 200:
            raise ConnectionError(f"HTTP {reply.status}")
        timestamp_token.check(reply.body, data, roots)
    except (ConnectionError, BadProof) as error:
        raise NotAllowed(
            f"no timestamp from {workspace.settings.tsa_url} (setting tsa_url): {error}"
        ) from None
    return reply.body


def roots_of(settings: Settings) -> list[Certificate]:
    """The root certificates of the authority. Raises BadSetting."""
    file = settings.tsa_certificate
    if not file:
        raise BadSetting("tsa_url needs tsa_certificate: a PEM file with the authority's root certificate")
    try:
        return timestamp_token.roots(Path(file).read_bytes())
    except OSError as error:
        raise BadSetting(f"cannot read {file} (setting tsa_certificate): {error.strerror}") from None
    except BadProof as error:
        raise BadSetting(f"{file} (setting tsa_certificate): {error}") from None
