"""Makes, edits, approves and exports the drafts of a response."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from leftopen import catalogue
from leftopen.errors import BadRequest, BadSetting, NotAllowed
from leftopen.impact.respond import draft_files, drafting
from leftopen.impact.respond.drafting import DraftTemplate, Sentence
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, digest
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry
from leftopen.present.one_line import one_line
from leftopen.service.cases.signing import integrity
from leftopen.service.respond import log
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.outdated import is_outdated
from leftopen.service.respond.state import CaseResponse, load
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write_named
from leftopen.translate import N_, languages


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownDraft:
    """`edited`: a person saved it. `outdated`: it was saved from other facts than those of now. `approved`:
    the entry that approved just this text, None without one."""

    name: str
    title: str
    language: str
    sentences: tuple[Sentence, ...]
    edited: bool
    outdated: bool
    approved: ResponseEntry | None
    by: str


def templates() -> dict[str, DraftTemplate]:
    """By name, in their order."""
    found = catalogue.load("impact/respond/drafts", "draft", DraftTemplate)
    return dict(sorted(found.items(), key=lambda one: one[1].order))


def show(workspace: Workspace, prefix: str, name: str, language: str) -> ShownDraft:
    """The text that a person saved, else the one that the program writes. Raises NotFound, BadRequest,
    NotAllowed for records that were changed from outside."""
    found = load(workspace, prefix)
    integrity.require_case(workspace, found.case.id)
    return _shown(workspace, found, name, language)[0]


def all_shown(workspace: Workspace, found: CaseResponse, language: str) -> list[ShownDraft]:
    """Every draft in that language; the assessment is read once."""
    examined = examine(workspace, found)
    facts = facts_by_id(examined)
    return [_one(found, name, language, facts, examined) for name in templates()]


def save(
    workspace: Workspace, prefix: str, name: str, language: str, text: str, *, by: str = ""
) -> ResponseEntry:
    """The text of a person in place of the program's; it needs a new approval. Raises NotFound, BadRequest
    for a sentence that names no fact."""
    found = load(workspace, prefix)
    _, facts = _shown(workspace, found, name, language)
    try:
        sentences = drafting.parse(text, facts)
    except ValueError as error:
        raise BadRequest(str(error)) from None
    return _write(workspace, found, name, language, sentences, facts, by)


def approve(workspace: Workspace, prefix: str, name: str, language: str, *, by: str = "") -> ResponseEntry:
    """Approves the text as it is now. Raises NotFound, BadRequest; NotAllowed where the facts have changed
    since it was saved, a placeholder is not filled in, or the records were changed from outside."""
    found = load(workspace, prefix)
    integrity.require_case(workspace, found.case.id)
    draft, facts = _shown(workspace, found, name, language)
    if draft.outdated:
        raise NotAllowed(
            f"the facts have changed since the draft {name} was saved: read it again, and save it anew"
        )
    if mark := drafting.missing_placeholder(draft.sentences):
        raise NotAllowed(f"the draft {name} has a placeholder: fill in {mark}, and save it")
    entry = found.response.drafts[name, language].entry if draft.edited else None
    if entry is None:
        entry = _write(workspace, found, name, language, draft.sentences, facts, by).seq
    body: dict[str, Json] = {"draft": name, "language": language, "entry": entry}
    return log.write(workspace, found.case.id, EntryKind.APPROVAL, body, by=by)


def export(workspace: Workspace, prefix: str, name: str, language: str, out: Path, *, by: str = "") -> Path:
    """As NAME.html or NAME.docx; one that nobody approved says so in its first line. Raises NotFound,
    BadRequest, BadSetting, NotAllowed for records that were changed from outside."""
    found = load(workspace, prefix)
    integrity.require_case(workspace, found.case.id)
    draft = _shown(workspace, found, name, language)[0]
    raw = render(draft, out.suffix)
    write_named(out, raw)
    log.export(
        workspace, found.case.id, f"draft {name} ({language})", out, hashlib.sha256(raw).hexdigest(), by=by
    )
    return out


def render(draft: ShownDraft, suffix: str) -> bytes:
    """Raises BadSetting for another format."""
    state = _state(draft)
    if suffix == ".html":
        return draft_files.page(draft.title, state, draft.language, draft.sentences)
    if suffix == ".docx":
        return draft_files.document(draft.title, state, draft.sentences)
    raise BadSetting("use NAME.html (a browser prints it as PDF) or NAME.docx")


def _state(draft: ShownDraft) -> str:
    if draft.approved is None or draft.outdated:
        return N_("DRAFT – not approved").text(draft.language)
    at = f"{draft.approved.at:%Y-%m-%d %H:%M} UTC"
    return N_("Approved by {by}, {at}", by=draft.approved.by, at=at).text(draft.language)


def _shown(
    workspace: Workspace, found: CaseResponse, name: str, language: str
) -> tuple[ShownDraft, dict[str, Fact]]:
    if name not in templates():
        raise BadRequest(f"unknown draft {one_line(name, 60)!r}; known: {', '.join(templates())}")
    if language not in languages():
        raise BadRequest(f"unknown language {one_line(language, 20)!r}; known: {', '.join(languages())}")
    examined = examine(workspace, found)
    facts = facts_by_id(examined)
    return _one(found, name, language, facts, examined), facts


def _one(
    found: CaseResponse, name: str, language: str, facts: dict[str, Fact], examined: Examined
) -> ShownDraft:
    template, stored = templates()[name], found.response.drafts.get((name, language))
    made = (
        tuple(Sentence(text=text, facts=ids) for text, ids in stored.sentences)
        if stored
        else drafting.sentences(template, examined, facts, language)
    )
    return ShownDraft(
        name=name,
        title=template.title.text(language),
        language=language,
        sentences=made,
        edited=stored is not None,
        outdated=stored is not None and is_outdated(stored, facts),
        approved=stored.approved if stored else None,
        by=stored.by if stored else "",
    )


def _write(
    workspace: Workspace,
    found: CaseResponse,
    name: str,
    language: str,
    sentences: tuple[Sentence, ...],
    facts: dict[str, Fact],
    by: str,
) -> ResponseEntry:
    mask = workspace.contents().mask
    ids = {id for one in sentences for id in one.facts}
    body: dict[str, Json] = {
        "draft": name,
        "language": language,
        "sentences": [[mask(one.text), [*one.facts]] for one in sentences],
        "facts": digest({id: fact for id, fact in facts.items() if id in ids}),
    }
    return log.write(workspace, found.case.id, EntryKind.DRAFT, body, by=by)
