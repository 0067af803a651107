"""Access that remains after the closure, with masked names, for pages and reports that others see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from leftopen.model.access_logs import StandingAccess, StandingKind
from leftopen.service.workspace.workspace import Workspace

HIDDEN = "***"


def mask_people(workspace: Workspace, found: Sequence[StandingAccess]) -> tuple[StandingAccess, ...]:
    """Mail addresses and names of people are masked; the names of applications stay. Of a path to an export,
    only the file's name stays."""
    texts = workspace.contents().mask_all([text for one in found for text in (one.owner, one.to, one.what)])
    parts = iter(texts)
    return tuple(_renamed(one, next(parts), next(parts), next(parts)) for one in found)


def _renamed(one: StandingAccess, owner: str, to: str, what: str) -> StandingAccess:
    application = one.kind is StandingKind.OAUTH_GRANT
    return replace(
        one,
        owner=_hidden(owner),
        to=to if application else _hidden(to),
        what=what,
        file=one.file.replace("\\", "/").rpartition("/")[2],
    )


def _hidden(text: str) -> str:
    """Of each word that is not masked yet, the first letter."""
    return " ".join(word if "*" in word else _word(word) for word in text.split())


def _word(word: str) -> str:
    letter = next((at for at, one in enumerate(word) if one.isalnum()), None)
    return word if letter is None else word[: letter + 1] + HIDDEN
