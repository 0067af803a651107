"""Asks whether what is stored is what was written, before anything is signed or leaves the program.

Somebody who can write to the data folder can change events, cases and entries of responses. A signature over
such records would vouch for them. What only shows them is not held up; it says what is wrong.
"""

from __future__ import annotations

from leftopen.cases import response_chain
from leftopen.cases.state_machine import case_of
from leftopen.errors import BadSetting, NotAllowed, StoreFailed
from leftopen.service.workspace import chain_seal
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.responses import Responses, StoredCase

RESTORE = "find the cause first; then restore a backup from before the change (leftopen restore)"
MOST = 3
"""So many breaks are named in one message."""


def whole(workspace: Workspace) -> tuple[int, str]:
    """What `doctor` asks: the chain, its signed head, each case and each response against its events. The
    number of events, and '' or the first break: what, where, and what to do. Takes time with all events."""
    records = workspace.store.records
    try:
        count, broken = Cases(records).verify_chain()
        if not broken and (wrong := chain_seal.misfit(records, workspace.seal)):
            return count, f"{wrong}; {chain_seal.MEND}"
        broken = broken or _responses(workspace)
    except StoreFailed as error:
        count, broken = 0, str(error)
    except BadSetting as error:
        # The head can't be read; nothing needs to be restored for that.
        return 0, str(error)
    return count, f"{broken}; {RESTORE}" if broken else ""


def of_case(workspace: Workspace, case: str, found: StoredCase) -> list[str]:
    """What is wrong with one case, one sentence each, as far as its own events, record and response and the
    signed head say so. Reads no other case."""
    return [*filter(None, [_head(workspace)]), *found.broken, *_misfits(case, found)]


def require_whole(workspace: Workspace) -> None:
    """For what names many cases. Raises NotAllowed."""
    if broken := whole(workspace)[1]:
        raise NotAllowed(f"nothing is exported: {broken}")


def breaks(workspace: Workspace, case: str) -> list[str]:
    """As `of_case`, and the first event of the whole chain that does not fit. Reads every event once."""
    records = workspace.store.records
    try:
        _, broken = Cases(records).verify_links()
        return [broken] if broken else of_case(workspace, case, Responses(records).with_case(case))
    except StoreFailed as error:
        return [str(error)]


def require_case(workspace: Workspace, case: str) -> None:
    """For what is about one case. Raises NotAllowed."""
    if wrong := breaks(workspace, case):
        raise NotAllowed(
            f"case {case[:8]}: nothing is signed or exported, because the stored records were changed or "
            f"damaged: {'; '.join(wrong[:MOST])}. To see what to do: leftopen doctor"
        )


def require_chain(workspace: Workspace) -> None:
    """For what is about the chain alone. Raises NotAllowed."""
    _, broken = Cases(workspace.store.records).verify_links()
    if wrong := broken or _head(workspace):
        raise NotAllowed(f"the event chain is not signed: {wrong}. To see what to do: leftopen doctor")


def _head(workspace: Workspace) -> str:
    try:
        return chain_seal.misfit(workspace.store.records, workspace.seal)
    except BadSetting as error:
        return str(error)


def _responses(workspace: Workspace) -> str:
    """The first response that does not fit its events."""
    responses = Responses(workspace.store.records)
    found = (one for case in responses.cases() for one in _entries(case, responses.with_case(case)))
    return next(found, "")


def _misfits(case: str, found: StoredCase) -> list[str]:
    try:
        folded = case_of([*found.events, *found.counted])
        fits = (folded, folded.state.value) == (found.case, found.state)
    except ValueError:
        fits = False
    record = [] if fits else [f"case {case[:8]} does not match its events"]
    return [*record, *_entries(case, found)]


def _entries(case: str, found: StoredCase) -> list[str]:
    named, erased = response_chain.named_by(found.events), response_chain.erased_by(found.events)
    wrong = response_chain.misfits(found.entries, named, erased)
    return [f"the response to case {case[:8]}: {one}" for one in wrong]
