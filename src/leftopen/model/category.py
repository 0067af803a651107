"""What sort of data a detector recognises, so that nobody has to list detectors by name."""

from __future__ import annotations

from enum import StrEnum


class Category(StrEnum):
    """`IDENTITY` is a number or an address that stands for one person; `PERSON` describes one."""

    IDENTITY = "identity"
    PERSON = "personal details"
    HEALTH = "health"
    FINANCE = "finance"
    CREDENTIAL = "credential"
    MARKING = "marking"
    FORM = "form"
    PROCUREMENT = "procurement"
    NETWORK = "network"
    LOCATION = "location"
