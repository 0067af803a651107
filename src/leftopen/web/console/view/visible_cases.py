"""What one user may see. Cases are found by their full id only, and no response reveals anything outside
the user's networks. A clause quotes an authorisation, so only users who see everything can read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from leftopen.errors import NotAllowed, NotFound
from leftopen.model.case import Case, CaseEvent, CaseEventKind
from leftopen.model.facts import Json
from leftopen.model.notice import Notice
from leftopen.model.observation import Observation
from leftopen.model.scan import ScanRecord, Unchecked
from leftopen.model.scope import Permit
from leftopen.model.user import Note
from leftopen.model.verdict import WHY, Reason
from leftopen.present.json_lines import case_line
from leftopen.present.observation_json import observation_line
from leftopen.service.cases import case_groups
from leftopen.service.cases.same_server import open_besides
from leftopen.service.notices.owner_links import without_links
from leftopen.store.records.entities.cases.cases import Cases
from leftopen.store.records.entities.notices import Notices
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view.hosts.hidden_addresses import without_hidden
from leftopen.web.console.view.stored_sentences import mask_sentences, names_hidden, without_clause

OUTSIDE = "[address outside your networks]"
_LINKS = (CaseEventKind.LINKED, CaseEventKind.TAKEN_OVER)


def case(request: ConsoleRequest, id: str) -> Case:
    """NotFound is the same for a hidden case and for a missing one. An id prefix would reveal hidden cases
    by the number of its matches."""
    found = Cases(request.workspace.store.records).find(id)
    if found is None or not request.visibility.sees(found.address):
        raise NotFound(f"there is no case {id[:8]!r}")
    return found


def linked_cases(request: ConsoleRequest, case: Case) -> list[Case]:
    find = Cases(request.workspace.store.records).find
    return [one for id in case.linked if (one := find(id)) and request.visibility.sees(one.address)]


def same_server(request: ConsoleRequest, case: Case) -> list[Case]:
    """The cases of the same server at other addresses."""
    group = case_groups.same_server(request.workspace, case)
    return [one for one in group.cases[1:] if request.visibility.sees(one.address)]


def besides(request: ConsoleRequest, case: Case) -> list[Case]:
    """Where else the server of this case is open now."""
    found = open_besides(request.workspace.store.records, case)
    return [one for one in found if request.visibility.sees(one.address)]


def without_hidden_servers(request: ConsoleRequest, case: Case, text: str) -> str:
    """A text about the case without the addresses of its server, and of linked cases, that the user may not
    see. Addresses of clients and of others stay."""
    if clauses(request):
        return text
    records = Cases(request.workspace.store.records)
    about = [*case_groups.same_server(request.workspace, case).cases, *map(records.find, case.linked)]
    hidden = {one.address for one in about if one and not request.visibility.sees(one.address)}
    return without_hidden(text, lambda address: address not in hidden, request.t(OUTSIDE))


def comments(request: ConsoleRequest, case: Case, found: Sequence[Note]) -> list[Note]:
    """What colleagues wrote may name addresses of the server that the user may not see."""
    return [replace(one, text=without_hidden_servers(request, case, one.text)) for one in found]


def hides(request: ConsoleRequest, case: Case) -> bool:
    """Whether it is linked to a case that the user may not see."""
    return len(_linked(request, case)) < len(case.linked)


def line(request: ConsoleRequest, case: Case) -> dict[str, Json]:
    """The case's line."""
    return case_line(case) | {"linked": list(_linked(request, case))}


def visible_report(request: ConsoleRequest, case: Case, case_report: dict[str, Any]) -> dict[str, Any]:
    """The case report. A link to a hidden case is left out, so that event does not match its hash here."""
    seen = _linked(request, case)
    events = [_event(request, event, seen) for event in case_report["events"]]
    shown = case_report if clauses(request) else case_report | _without_clauses(case_report)
    stored = {one.notice.id: one.notice for one in Notices(request.workspace.store.records).of(case.id)}
    seen_as = {id: notice(request, one) for id, one in stored.items()}
    notices = [
        line | {"subject": seen_as[line["id"]].subject, "text": seen_as[line["id"]].text}
        for line in case_report["notices"]
    ]
    shown_case = case_report["case"] | {"linked": list(seen)}
    closing = closure(request, case_report["closure"])
    return shown | {
        "case": shown_case, "events": events, "notices": notices, "closure": closing,
        "comments": [
            line | {"text": without_hidden_servers(request, case, line["text"])}
            for line in case_report["comments"]
        ],
    }  # fmt: skip


