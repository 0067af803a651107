"""The log of the response to a leak: what was known, done, decided and kept, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from leftopen.model.facts import Json


class EntryKind(StrEnum):
    """`moment` when something became known · `answer` yes, no or unknown to a question · `log_source` a log
    of a server that must be kept · `log_preserved` · `step` a step of the checklist that a person closed ·
    `custody` files that were taken as evidence · `decision` · `role` who does what · `task` · `task_done` ·
    `met` a deadline that was met · `draft` the text of a draft · `approval` of a draft · `export` of a file
    that left the program."""

    MOMENT = "moment"
    ANSWER = "answer"
    LOG_SOURCE = "log_source"
    LOG_PRESERVED = "log_preserved"
    STEP = "step"
    CUSTODY = "custody"
    DECISION = "decision"
    ROLE = "role"
    TASK = "task"
    TASK_DONE = "task_done"
    MET = "met"
    DRAFT = "draft"
    APPROVAL = "approval"
    EXPORT = "export"


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEntry:
    """One link of the chain of one case. `seq` counts from 1; `previous` and `hash` are SHA-256 in hex, and
    `hash` covers every other field in canonical JSON (RFC 8785). `body` depends on the kind:
    `cases.response_schema` has the keys."""

    case: str
    seq: int
    kind: EntryKind
    at: datetime
    by: str
    body: Mapping[str, Json]
    previous: str
    hash: str


class Word(StrEnum):
    """What a person said about a question. Nobody said anything: no word at all."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
