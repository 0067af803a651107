"""Where the server of a case is open besides: at another port or address, or by another check.

A server that moved is not closed. What is open there blocks the closure of the old place if it was not open
before, or if it is the same port of the same server over the other version of IP. What has no identity is
only looked for at the same address. A case whose newest check was refused too blocks nothing: two of them
would wait for each other for ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

from leftopen import catalogue
from leftopen.cases import closure_blockers
from leftopen.cases.closure_rules import LIVE, is_other
from leftopen.model.address import Address
from leftopen.model.case import Case
from leftopen.model.verdict import State
from leftopen.store.records import Records
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings

RECHECK = "verify"
"""Every recheck is a scan of this name."""
MARGIN = timedelta(minutes=10)
"""What one scan sees at several places, it sees within minutes; that does not mean that a server moved."""


def beside(records: Records, case: Case) -> list[Case]:
    """The live cases that speak against its closure."""
    near = Cases(records).at(case.address)
    found = [
        *(one for one in _same_check(records, case, near) if _moved(records, case, one)),
        *(one for one in _same_service(case, near) if _is_new(records, case, one)),
    ]
    return [one for one in found if _seen_open(records, one)]


def open_besides(records: Records, case: Case) -> list[Case]:
    """The live cases of the same identity at other places, whether they are new or not."""
    return [one for one in _same_identity(records, case) if one.state in LIVE]


def moved_from(records: Records, case: Case) -> list[Case]:
    """The cases of the same server that ended at another place before this new case was found."""
    return [one for one in _same_identity(records, case) if one.state not in LIVE and not one.continued_as]


def count_text(cases: list[Case]) -> str:
    """How much is open, for a sentence that is stored and signed; '' for nothing. It names no place: whoever
    reads the sentence may not be allowed to see that one."""
    if not cases:
        return ""
    return "1 other place" if len(cases) == 1 else f"{len(cases)} other places"


def _same_check(records: Records, case: Case, near: Sequence[Case]) -> Iterator[Case]:
    """The live ones of the same identity, or at the same address."""
    others = [one for one in near if _elsewhere(case, one)]
    found = {one.id: one for one in (*_same_identity(records, case), *others)}
    yield from (one for one in found.values() if one.state in LIVE)


def _same_identity(records: Records, case: Case) -> list[Case]:
    """By the same check, whatever their state; [] where the identity is unknown."""
    if not case.identity:
        return []
    return [one for one in Cases(records).of_server(case.identity) if _elsewhere(case, one)]


def _elsewhere(case: Case, one: Case) -> bool:
    return one.check == case.check and one.service != case.service and one.realm == case.realm


def _same_service(case: Case, near: Sequence[Case]) -> Iterator[Case]:
    """By another check or shape that decides for the service as a whole."""
    whole = {name for name, check in catalogue.checks().items() if check.whole} | catalogue.shapes().keys()
    for one in near:
        if one.service != case.service or one.check == case.check or one.check not in whole:
            continue
        if one.state in LIVE and not (one.identity and case.identity and one.identity != case.identity):
            yield one


def _moved(records: Records, case: Case, one: Case) -> bool:
    if case.identity and one.identity == case.identity:
        other_version = Address.parse(one.address).is_ipv4 != Address.parse(case.address).is_ipv4
        return (other_version and one.port == case.port) or _is_new(records, case, one)
    unknown = not (case.identity and one.identity)
    return unknown and one.address == case.address and _is_new(records, case, one)


def _is_new(records: Records, case: Case, one: Case) -> bool:
    """Was it first seen open after the case was last seen open, and by another scan?"""
    if one.first_open <= case.last_open + MARGIN:
        return False
    ours, theirs = (Findings(records).newest(each.finding, each.id) for each in (case, one))
    scans = [each.judged.scan for each in (ours, theirs) if each is not None]
    return len(set(scans)) != 1 or scans[0] == RECHECK


def _seen_open(records: Records, case: Case) -> bool:
    """By the newest check of it that tells anything."""
    looks = Cases(records).looks(case.id)
    telling = [look for look in looks if closure_blockers.tells(look) and not is_other(case, look)]
    return bool(telling) and telling[-1].state is State.OPEN
