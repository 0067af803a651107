"""Seeded incidents: the report, the drafts and the register, made from the stores, contradict each other in
no figure of one thing: people, values, dates, sizes."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from leftopen.impact.respond.drafting import missing_placeholder
from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact
from leftopen.model.assessment import Depth
from leftopen.model.response import Word
from leftopen.service.access_logs.people import of_assessment
from leftopen.service.assessments import assess as assessing
from leftopen.service.assessments.assessments import get
from leftopen.service.assessments.summary import summary_line
from leftopen.service.respond import drafts, log, register, report
from leftopen.service.respond.drafts import ShownDraft
from leftopen.service.respond.examine import examine, facts_by_id
from leftopen.service.respond.state import load
from leftopen.service.workspace.workspace import Workspace
from leftopen.translate import languages
from tests.cases.made_up import START
from tests.service.office import office
from tests.service.respond.incident import CASE, begun, read_logs
from tests.service.respond.letters import FIRM, HOSPITAL, Incident, close, organisation
from tests.service.respond.store_of_people import recipients, write_store
from tests.tier import tier

INCIDENTS = tier(20, 200)
MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """What was made of one incident."""

    examined: Examined
    facts: dict[str, Fact]
    bodies: dict[str, dict[str, Any]]
    drafts: dict[str, list[ShownDraft]]
    row: dict[str, str]
    summary: dict[str, Any]
    listed: Counter[str]
    """Of the people of the list, how many have each kind of data."""

    def sentences(self, language: str) -> Iterator[tuple[str, str, Fact]]:
        """Each line of a draft that says one fact: the draft, the line, the fact."""
        for draft in self.drafts[language]:
            for one in draft.sentences:
                told = [self.facts[id] for id in one.facts if id in self.facts]
                if len(told) == 1 and not one.place and not missing_placeholder([one]):
                    yield draft.name, one.text, told[0]


def staged(workspace: Workspace, root: Path, seed: int) -> None:
    """The organisation, a real assessment of people with and without names, logs, and what was recorded."""
    rng = random.Random(seed)
    both, other = HOSPITAL._replace(country="FR,DE"), FIRM._replace(country="US")
    one: Incident = rng.choice([HOSPITAL, FIRM, both, other])
    organisation(workspace, one)
    begun(workspace)
    count = rng.randint(1, 9)
    people = recipients(count + 4, seed)
    forms, mails = rng.randint(0, count // 2), rng.randint(0, count // 2)
    write_store(root, people[:count], forms=forms, mails=mails)
    alone = people[count : count + rng.randint(0, 4)]
    apart = f"\n\n{'-' * 400}\n\n"
    values = [text for who in alone for text in (f"NIR : {who.nir}", f"né le {who.born:%d/%m/%Y}")]
    marking = rng.choice(["", "DIFFUSION RESTREINTE", "SECRET"])
    (root / "alone.txt").write_text(apart.join([*values, marking]))
    if rng.random() < 0.3:
        (root / "broken.pdf").write_bytes(b"%PDF-1.7 broken")
    started = assessing.start(workspace, [root], Depth.DEEP, by="jane", case=CASE)
    list(assessing.run(workspace, started, 1, threading.Event()))
    if rng.random() < 0.8:
        read_logs(workspace)
    if rng.random() < 0.9:
        log.moment(workspace, CASE, "aware", START + timedelta(hours=rng.randint(-90, 90)), "a call")
    for law in rng.sample(["gdpr", "cnil", "uk_gdpr", "hipaa", "dfars", "us_states", "fr_secrecy"], 3):
        log.answer(workspace, CASE, law, rng.choice([Word.YES, Word.NO]), "")
    if rng.random() < 0.5:
        log.meet_deadline(workspace, CASE, "cnil.notification", START + timedelta(hours=100), "no. 7")
    if rng.random() < 0.6:
        close(workspace, START + timedelta(hours=rng.randint(3, 300)))


def papers(workspace: Workspace) -> Papers:
    found = load(workspace, CASE)
    examined = examine(workspace, found)
    assert examined.assessed is not None
    folder = get(workspace, examined.assessed.id)
    people = of_assessment(workspace, folder)[0].people
    return Papers(
        examined=examined,
        listed=Counter(label for one in people for label in one.labels),
        facts=facts_by_id(examined),
        bodies={language: report.body(workspace, found, language) for language in languages()},
        drafts={language: drafts.all_shown(workspace, found, language) for language in languages()},
        row=dict(zip(register.TITLES, register.row(workspace, CASE), strict=True)),
        summary=summary_line(workspace, folder),
    )


def numbers(text: str) -> list[int]:
    """Of a text in any language, also of grouped ones."""
    joined = re.sub(r"(?<=\d)[\u202f\u00a0,](?=\d{3}\b)", "", text)
    return [int(one) for one in re.findall(r"\d+", joined)]


def days(text: str, language: str) -> set[tuple[int, int, int]]:
    """The days that a paper names, as people write them."""
    months = MONTHS[language].split()
    names = "|".join(months)
    first = re.findall(rf"(\d+)(?:er)? ({names}) (\d{{4}})", text)
    american = [(day, month, year) for month, day, year in re.findall(rf"({names}) (\d+), (\d{{4}})", text)]
    return {(int(year), months.index(month) + 1, int(day)) for day, month, year in (*first, *american)}


def check_people(made: Papers) -> None:
    """The people of the list, the values without a name, and the figure of the report are one count."""
    value = {id: fact.value for id, fact in made.facts.items()}
    assert made.examined.assessed is not None
    whole = value["whose.people"]
    unlinked = made.summary["people"]["unlinked"]
    assert isinstance(whole, int)
    for kind in made.examined.assessed.kinds:
        some, untied = value.get(f"whose.kind.{kind.name}", 0), unlinked.get(kind.name, 0)
        assert isinstance(some, int)
        assert some <= whole, kind.name
        assert value[f"amount.kind.{kind.name}"] == kind.distinct
        fact = made.facts.get(f"whose.unlinked.{kind.name}")
        assert (fact.value if fact else 0) == (untied if kind.of_person else 0), kind.name
        alone = max(0, some - made.listed[kind.name])
        assert alone <= untied, f"{kind.name}: more people than are listed or without a name"
        if fact is not None and kind.name != "birth_date":
            assert untied <= kind.distinct, kind.name
        if fact is not None:
            said = numbers(str(fact.said).partition(":")[2])
            assert said == ([untied, alone] if 0 < alone < untied else [untied]), str(fact.said)
            assert ("leaves them out" in str(fact.said)) == (alone == 0)


def check_sizes(made: Papers) -> None:
    one, value = made.examined.assessed, {id: fact.value for id, fact in made.facts.items()}
    assert one is not None
    assert sum(one.outcomes.values()) == one.documents == made.summary["documents"]
    assert value["amount.documents"] == one.documents
    for id, fact in made.facts.items():
        if id.startswith(("classified.level", "classified.protective", "classified.marking.")):
            assert one.read in numbers(str(fact.said))[-2:], id
    assert {"classified.markings"} <= {*value} or one.classified == value["classified.levels"]
    assert all(kind.documents <= one.documents for kind in one.kinds)


def check_dates(made: Papers, language: str) -> None:
    """The days of a paper are those of the facts, in the zone of the organisation."""
    aware, first = made.facts["response.aware"].value, made.examined.case.first_open
    begin, end = made.facts["since.begin"], made.facts["since.end"]
    assert str(begin.value) <= str(end.lower) <= str(end.upper or "9")
    length = made.facts["since.length"]
    assert isinstance(length.value, int)
    spent = datetime.fromisoformat(str(end.lower)) - datetime.fromisoformat(str(begin.value))
    assert timedelta(seconds=length.value) <= spent + timedelta(seconds=1)
    for name, text, fact in made.sentences(language):
        if fact.id in ("response.aware", "since.begin", "response.closed") and isinstance(fact.value, str):
            at = datetime.fromisoformat(fact.value).astimezone(made.examined.zone)
            found = days(text, language)
            assert (at.year, at.month, at.day) in found, (name, text)
        if fact.id == "response.aware" and aware and datetime.fromisoformat(str(aware)) < first:
            there = first.astimezone(made.examined.zone)
            assert (there.year, there.month, there.day) in days(text, language), (name, text)


def check_lines(made: Papers, language: str) -> None:
    """A figure is the same in every paper that says it, and lies between its bounds."""
    body = made.bodies[language]
    said = {fact["id"]: fact for answer in body["answers"] for fact in answer["facts"]}
    assert {id: fact["value"] for id, fact in said.items() if id != "since.length"} == {
        id: fact.value for id, fact in made.facts.items() if id != "since.length"
    }
    for name, text, fact in made.sentences(language):
        if isinstance(fact.value, int) and fact.id != "since.length":
            wanted, found = fact.value, numbers(text)
            assert not found or wanted in (*found, sum(found), 0), (name, text)
    clocks = {one["name"] for one in body["clocks"]}
    assert not {"cnil.notification", "gdpr.authority"} <= clocks, "one act meets both: one clock"


@pytest.mark.parametrize("seed", range(INCIDENTS))
def test_no_two_figures_of_one_thing_differ(tmp_path: Path, seed: int) -> None:
    with office(tmp_path / "office") as workspace:
        staged(workspace, tmp_path / "store", seed)
        made = papers(workspace)
    check_people(made)
    check_sizes(made)
    for language in languages():
        check_dates(made, language)
        check_lines(made, language)
    assert made.row["people"] == str(made.facts["whose.people"].said)
    assert made.row["documents"] == str(made.facts["amount.documents"].said)
    assert made.examined.now.tzinfo is UTC
