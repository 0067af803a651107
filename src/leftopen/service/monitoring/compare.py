"""Compares what two runs of a monitor saw. Pure.

A change is said only against the same question asked before: a port that was not asked for then is not new,
and one that was not asked for now is not gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from leftopen.model.monitor import EventKind, SeenService

Asked = Callable[[SeenService], bool]
"""Was this address and port part of the question?"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One change of one service, with short texts of what it was and is."""

    kind: EventKind
    service: SeenService
    before: str = ""
    after: str = ""


def compare(
    before: Mapping[str, SeenService],
    now: Mapping[str, SeenService],
    *,
    asked_before: Asked,
    asked_now: Asked,
) -> list[Difference]:
    """The changes, by service id; `before` and `now` have everything that responded."""
    hosts = {one.address for one in before.values()}
    return [
        *_new(before, now, hosts, asked_before),
        *(
            Difference(kind=EventKind.GONE, service=old, before=old.product)
            for id, old in before.items()
            if id not in now and asked_now(old)
        ),
        *(change for id, new in now.items() if id in before for change in _changed(before[id], new)),
    ]


def next_baseline(
    before: Mapping[str, SeenService], now: Mapping[str, SeenService], *, asked_now: Asked
) -> dict[str, SeenService]:
    """What the next run is compared with: what responded, and what was not asked for this time. What a
    service did not show this time is as it was."""
    shown = {id: _filled(new, before[id]) if id in before else new for id, new in now.items()}
    return {id: old for id, old in before.items() if id not in now and not asked_now(old)} | shown


def _filled(new: SeenService, old: SeenService) -> SeenService:
    less = not new.product or old.product.startswith(f"{new.product} ")
    return replace(
        new,
        product=old.product if less else new.product,
        certificate=new.certificate or old.certificate,
        content=new.content if new.product else old.content,
    )


def _new(
    before: Mapping[str, SeenService], now: Mapping[str, SeenService], hosts: set[str], asked: Asked
) -> Iterator[Difference]:
    for id, new in now.items():
        if id not in before and asked(new):
            kind = EventKind.NEW_PORT if new.address in hosts else EventKind.NEW_HOST
            yield Difference(kind=kind, service=new, after=new.product)


def _changed(old: SeenService, new: SeenService) -> Iterator[Difference]:
    """A service that was not understood this time shows nothing, and what shows nothing did not change; nor
    did what shows only its name and not its version, or only now shows it."""
    if not new.product:
        return
    if old.product and not _same(old.product, new.product):
        yield Difference(kind=EventKind.PRODUCT, service=new, before=old.product, after=new.product)
    if old.certificate and new.certificate and old.certificate != new.certificate:
        yield Difference(
            kind=EventKind.CERTIFICATE, service=new, before=old.certificate[:16], after=new.certificate[:16]
        )
    if old.product and old.content != new.content:
        yield Difference(kind=EventKind.CONTENT, service=new)


def _same(one: str, other: str) -> bool:
    return one == other or one.startswith(f"{other} ") or other.startswith(f"{one} ")
