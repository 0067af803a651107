"""Every kind of entry of a response is a plain sentence, in both languages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.cases import response_schema
from leftopen.impact.respond.entry_text import sentence, sentences
from leftopen.impact.respond.response import Response
from leftopen.model.facts import Json
from leftopen.model.response import EntryKind, ResponseEntry, Word
from leftopen.service.respond import custody, drafts, log
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from tests.service.office import office
from tests.service.respond.incident import CASE, begun

AT = datetime(2025, 3, 4, 9, 30, tzinfo=UTC)
Act = Callable[[Workspace, Path], object]
HASH = hashlib.sha256(b"report").hexdigest()


def written(workspace: Workspace, name: str, facts: str) -> None:
    drafts.save(workspace, CASE, name, "fr", f"Rien n’est connu. [{facts}]", by="maria")


ACTS: tuple[tuple[EntryKind, Act, str, str], ...] = (
    (
        EntryKind.MOMENT,
        lambda it, _: log.moment(it, CASE, "aware", AT, "a call."),
        "Recorded that at 2025-03-04 09:30 UTC the organisation became aware of the leak (its discovery) "
        "(a call).",
        "A noté que le 2025-03-04 09:30 UTC l’organisation a eu connaissance de la fuite (sa découverte) "
        "(a call).",
    ),
    (
        EntryKind.ANSWER,
        lambda it, _: log.answer(it, CASE, "high_risk", Word.UNKNOWN, ""),
        "Answered “not known” to the question “Is a high risk to the affected people likely?”.",
        "A répondu «\u00a0pas connu\u00a0» à la question «\u00a0Un risque élevé pour les personnes touchées "
        "est-il probable\u00a0?\u00a0».",
    ),
    (
        EntryKind.LOG_SOURCE,
        lambda it, _: log.log_source(it, CASE, "nginx", "web1", "unknown"),
        "Listed the log nginx (web1), to be preserved; when it rotates is not known.",
        "A inscrit le journal nginx (web1), à préserver\u00a0; l’heure de sa rotation n’est pas connue.",
    ),
    (
        EntryKind.LOG_PRESERVED,
        lambda it, _: log.preserve_log(it, CASE, 1, "in the vault"),
        "Preserved the log nginx (web1) (in the vault).",
        "A préservé le journal nginx (web1) (in the vault).",
    ),
    (
        EntryKind.STEP,
        lambda it, _: log.step(it, CASE, "snapshot", done=True, why="disk image"),
        "Done: Take a snapshot of the disk and the memory before anything is changed (disk image).",
        "Fait\u00a0: Prendre un instantané du disque et de la mémoire avant tout changement (disk image).",
    ),
    (
        EntryKind.CUSTODY,
        lambda it, root: custody.take(it, CASE, [evidence(root)], "web1:/var/log"),
        "Took 2 files from web1:/var/log into custody.",
        "A pris sous garde 2 fichiers de web1:/var/log.",
    ),
    (
        EntryKind.DECISION,
        lambda it, _: log.decision(it, CASE, "tell the press {now}", "it is public"),
        "Decided: tell the press {now} (it is public).",
        "A décidé\u00a0: tell the press {now} (it is public).",
    ),
    (
        EntryKind.ROLE,
        lambda it, _: log.role(it, CASE, "lead", "maria"),
        "Gave the role “lead” to maria.",
        "A confié le rôle «\u00a0direction\u00a0» à maria.",
    ),
    (
        EntryKind.TASK,
        lambda it, _: log.task(it, CASE, "call the provider", "paul", AT),
        "Gave paul a task: call the provider, due 2025-03-04 09:30 UTC.",
        "A confié à paul une tâche\u00a0: call the provider, pour le 2025-03-04 09:30 UTC.",
    ),
    (
        EntryKind.TASK_DONE,
        lambda it, _: log.task_done(it, CASE, 1, "they call back"),
        "Recorded as done the task: call the provider (they call back).",
        "A noté comme faite la tâche\u00a0: call the provider (they call back).",
    ),
    (
        EntryKind.MET,
        lambda it, _: log.meet_deadline(it, CASE, "gdpr.authority", AT, "no. 7"),
        "Recorded as met at 2025-03-04 09:30 UTC: GDPR (European Union), Notify the supervisory authority "
        "(article 33) (no. 7).",
        "A noté comme respectée le 2025-03-04 09:30 UTC\u00a0: RGPD (Union européenne), Notifier l’autorité "
        "de contrôle (article 33) (no. 7).",
    ),
    (
        EntryKind.DRAFT,
        lambda it, _: written(it, "leadership", "said"),
        "Saved the draft “For the leadership” in French.",
        "A enregistré le projet «\u00a0Pour la direction\u00a0» en français.",
    ),
    (
        EntryKind.APPROVAL,
        lambda it, _: drafts.approve(it, CASE, "leadership", "fr"),
        "Approved the draft “For the leadership” in French.",
        "A approuvé le projet «\u00a0Pour la direction\u00a0» en français.",
    ),
    (
        EntryKind.EXPORT,
        lambda it, _: log.export(it, CASE, "impact report", Path("impact.html"), HASH),
        f"Exported the impact report as impact.html, SHA-256 {HASH}.",
        f"A exporté le rapport d’impact sous le nom impact.html, SHA-256 {HASH}.",
    ),
)


def evidence(root: Path) -> Path:
    folder = root / "evidence"
    folder.mkdir(exist_ok=True)
    for name in ("one.log", "two.log"):
        (folder / name).write_text("GET /\n")
    return folder


def test_each_kind_of_entry_is_a_sentence(tmp_path: Path) -> None:
    with office(tmp_path / "it") as workspace:
        begun(workspace)
        for _, act, _, _ in ACTS:
            act(workspace, tmp_path)
        entries = load(workspace, CASE).entries
    response = sentences(entries)
    answer = [(entry.kind, str(response[entry.hash]), response[entry.hash].text("fr")) for entry in entries]
    assert answer == [(kind, english, french) for kind, _, english, french in ACTS]
    assert {kind for kind, *_ in ACTS} == set(EntryKind)


@pytest.mark.parametrize(
    ("what", "english", "french"),
    [
        (
            "draft leadership (fr)",
            "the draft “For the leadership” in French",
            "le projet «\u00a0Pour la direction\u00a0» en ",
        ),
        ("leadership", "the draft “For the leadership” as", "le projet «\u00a0Pour la direction\u00a0» sous"),
        ("custody log", "the custody log", "le journal de garde"),
        ("a file, by hand", "a file, by hand", "a file, by hand"),
    ],
)
def test_what_was_exported_is_named(what: str, english: str, french: str) -> None:
    answer = sentence(entry(EntryKind.EXPORT, {"what": what, "name": "x.pdf", "sha256": HASH}), Response())
    assert f"Exported {english}" in str(answer)
    assert f"A exporté {french}" in answer.text("fr")


def test_a_step_that_is_not_needed_says_so() -> None:
    answer = sentence(
        entry(EntryKind.STEP, {"step": "roles", "done": False, "why": "one person"}), Response()
    )
    assert str(answer).startswith("Not needed: Name who leads")
    assert answer.text("fr").startswith("Pas nécessaire\u00a0: Nommer qui dirige")


VALUES = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text(), max_size=2)


def bodies(kind: EntryKind) -> st.SearchStrategy[tuple[EntryKind, dict[str, Json]]]:
    required, optional = response_schema.REQUIRED[kind], response_schema.OPTIONAL.get(kind, frozenset())
    keys = dict.fromkeys(sorted(required), VALUES)
    return st.tuples(
        st.just(kind), st.fixed_dictionaries(keys, optional=dict.fromkeys(sorted(optional), VALUES))
    )


@given(st.sampled_from(EntryKind).flatmap(bodies))
def test_any_values_make_one_line(made: tuple[EntryKind, dict[str, Json]]) -> None:
    answer = sentence(entry(*made), Response())
    for text in (str(answer), answer.text("fr")):
        assert text.endswith(".")
        assert text.splitlines() == [text]


def entry(kind: EntryKind, body: dict[str, Json]) -> ResponseEntry:
    return ResponseEntry(case=CASE, seq=1, kind=kind, at=AT, by="maria", body=body, previous="", hash="00")
