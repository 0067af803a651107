"""The job queue: boards and APIs of queues, jobs, workers and topics."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.shape import Intent, ShapeMatch
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer
from leftopen.shapes.job_queue import shape
from tests.shapes.dresses import LOGIN, advertisement, data, html, read, shell, spoilt, table

OPEN, MAYBE, PUBLIC = Intent.LEFT_OPEN, Intent.UNDETERMINED, Intent.PUBLISHED
DATA, META = ExposureKind.DATA, ExposureKind.METADATA
WORDS = "jobs queues workers pending failed processed topics consumers retry"
HIT = "<h1>Queues</h1>" + table("Name|Pending|Failed", "mail|3|1", "pdf|0|0")


def seen(answer: Answer) -> ShapeMatch:
    match = shape.judge(answer)
    assert match is not None
    return match


@pytest.mark.parametrize("answer", shape.hits)
def test_its_own_examples_show_it(answer: Answer) -> None:
    assert shape.judge(answer) is not None


@pytest.mark.parametrize("answer", [*shape.misses, advertisement(WORDS), shell(WORDS), html(LOGIN + HIT)])
def test_near_misses_do_not(answer: Answer) -> None:
    assert shape.judge(answer) is None


@pytest.mark.parametrize(
    ("answer", "kind", "intent"),
    [
        (html("<h1>Queues</h1>" + table("Name|Pending|Failed", "mail|3|1", "pdf|0|0")), META, MAYBE),
        (html("<h1>Aufgaben</h1>" + table("Warteschlange|wartend|fehlgeschlagen", "a|1 200|4")), META, MAYBE),
        (
            html("<h1>Tâches</h1>" + table("Tâche|Planifié|Échoué", "a|12|3") + "<button>Relancer</button>"),
            META,
            OPEN,
        ),
        (html("<h1>Jobs</h1>" + table("Job|State|Arguments", "1|failed|x@example.org")), DATA, OPEN),
        (html("<h1>Workers</h1>" + table("Worker|Processed|Failed", "a@host-1|3|1")), META, OPEN),
        (html("<h1>Workers</h1><p>12 processed</p><p>3 failed</p><p>7 enqueued</p>"), META, MAYBE),
        (data([{"name": "a", "messages": 3, "consumers": 1, "vhost": "/"}], "/api/queues"), META, MAYBE),
        (data([{"topic": "a", "partitions": 3, "lag": 12, "host": "b1"}]), META, OPEN),
        (
            data({"jobs": [{"id": "1", "status": "failed", "attempts": 3, "payload": {"to": "x"}}]}),
            DATA,
            OPEN,
        ),
        (data({"stats": {"processed": 12, "failed": 3, "enqueued": 1, "retries": 0}}), META, MAYBE),
    ],
)
def test_dresses(answer: Answer, kind: ExposureKind, intent: Intent) -> None:
    match = seen(answer)
    assert (match.kind, match.intent) == (kind, intent)
    assert match.said
    assert match.why


@pytest.mark.parametrize("status", [401, 403, 404, 500])
def test_only_a_success_shows_it(status: int) -> None:
    for answer in shape.hits:
        refused = read(answer.reply.body, answer.kind, answer.path, status)
        assert shape.judge(refused) is None


@given(st.data())
def test_any_bytes_never_raise(drawn: st.DataObject) -> None:
    match = shape.judge(drawn.draw(spoilt(shape)))
    assert match is None or (match.said and match.why)


def test_a_public_build_page_is_published() -> None:
    public = "<a href=/privacy>Privacy policy</a><footer>© 2023 Made Up</footer>"
    assert seen(html(HIT + public)).intent is PUBLIC


def test_what_the_jobs_carry_is_sampled_in_memory() -> None:
    match = seen(data([{"id": "1", "status": "failed", "queue": "a", "args": ["x@example.org"]}]))
    assert [kind for _, kind, _ in match.sample] == ["application/json"]
    assert "example" not in match.said + match.why


@pytest.mark.parametrize(
    "answer",
    [
        html("<h1>Jobs</h1>" + table("Title|Place|Pay", "Baker|Lyon|2100", "Smith|Bonn|2300")),
        html("<h1>Ride queues</h1>" + table("Ride|Waiting|Height", "Big wheel|45|120")),
        data([{"id": 1, "title": "Baker", "location": "Lyon", "salary": 2100}], "/api/jobs"),
        data({"completed": 1, "failed": 2, "pending": 3}),
    ],
)
def test_job_offers_and_waiting_people_are_none(answer: Answer) -> None:
    assert shape.judge(answer) is None


JOBS = tuple(f"{n}|SendReminder|invoices|{('Waiting', 'Failed')[n % 2]}|0 / 5" for n in range(5))


def test_jobs_with_the_state_of_each() -> None:
    listed = table("ID|Class|Queue|State|Attempts", *JOBS)
    match = seen(html(f"<h1>Jobs</h1>{listed}"))
    assert (match.said, match.intent) == ("5 rows of queues or jobs", MAYBE)
    assert seen(html(f"<h1>Jobs</h1>{listed}<button>Cancel</button>")).intent is OPEN
    assert shape.judge(html(f"<h1>Jobs</h1>{table('ID|Class|Queue|State|Attempts', *JOBS[:4])}")) is None
    assert shape.judge(html(f"<h1>Orders</h1>{table('ID|Item|Place|State|Price', *JOBS)}")) is None
    towns = (row.replace("Waiting", "Ohio").replace("Failed", "Iowa") for row in JOBS)
    assert shape.judge(html(f"<h1>Jobs</h1>{table('ID|Class|Queue|State|Attempts', *towns)}")) is None
