"""Random questions, over services that several sources saw, find and count what they mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from random import Random

import pytest

from leftopen.present.observation_json import observation_line
from leftopen.store.observations.observations import Observations
from tests.service.office import office
from tests.service.search.merged_sources import NOW, store_everything
from tests.service.search.question_fields import FACETS, Line, facet_values
from tests.service.search.questions import Question, known, questions
from tests.tier import tier

SEED = 20260301
SERVICES = 300
QUESTIONS = tier(150, 3000)
OF_HISTORY = 8
"""One question in so many is asked of the history."""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Observations]:
    folder = tmp_path_factory.mktemp("merged")
    with office(folder, lambda: NOW) as workspace:
        store_everything(workspace, folder, SERVICES, SEED)
        yield workspace.store.observations


def test_generated_questions_find_and_count_what_they_mean(store: Observations) -> None:
    lines = {history: lines_of(store, history=history) for history in (False, True)}
    assert len(lines[True]) > 3 * len(lines[False]) > SERVICES / 2
    assert sum(len({*line["sources"].values()}) > 1 for line in lines[False].values()) > SERVICES / 10
    chance, found = Random(SEED), 0
    asking = questions(chance, known([*lines[False].values()]))
    for number, question in enumerate(islice(asking, QUESTIONS)):
        history = number % OF_HISTORY == 0
        found += bool(expect(store, question, lines[history], chance, history=history))
    assert found > QUESTIONS / 3, "most questions find something"


def lines_of(store: Observations, *, history: bool) -> dict[str, Line]:
    return {o.id: observation_line(o) for o in store.iterate("", history=history)}


def expect(
    store: Observations, question: Question, lines: dict[str, Line], chance: Random, *, history: bool
) -> int:
    wanted = {identifier: line for identifier, line in lines.items() if question.holds(line)}
    names = chance.sample(FACETS, 3)
    count, facets = store.counted(question.text, [(name, 1000) for name in names], history=history)
    assert count == len(wanted) == store.count(question.text, history=history), question.text
    page = [o.id for o in store.search(question.text, limit=1000, history=history)]
    assert sorted(page) == sorted(wanted)[:1000] if len(wanted) <= 1000 else len(page) == 1000, question.text
    for name in names:
        expected = Counter(value for line in wanted.values() for value in facet_values(name, line))
        assert dict(facets[name]) == dict(expected), (question.text, name)
    return count
