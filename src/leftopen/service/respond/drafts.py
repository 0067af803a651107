"""Makes, edits, approves and exports the drafts of a response."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from leftopen.cases.window import proved_closed
from leftopen.errors import BadRequest, BadSetting, NotAllowed
from leftopen.impact.respond import draft_files, draft_text, drafting
from leftopen.impact.respond.draft_templates import DraftTemplate, templates
from leftopen.impact.respond.drafting import Sentence
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, digest
from leftopen.impact.respond.questions import laws_asked
from leftopen.impact.respond.response import response_of
from leftopen.model.case import Case
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry, Word
from leftopen.present.one_line import one_line
from leftopen.service.cases.signing import integrity
from leftopen.service.respond import log
from leftopen.service.respond.controller import language_of
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.outdated import is_outdated
from leftopen.service.respond.state import CaseResponse, load
from leftopen.service.workspace.workspace import Workspace
from leftopen.service.workspace.write_file import write_named
from leftopen.translate import N_, languages, typeset

CONTACT_KINDS = frozenset({"email_address", "government_address", "mil_address", "phone", "postal_address"})
"""What a line of a person keeps: the contact of the organisation must be readable."""
HEALTH = "health_terms"


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
    letter: bool
    sources: Mapping[str, str]
    """Of a sheet, how each fact was counted and what asks for each field, by its id; {} for every other."""
    names_open: str = ""
    """The address of a server that is not proved closed, where the text names it."""


def show(workspace: Workspace, prefix: str, name: str, language: str) -> ShownDraft:
    """The text that a person saved, else the one that the program writes. Raises NotFound, BadRequest,
    NotAllowed for records that were changed from outside. Without a language: that of the organisation."""
    found = load(workspace, prefix)
    integrity.require_case(workspace, found.case.id)
    return _shown(workspace, found, name, language)[0]


def all_shown(workspace: Workspace, found: CaseResponse, language: str) -> list[ShownDraft]:
    """Every draft in that language, without sheets that no law asks for; the assessment is read once."""
    examined = examine(workspace, found)
    facts = facts_by_id(examined)
    return [_one(found, name, language, facts, examined) for name in _asked(found)]


def _asked(found: CaseResponse) -> list[str]:
    """A sheet is asked for where one of its laws may apply, and where a person saved it."""
    answers = found.response.answers
    open_laws = {
        name
        for name in laws_asked(found.context.countries, answers)
        if found.response.word(name) is not Word.NO
    }
    saved = {name for name, _ in found.response.drafts}
    return [
        name
        for name, one in templates().items()
        if not one.sheet or name in saved or open_laws.intersection(one.laws)
    ]


def save(
    workspace: Workspace, prefix: str, name: str, language: str, text: str, *, by: str = ""
) -> ResponseEntry:
    """The text of a person in place of the program's; it needs a new approval. Raises NotFound, BadRequest
    for a sentence that names no fact."""
    found = load(workspace, prefix)
    draft, examined, facts = _shown(workspace, found, name, language)
    language = draft.language
    try:
        known = {*facts, *templates()[name].fields}
        sentences = drafting.parse(typeset(text) if language == "fr" else text, known)
    except ValueError as error:
        raise BadRequest(str(error)) from None
    _require_language(name, language, sentences, examined, facts)
    return _write(workspace, found, name, language, sentences, facts, by)


def masked_lines(entry: ResponseEntry, text: str) -> list[str]:
    """The lines of a saved draft that do not stand in the text of the person: values in them were masked."""
    stored = response_of([entry]).drafts.values()
    given = re.sub(r"\s", "", text)
    return [line for draft in stored for line, _ in draft.sentences if re.sub(r"\s", "", line) not in given]


def approve(workspace: Workspace, prefix: str, name: str, language: str, *, by: str = "") -> ResponseEntry:
    """Approves the text as it is now. Raises NotFound, BadRequest; NotAllowed where the facts have changed
    since it was saved, a placeholder is not filled in, or the records were changed from outside."""
    found = load(workspace, prefix)
    integrity.require_case(workspace, found.case.id)
    draft, examined, facts = _shown(workspace, found, name, language)
    language = draft.language
    render(draft, ".html")  # Refuses a text that can't be exported.
    if draft.outdated:
        raise NotAllowed(
            f"the facts have changed since the draft {name} was saved: read it again, and save it anew"
        )
    if mark := drafting.missing_placeholder(draft.sentences):
        raise NotAllowed(f"the draft {name} has a placeholder: fill in {mark}, and save it")
    asked = draft_text.fields(name, examined, facts, language)
    if label := drafting.empty_field(draft.sentences, asked):
        raise NotAllowed(
            f"the draft {name} has no answer to {label!r}: write one, or "
            f"“{drafting.FOLLOWS.text(language)}”, with its [field] at the end of the line"
        )
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
    what, sha256 = f"draft {name} ({draft.language})", hashlib.sha256(raw).hexdigest()
    log.export(workspace, found.case.id, what, out, sha256, by=by)
    return out


def render(draft: ShownDraft, suffix: str) -> bytes:
    """Without the ids of facts and what is internal. Raises BadSetting for another format, NotAllowed for a
    text that names a server that is not proved closed."""
    if suffix not in FORMATS:
        raise BadSetting("use NAME.html (a browser prints it as PDF) or NAME.docx")
    if draft.names_open:
        raise NotAllowed(
            f"the draft {draft.name} names {draft.names_open}, which is not proved closed: "
            "take it out of the text, and save it"
        )
    approved = draft.approved is not None and not draft.outdated
    state = "" if approved else N_("DRAFT – not approved").text(draft.language)
    sentences = drafting.outgoing(draft.sentences)
    make = FORMATS[suffix]
    return make(draft.title, state, draft.language, sentences, letter=draft.letter, sources=draft.sources)


FORMATS = {".html": draft_files.page, ".docx": draft_files.document}


def _require_language(
    name: str, language: str, sentences: tuple[Sentence, ...], examined: Examined, facts: dict[str, Fact]
) -> None:
    """Raises BadRequest for a text whose headings are those of another language."""
    headings = {one.text for one in sentences if one.heading}
    made = {
        other: {one.text for one in draft_text.sentences(name, examined, facts, other) if one.heading}
        for other in languages()
    }
    best = max(made, key=lambda other: len(headings & made[other]))
    if len(headings & made[best]) > len(headings & made[language]):
        raise BadRequest(f"the text is not in the language {language!r}; to save it: --language {best}")


def _shown(
    workspace: Workspace, found: CaseResponse, name: str, language: str
) -> tuple[ShownDraft, Examined, dict[str, Fact]]:
    """With what it was written from."""
    if name not in templates():
        raise BadRequest(f"unknown draft {one_line(name, 60)!r}; known: {', '.join(templates())}")
    language = language_of(workspace, found.case, language)
    examined = examine(workspace, found)
    facts = facts_by_id(examined)
    return _one(found, name, language, facts, examined), examined, facts


def _one(
    found: CaseResponse, name: str, language: str, facts: dict[str, Fact], examined: Examined
) -> ShownDraft:
    template, stored = templates()[name], found.response.drafts.get((name, language))
    made = (
        tuple(Sentence(text=text, facts=ids) for text, ids in stored.sentences)
        if stored
        else draft_text.sentences(name, examined, facts, language)
    )
    names_open = "" if proved_closed(found.case) else _named(found.case, made)
    return ShownDraft(
        letter=template.letter,
        sources=_sources(template, facts, language) if template.sheet else {},
        names_open=names_open,
        name=name,
        title=N_(template.title).text(language),
        language=language,
        sentences=made,
        edited=stored is not None,
        outdated=stored is not None and is_outdated(stored, facts),
        approved=stored.approved if stored else None,
        by=stored.by if stored else "",
    )


def _sources(template: DraftTemplate, facts: dict[str, Fact], language: str) -> dict[str, str]:
    counted = {id: fact.counted.text(language) for id, fact in facts.items()}
    asked = {id: field.source.text(language) for id, field in template.fields.items()}
    return {drafting.SAID: N_("entered by a person").text(language), **counted, **asked}


def _named(case: Case, sentences: tuple[Sentence, ...]) -> str:
    """The address or the name of the server in what leaves the program, '' where it is not in it."""
    text = "\n".join(one.text for one in drafting.outgoing(sentences))
    return next((one for one in (case.address, case.hostname) if one and one in text), "")


def _write(
    workspace: Workspace,
    found: CaseResponse,
    name: str,
    language: str,
    sentences: tuple[Sentence, ...],
    facts: dict[str, Fact],
    by: str,
) -> ResponseEntry:
    contents = workspace.contents()
    masker = contents.masker.without(CONTACT_KINDS)

    def own(text: str) -> str:
        """A line of a person: the organisation's contact stays; numbers, cards and health words do not."""
        for hit in reversed(contents.finder.find(text, [HEALTH])):
            text = f"{text[: hit.start]}***{text[hit.end :]}"
        return masker.mask(text)

    ids = {id for one in sentences for id in one.facts}
    body: dict[str, Json] = {
        "draft": name,
        "language": language,
        "sentences": [[(own if one.own else contents.mask)(one.text), [*one.facts]] for one in sentences],
        "facts": digest({id: fact for id, fact in facts.items() if id in ids}),
    }
    return log.write(workspace, found.case.id, EntryKind.DRAFT, body, by=by)
