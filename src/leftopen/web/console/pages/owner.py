"""The owner's page: by the signed link of a notice, without an account. A GET changes nothing, because mail
scanners open every link."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from leftopen import catalogue
from leftopen.cases.closure_rules import LIVE
from leftopen.errors import BadRequest, NotAllowed, NotFound
from leftopen.model.case import Case, CaseState
from leftopen.model.owner_link import OwnerLink
from leftopen.model.permission import Permission
from leftopen.service.cases import review
from leftopen.service.cases.signing import proofs
from leftopen.service.notices import owner_links
from leftopen.service.workspace import audit_log
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.cases.findings import Findings
from leftopen.web.console.http.page import Page
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.http.route import PublicAccess, get, post
from leftopen.web.console.view import visible_cases
from leftopen.web.console.view.stored_sentences import names_hidden

PROVED = frozenset((CaseState.CLOSED, CaseState.WITHDRAWN))
OPEN = LIVE | {CaseState.SILENT}


def show(request: ConsoleRequest) -> Response:
    try:
        link = _link(request)
    except NotFound:
        return request.draw("owner_gone.html", 404, contact=request.workspace.settings.contact)
    audit_log.record(request.workspace, owner_links.OWNER, "opened owner's page", link.cases[0], link.id)
    return _drawn(request, link)


def _link(request: ConsoleRequest) -> OwnerLink:
    """Raises NotFound."""
    return owner_links.find(request.workspace, request.parts["token"])


def _drawn(request: ConsoleRequest, link: OwnerLink, status: int = 200, wrong: str = "") -> Response:
    cases = owner_links.cases_of(request.workspace, link)
    answer = request.draw(
        "owner.html",
        status,
        heading=_heading(request, cases),
        path=request.path.removesuffix("/answer").removesuffix("/look"),
        rows=[_row(request, case) for case in cases],
        answerable=[case for case in cases if case.state in LIVE],
        lookable=any(case.state in OPEN for case in cases),
        wait=owner_links.wait(request.workspace, link),
        link=link,
        contact=request.workspace.settings.contact,
        wrong=wrong,
    )
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _heading(request: ConsoleRequest, cases: Sequence[Case]) -> str:
    """Closed is said only where every case is proved to be."""
    if any(case.state in OPEN for case in cases):
        return request.t("A service of yours is open")
    if all(case.state in PROVED for case in cases):
        return request.t("Your service is closed")
    return request.t("A service of yours")


def _row(request: ConsoleRequest, case: Case) -> dict[str, object]:
    """One case as its owner needs it: what was open, what it held, how to close it. What comes next is the
    operator's to do, and not shown."""
    words = catalogue.exposure_words(case.check, request.language)
    finding = Findings(request.workspace.store.records).newest(case.finding, case.id)
    return {
        "case": case,
        "title": words.title,
        "remedy": words.remedy.parts(case.product),
        "plain": review.words(request.workspace, finding, request.t) if finding else "",
        "holds": finding.evidence.holds if finding else (),
        "proved": case.state in PROVED,
        "live": case.state in OPEN,
    }


def answer(request: ConsoleRequest) -> Response:
    """Acknowledges every open case of the link, with a name and perhaps a day."""
    link = _link(request)
    try:
        message = owner_links.OwnerAnswer(
            name=request.one("name"), until=_day(request.one("until")), text=request.one("text")
        )
        owner_links.acknowledge(request.workspace, link, message)
    except (BadRequest, NotAllowed) as error:
        return _drawn(request, link, 400, request.t(str(error)))
    return request.to(request.path.removesuffix("/answer"), said="acknowledged")


def _day(text: str) -> date | None:
    """Raises BadRequest."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadRequest("the day must be today or later, and within a year") from None


async def look(request: ConsoleRequest) -> Response:
    """The same check again, at most once in ten minutes."""
    link = await asyncio.to_thread(_link, request)
    try:
        await owner_links.look_again(request.workspace, link)
    except NotAllowed as error:
        return await asyncio.to_thread(_drawn, request, link, 429, str(error))
    return request.to(request.path.removesuffix("/look"), said="looked_again")


def proof(request: ConsoleRequest) -> Response:
    """The signed proof of one of its cases. It names no authorisation. Raises NotFound, NotAllowed."""
    link = _link(request)
    cases = owner_links.cases_of(request.workspace, link)
    case = next((one for one in cases if one.id == request.parts["case"]), None)
    if case is None:
        raise NotFound("this link does not show that case")
    if case.state not in PROVED:
        raise NotAllowed(f"case {case.id[:8]} is not closed by evidence, so it has no proof")
    if _names_others(request, link, cases, case):
        # A signed file can't leave anything out.
        raise NotAllowed(f"the proof of case {case.id[:8]} names another server; ask the sender for it")
    with TemporaryDirectory(prefix="leftopen-proof-") as folder:
        file = Path(folder) / "proof.json"
        raw = proofs.make(request.workspace, case.id, file, clause=False).read_bytes()
    audit_log.record(request.workspace, owner_links.OWNER, "proof", case.id, link.id)
    named = {"Content-Disposition": f'attachment; filename="leftopen-proof-{case.id[:8]}.json"'}
    return Response(raw, media_type="application/json", headers=named)


def _names_others(request: ConsoleRequest, link: OwnerLink, cases: list[Case], case: Case) -> bool:
    """Does its proof name a case or an address that the link does not show?"""
    records = Cases(request.workspace.store.records)
    shown = {*link.cases, *(one.id for one in cases)}
    for id in case.linked:
        other = records.find(id)
        if id not in shown and (other is None or other.continued_as != case.id):
            return True
    addresses = {one.address for one in cases}
    return names_hidden(records.events(case.id), addresses.__contains__)


def withdraw(request: ConsoleRequest) -> Response:
    """Withdraws the links of a case; for a signed-in user."""
    case = visible_cases.case(request, request.parts["id"])
    owner_links.withdraw(request.workspace, case.id, by=request.person.name)
    return request.to(f"/case/{case.id}", said="links_withdrawn")


page = Page(
    routes=(
        get("/owner/{token}", PublicAccess.ANYBODY, show),
        post("/owner/{token}/answer", PublicAccess.ANYBODY, answer),
        post("/owner/{token}/look", PublicAccess.ANYBODY, look),
        get("/owner/{token}/proof/{case}", PublicAccess.ANYBODY, proof),
        post("/case/{id}/links/withdraw", Permission.NOTIFY, withdraw),
    ),
    about="watch/notices",
)
