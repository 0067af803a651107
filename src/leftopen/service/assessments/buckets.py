"""Opens a bucket for an assessment, if the scope has an authorisation for its service."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from leftopen.errors import BadSetting, NotAllowed
from leftopen.formats.bucket_address import bucket_place
from leftopen.formats.bucket_credentials import bucket_credentials
from leftopen.model.address import Address
from leftopen.model.bucket import BucketPlace
from leftopen.model.read_level import ReadLevel
from leftopen.net.buckets.bucket import Bucket
from leftopen.net.buckets.bucket_gate import BucketGate
from leftopen.present.humanize import format_bytes, format_count
from leftopen.service.scanning.scope_cache import ScopeCache
from leftopen.service.scanning.targets import resolve_targets
from leftopen.service.workspace import audit_log
from leftopen.service.workspace.os_user import os_user
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.permissions import readable_by_others
from leftopen.store.records.entities.scopes import Scopes

LARGEST = 64 * 1024


@contextmanager
def open_source(
    workspace: Workspace, text: str, endpoint: str, credentials: Path | None, by: str = ""
) -> Iterator[Bucket]:
    """`text` such as `s3://records/2019`. Sends nothing before the scope has a record that covers each
    address of the service, with the reading level `sample`; loopback needs one too, because whole objects
    are read. `by`: who reads, in the audit; '' for the user of this process. Raises BadAddress, BadSetting,
    NotAllowed."""
    place = bucket_place(text, endpoint)
    read = partial(_credentials, place, credentials)
    read()
    named = asyncio.run(resolve_targets([place.host], Scopes(workspace.store.records).list()))
    addresses = [str(one.network_address) for one in named.networks]
    permitted = _permitted(workspace, place, named.pinned)
    allowed = partial(_judged, place, addresses, permitted)
    allowed()
    gate = BucketGate(place.host, place.port, place.encrypted, addresses, permitted)
    bucket = Bucket(place, read, gate, allowed)
    audit_log.record(workspace, by or os_user(), "opened bucket", place.url, place.endpoint)
    try:
        yield bucket
    finally:
        bucket.close()
        much = f"{format_count(bucket.ranges, 'range')}, {format_bytes(bucket.bytes)}"
        audit_log.record(workspace, by or os_user(), "read bucket", place.url, much)


def _permitted(
    workspace: Workspace, place: BucketPlace, pinned: Mapping[str, frozenset[Address]]
) -> Callable[[str], str]:
    """Why an address may not be connected to, by the scope as it is now."""
    cache = ScopeCache(records=workspace.store.records, pinned=pinned, monotonic=workspace.monotonic)

    def permitted(address: str) -> str:
        permit = cache(Address.parse(address), workspace.clock())
        if not permit.allowed:
            return permit.clause
        if place.port in permit.denied_ports:
            return f"port {place.port} of {address} is denied"
        if not permit.record or permit.level is not ReadLevel.SAMPLE:
            return (
                f"reading whole objects of {place.host} needs an authorisation with the reading level sample"
                f" (leftopen scope add {place.host} --read sample)"
            )
        return ""

    return permitted


def _judged(place: BucketPlace, addresses: list[str], permitted: Callable[[str], str]) -> None:
    """Raises NotAllowed."""
    for address in addresses:
        if why := permitted(address):
            raise NotAllowed(f"{place.url}: not read: {why}")


def _credentials(place: BucketPlace, file: Path | None) -> dict[str, str]:
    """Read anew each time, so that a new token in the file is taken. Raises BadSetting."""
    if file is None:
        return {}
    try:
        if readable_by_others(file):
            raise BadSetting(f"others can read {file}: chmod 600 it first")
        with file.open("rb") as held:
            text = held.read(LARGEST).decode()
    except (OSError, UnicodeDecodeError):
        raise BadSetting(f"cannot read the credentials in {file}") from None
    return bucket_credentials(text, place.kind)