def closure(request: ConsoleRequest, line: dict[str, Any]) -> dict[str, Any]:
    """The conclusion about a case; its sentence names only what the user may see."""
    return line if clauses(request) else _told(request, line)


def events(request: ConsoleRequest, found: Sequence[CaseEvent]) -> list[CaseEvent]:
    """The events of a case; their sentences name only what the user may see."""
    if clauses(request):
        return list(found)
    return [replace(event, body=_told(request, event.body)) for event in found]


def proof_names_hidden(request: ConsoleRequest, case: Case) -> bool:
    """Whether its proof names what the user may not see. A signed file can't leave anything out."""
    if clauses(request):
        return False
    found = Cases(request.workspace.store.records).events(case.id)
    return hides(request, case) or names_hidden(found, request.visibility.sees)


def _told(request: ConsoleRequest, body: Mapping[str, Any]) -> dict[str, Any]:
    return mask_sentences(body, request.visibility.sees, request.t(OUTSIDE))


def notice(request: ConsoleRequest, notice: Notice) -> Notice:
    """Without the owner's link, which only the owner may use. A notice names all addresses of a server; the
    user sees only their own. One that is also about other servers says too much about them: its text is
    left out."""
    notice = replace(notice, text=without_links(notice.text))
    if clauses(request):
        return notice
    if _other_servers(request, notice):
        return replace(
            notice,
            subject=request.t("[a message about several servers]"),
            text=request.t("This message also names servers outside your networks: you can't read it."),
        )
    text = without_clause(
        notice.text, request.t("authorised, record {id}"), request.t("authorised (no record)")
    )
    return replace(notice, subject=_shown(request, notice.subject), text=_shown(request, text))


def _other_servers(request: ConsoleRequest, notice: Notice) -> bool:
    """Is it about a server that the user does not see, other than at another address of its own server?"""
    hidden = {item.case for item in notice.about if not request.visibility.sees(item.address)}
    if not hidden:
        return False
    first = Cases(request.workspace.store.records).find(notice.case)
    own = case_groups.same_server(request.workspace, first).cases if first else ()
    return not hidden <= {one.id for one in own}


def _shown(request: ConsoleRequest, text: str) -> str:
    hidden = request.t(OUTSIDE)
    return without_hidden(text, request.visibility.sees, hidden)


def clauses(request: ConsoleRequest) -> bool:
    """Whether the user may read clauses."""
    return not request.visibility.networks


def refusal(request: ConsoleRequest, error: NotAllowed) -> NotAllowed:
    """The scope's refusal of targets, with its clause only for those who may read it."""
    return error if clauses(request) else NotAllowed("the scope does not allow all of these targets")


def observation(request: ConsoleRequest, o: Observation) -> dict[str, Json]:
    """The observation's line."""
    return observation_line(o) if clauses(request) else dict(_without_clause(observation_line(o)))


def not_checked(request: ConsoleRequest, scan: ScanRecord) -> tuple[Unchecked, ...]:
    """What a scan did not check; why the scope refused, only for those who may read clauses."""
    refused = Reason.OUT_OF_SCOPE
    return tuple(
        one if clauses(request) or one.reason != refused.value else replace(one, why=WHY[refused])
        for one in scan.not_checked or ()
    )


def permit(request: ConsoleRequest, permit: Permit) -> Permit:
    """Yes or no, and by which clause."""
    return permit if clauses(request) else replace(permit, clause="", record="")


def _without_clauses(case_report: Mapping[str, Any]) -> dict[str, Any]:
    coming = [one for one in case_report["coming"] if one["name"] is None]
    parts: dict[str, Any] = {
        name: case_report[name] and _without_clause(case_report[name]) for name in ("finding", "observation")
    }
    return parts | {"coming": coming, "looks": [_without_clause(look) for look in case_report["looks"]]}


def _without_clause(line: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in line.items() if name != "clause"}


def _linked(request: ConsoleRequest, case: Case) -> Sequence[str]:
    """A user who sees everything needs no lookup per case."""
    return [one.id for one in linked_cases(request, case)] if request.visibility.networks else case.linked


def _event(request: ConsoleRequest, event: dict[str, Any], seen: Sequence[str]) -> dict[str, Any]:
    if not clauses(request):
        event = event | {"body": _told(request, event["body"])}
    if event["kind"] not in _LINKS or event["body"].get("other") in seen:
        return event
    return event | {"body": {name: value for name, value in event["body"].items() if name != "other"}}
