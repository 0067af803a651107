"""One case, from the look that found it to the proof that it is closed."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from starlette.responses import Response

from leftopen import catalogue
from leftopen.cases.closing import LIVE
from leftopen.errors import BadRequest, NotAllowed
from leftopen.model.case import Case, CaseState
from leftopen.model.permission import Permission
from leftopen.model.printable import printable
from leftopen.model.user import Note
from leftopen.service import dossier, proofs
from leftopen.service.notify import notify, times_told
from leftopen.service.verify import verify
from leftopen.web.console import charts, sighted
from leftopen.web.console.asked import Asked
from leftopen.web.console.pages.exposures import ACTIONS, decided
from leftopen.web.console.route import get, post

LONGEST_NOTE = 2000
PROVED = frozenset((CaseState.CLOSED, CaseState.WITHDRAWN))


def page(asked: Asked) -> Response:
    case = _case(asked)
    if asked.json:
        whole = cast(dict[str, Any], dossier.dossier(asked.desk, case.id))
        return asked.lines(_redacted(sighted.told(asked, case, whole)))
    return _drawn(asked, case)


def _case(asked: Asked) -> Case:
    """Raises NotFound, also for one outside of what the person sees."""
    return sighted.case(asked, asked.parts["id"])


def _drawn(
    asked: Asked, case: Case, status: int = 200, *, evidence: bool = False, wrong: str = ""
) -> Response:
    records, now = asked.desk.store.records, asked.desk.clock()
    begin, end = case.open_after or case.first_open, case.closed or now
    whole = cast(dict[str, Any], dossier.dossier(asked.desk, case.id))
    said = catalogue.checks()[case.check].words(asked.language)
    return asked.draw(
        "case.html",
        status,
        case=case,
        d=whole | {"title": said.title, "remedy": said.remedy},
        events=sorted(records.cases.events(case.id), key=lambda event: (event.at, event.seq), reverse=True),
        at_version=records.cases.version(case.id),
        notes=records.notes.of(case.id),
        notices=records.notices.of(case.id),
        times_told=times_told(asked.desk, case.id),
        spans=charts.window(case, begin, end),
        begin=begin,
        end=end,
        live=case.state in LIVE,
        proved=case.state in PROVED,
        actions=ACTIONS,
        evidence=evidence,
        wrong=wrong,
        linked=sighted.linked(asked, case),
    )


def _redacted(line: dict[str, Any]) -> dict[str, Any]:
    """Without masked examples: they are unlocked one case at a time, on the page."""
    finding = line["finding"]
    if finding is not None:
        held = [{**one, "examples": [], "digests": []} for one in finding["evidence"]["holds"]]
        line = line | {
            "finding": finding | {"transcript": [], "evidence": finding["evidence"] | {"holds": held}}
        }
    notices = [{**notice, "text": ""} for notice in line["notices"]]
    return line | {"looks": [{**look, "transcript": []} for look in line["looks"]], "notices": notices}


def decide(asked: Asked) -> Response:
    case = _case(asked)
    decided(asked, case.id, asked.one("version"))
    return asked.to(f"/case/{case.id}", said="decided")


def evidence(asked: Asked) -> Response:
    """The masked examples; the audit is written before they are drawn."""
    case = _case(asked)
    asked.audit("viewed evidence", case.id, f"{case.check} at {case.endpoint}")
    return _drawn(asked, case, evidence=True)


def note(asked: Asked) -> Response:
    case = _case(asked)
    text = asked.one("text").replace("\r\n", "\n").strip()
    if not 1 <= len(text) <= LONGEST_NOTE:
        raise BadRequest(f"a note has 1 to {LONGEST_NOTE} characters")
    masked = asked.desk.contents().mask(printable(text, LONGEST_NOTE, lines=True))
    kept = Note(
        id=secrets.token_hex(8), case=case.id, at=asked.desk.clock(), by=asked.person.name, text=masked
    )
    asked.desk.store.records.notes.add(kept)
    return asked.to(f"/case/{case.id}", said="noted")


async def look_again(asked: Asked) -> Response:
    case = await asyncio.to_thread(_case, asked)
    await asyncio.to_thread(asked.audit, "verify", case.id, case.endpoint)
    await verify(asked.desk, case.id)
    return asked.to(f"/case/{case.id}", said="looked")


async def tell(asked: Asked) -> Response:
    """Who gets it may be named here; what was sent is on the page afterwards, as it was sent: unlocked as the
    masked examples, for it quotes them."""
    case = await asyncio.to_thread(_case, asked)
    via = asked.one("via").strip()
    await asyncio.to_thread(asked.audit, "notify", case.id, via or "the contact of the authorisation")
    repeat, after = asked.one("repeat") == "yes", asked.one("after")
    seen = int(after) if after.isascii() and after.isdigit() and len(after) < 10 else None
    told = await notify(asked.desk, case.id, via=via, repeat=repeat, after=seen)
    if told.receipt is None:
        return asked.to(f"/case/{case.id}", said="written")
    return asked.to(f"/case/{case.id}", said="told" if told.receipt.accepted else "not_taken")


def proof(asked: Asked) -> Response:
    """The signed proof as a file."""
    case = _case(asked)
    if case.state not in PROVED:
        raise NotAllowed(f"case {case.id[:8]} is not closed by evidence, so there is nothing to prove")
    if sighted.hides(asked, case):
        # What is signed can't leave anything out.
        raise NotAllowed(f"the proof of case {case.id[:8]} names a case outside of your networks")
    with TemporaryDirectory(prefix="leftopen-proof-") as folder:
        file = Path(folder) / "proof.json"
        raw = proofs.make(asked.desk, case.id, file, clause=sighted.clauses(asked)).read_bytes()
    asked.audit("proof", case.id, "")
    named = {"Content-Disposition": f'attachment; filename="leftopen-proof-{case.id[:8]}.json"'}
    return Response(raw, media_type="application/json", headers=named)


routes = (
    get("/case/{id}", Permission.LOOK, page, engine=True),
    post("/case/{id}/decide", Permission.CASES, decide, engine=True),
    post("/case/{id}/evidence", Permission.EVIDENCE, evidence, unlocked=True, engine=True),
    post("/case/{id}/note", Permission.CASES, note),
    post("/case/{id}/verify", Permission.VERIFY, look_again),
    post("/case/{id}/notify", Permission.TELL, tell, unlocked=True),
    get("/case/{id}/proof", Permission.EVIDENCE, proof, engine=True),
)
