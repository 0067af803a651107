"""Imports as they stand: one whose process died has stopped, whatever it wrote down last."""

from __future__ import annotations

import builtins
from dataclasses import replace

from leftopen.model.import_record import ImportRecord
from leftopen.service.claim import is_claimed
from leftopen.service.desk import Desk
from leftopen.service.importing import STOPPED

DIED = "its process ended; the same file, given again, goes on behind what is stored"


def list(desk: Desk) -> builtins.list[ImportRecord]:
    """All, newest first. Raises StoreFailed."""
    return [_standing(desk, one) for one in desk.store.records.imports.list()]


def find(desk: Desk, identifier: str) -> ImportRecord | None:
    """The one with just that id. Raises StoreFailed."""
    found = desk.store.records.imports.find(identifier)
    return None if found is None else _standing(desk, found)


def _standing(desk: Desk, one: ImportRecord) -> ImportRecord:
    if one.state != "running" or is_claimed(desk.data, one.id):
        return one
    # It may have ended since it was read.
    now = desk.store.records.imports.find(one.id)
    return replace(one, state=STOPPED, why=DIED) if now is None or now.state == "running" else now
