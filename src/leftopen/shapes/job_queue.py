"""Job queue: a board or an API of queues, jobs, tasks, workers or topics.

Open: a table whose columns name two states (pending, failed, messages, consumers …) with numbers under them,
or three states beside numbers, on a page that names queues, jobs, workers or topics; there, also a table of
five jobs with a column for the state of each, filled with such states, and one for its queue, worker or
attempts; in JSON, objects or
counters with the same keys and whole numbers.

Intent: *left open* when it shows what the jobs carry (arguments, payloads), processes and hosts, or controls
that delete or retry; undetermined when it shows counts only; *published* by the marks of a public site.

False positives: job offers and waiting queues of people name no two states with counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from leftopen.model.facts import Json
from leftopen.model.sample import NOTHING, Sample
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import LARGEST, Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page, RowGroup
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import object_lists, words
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.page_words import controls, label_words, tables, words_of
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_samples import cell_sample, object_sample

LEAST = 5
"""Jobs with their states, at least."""
NOUNS = words_of(
    "queue queues job jobs task tasks worker workers topic topics broker brokers consumer consumers exchange "
    "exchanges stream streams pipeline pipelines tâche tâches warteschlange warteschlangen "
    "aufgabe "
    "aufgaben auftrag aufträge cola colas tarea tareas trabajos lavori filas wachtrij "
    "очередь задачи ジョブ キュー 队列 任务"
)
STATES = words_of(
    "pending failed processed processing queued enqueued running waiting delayed completed succeeded "
    "scheduled "
    "retries retry dead ready unacked unacknowledged acked lag partitions offset consumers messages msgs "
    "busy "
    "reserved backlog finished errored "
    "attente échoué échoués échouées terminé terminés terminées planifié traités wartend fehlgeschlagen "
    "erledigt abgeschlossen geplant laufend pendiente pendientes fallido fallidos fallidas completados "
    "programados attesa falliti completati wachtend mislukt voltooid "
    "ожидание ошибки 待機中 失敗 失败 等待 完了 完成"
)
_QUEUE_KEYS = NOUNS | words_of("vhost enqueued unacked unacknowledged lag retries backlog delayed consumers")
_STATE = words_of("state status état statut zustand estado stato")
_BESIDE = words_of("queue queues worker workers attempt attempts retry retries tentatives versuche intentos")
_CARRIED = words_of("args arguments payload kwargs body parameters params argumente argumentos charge input")
_INSIDE = words_of("pid hostname host node worker client ip address")
_HOST = re.compile(
    r"^[\w.-]{1,40}@[\w-]{1,60}(?::\d{1,7})?$|"
    r"\b(?:10(?:\.\d{1,3}){3}|192\.168(?:\.\d{1,3}){2}|172\.(?:1[6-9]|2\d|3[01])(?:\.\d{1,3}){2})\b"
)
_COUNT = re.compile(r"\d{1,3}(?:[ ,.']\d{3}){1,5}|\d{1,15}")
_BEFORE = re.compile(r"\b([^\W\d_]{4,20})\W{0,4}\d{1,15}\b(?!\s{0,2}(?:%|px))")
_AFTER = re.compile(r"\b\d{1,15}\W{0,4}([^\W\d_]{4,20})\b")
_DONE = re.compile(
    r"delete|retry|requeue|re-?run|cancel|purge|kill|pause|supprimer|relancer|löschen|eliminar|borrar",
    re.IGNORECASE,
)


def judge(answer: Answer) -> ShapeMatch | None:
    """Queues with their counts, or jobs with their states."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        return _from_json(answer)
    return _from_page(answer, answer.page) if answer.page is not None and not answer.page.password else None


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    labels = label_words(page)
    if not labels & NOUNS:
        return None
    rows, carried = _table(page)
    text = page.text[:8000]
    beside = max((words_of(*one.findall(text)) & STATES for one in (_BEFORE, _AFTER)), key=len)
    if not rows and len(beside) < 3:
        return None
    if published := why_published(answer):
        intent, why = Intent.PUBLISHED, published
    elif carried:
        intent, why = Intent.LEFT_OPEN, "what the jobs carry is shown"
    elif _hosts(page):
        intent, why = Intent.LEFT_OPEN, "processes and hosts are named"
    elif any(len(label) <= 30 and _DONE.search(label) for label in controls(page)):
        intent, why = Intent.LEFT_OPEN, "controls that delete or repeat jobs, and no login"
    else:
        intent, why = Intent.UNDETERMINED, "counts of jobs only"
    return ShapeMatch(
        kind=ExposureKind.DATA if carried else ExposureKind.METADATA,
        said=f"{format_count(rows, 'row')} of queues or jobs"
        if rows
        else "counts of jobs in three states or more",
        intent=intent,
        why=why,
        size=Size(records=rows or None, at_least=True),
        sample=_cells(page) if carried else NOTHING,
    )


def _table(page: Page) -> tuple[int, bool]:
    """The rows of the largest table of queues or jobs, and whether it shows what jobs carry."""
    rows, carried = 0, False
    for group in tables(page):
        titles = words_of(*group.header)
        numbers = sum(any(_COUNT.fullmatch(cell) for cell in row.cells) for row in group.rows)
        states = len(titles & STATES)
        carries = bool(
            titles & _CARRIED and titles & (NOUNS | STATES | {"state", "status", "état", "estado"})
        )
        if carries or _has_states(group):
            rows, carried = max(rows, len(group.rows)), carried or carries
        elif states >= 2 and numbers * 3 >= len(group.rows):
            rows = max(rows, numbers)
    return rows, carried


def _has_states(group: RowGroup) -> bool:
    """Has nearly every row the state of a job, in a column of that name beside a job's other columns?"""
    at = next((n for n, title in enumerate(group.header) if words_of(title) & _STATE), None)
    if at is None or not words_of(*group.header) & _BESIDE or len(group.rows) < LEAST:
        return False
    cells = [row.cells[at] for row in group.rows if len(row.cells) > at]
    return sum(bool(words_of(cell) & STATES) for cell in cells) * 10 >= len(group.rows) * 9


def _hosts(page: Page) -> bool:
    """Do the rows name processes of hosts inside (`worker@host`), or internal addresses?"""
    rows = [row for group in tables(page) for row in group.rows[:20]]
    return any(_HOST.search(cell) for row in rows for cell in row.cells)


def _cells(page: Page) -> Sample:
    rows = [row for group in tables(page) if words_of(*group.header) & _CARRIED for row in group.rows]
    return cell_sample("job", (row.cells for row in rows))


def _from_json(answer: Answer) -> ShapeMatch | None:
    for key, found in object_lists(answer.data):
        named = words(key) | words(answer.path.rpartition("/")[2].partition("?")[0])
        jobs = [row for row in found.rows if _is_queue(row, named)]
        if jobs and len(jobs) * 2 >= len(found.rows):
            return _listed(answer, jobs, found.total)
    counters = _counters(answer.data)
    if counters is None:
        return None
    return ShapeMatch(
        kind=ExposureKind.METADATA,
        said=f"counts of jobs in {format_count(len(counters), 'state')}",
        intent=Intent.UNDETERMINED,
        why="counts of jobs only",
        size=Size(records=min(sum(counters), LARGEST), at_least=answer.reply.cut),
    )


def _listed(answer: Answer, jobs: list[dict[str, Json]], total: int | None) -> ShapeMatch:
    spoken = frozenset[str]().union(*(_words(row) for row in jobs[:20]))
    carried, inside = bool(spoken & _CARRIED), bool(spoken & _INSIDE)
    count = max(total or 0, len(jobs))
    if carried or inside:
        intent = Intent.LEFT_OPEN
        why = "what the jobs carry is shown" if carried else "processes and hosts are named"
    else:
        intent, why = Intent.UNDETERMINED, "counts of jobs only"
    return ShapeMatch(
        kind=ExposureKind.DATA if carried else ExposureKind.METADATA,
        said=format_count(count, "queue or job", "queues or jobs"),
        intent=intent,
        why=why,
        size=Size(records=count, at_least=answer.reply.cut or total is None),
        sample=object_sample("job", jobs) if carried else NOTHING,
    )


def _words(row: dict[str, Json]) -> frozenset[str]:
    return frozenset[str]().union(*(words(key) for key in list(row)[:40]))


def _is_queue(row: dict[str, Json], named: frozenset[str]) -> bool:
    """A name or number, and two states with whole numbers; or a state and what the job carries."""
    spoken = _words(row)
    if not (spoken | named) & _QUEUE_KEYS:
        return False
    numbers = {
        word
        for key, value in list(row.items())[:40]
        if isinstance(value, int | float) and not isinstance(value, bool)
        for word in words(key) & STATES
    }
    carries = spoken & _CARRIED and spoken & {"state", "status", "attempts", "retries", "queue"}
    return bool(spoken & {"name", "id", "queue", "topic", "jid"} and (len(numbers) >= 2 or carries))


def _counters(data: Json) -> list[int] | None:
    """The counts of one object with three states or more."""
    outer: Iterable[Json] = (data, *list(data.values())[:20]) if isinstance(data, dict) else ()
    for one in outer:
        held = one if isinstance(one, dict) else {}
        counts = {
            key: value
            for key, value in list(held.items())[:60]
            if isinstance(value, int) and not isinstance(value, bool) and value >= 0 and words(key) & STATES
        }
        spoken = frozenset[str]().union(*(words(key) for key in list(held)[:60]))
        if len(counts) >= 3 and spoken & _QUEUE_KEYS:
            return list(counts.values())
    return None


shape = Shape(
    title="Job queue readable without authentication",
    remedy=(
        "Close the port in the firewall, require a login in front of the board, or bind it to loopback "
        "(`127.0.0.1`). Jobs often carry personal data and passwords: check what the arguments hold, and "
        "change "
        "the passwords among them."
    ),
    severity=Severity.MEDIUM,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="the queues or jobs that are listed, or the program's own total",
    judge=judge,
    hits=(
        example(
            "<html><body><h1>Queues</h1><table><tr><th>Name</th><th>Ready</th><th>Unacked</th></tr>"
            "<tr><td>mail</td><td>12</td><td>0</td></tr></table><button>Purge</button></body></html>"
        ),
        example(
            '[{"name":"mail","messages":12,"consumers":1,"node":"a@b"}]', "application/json", "/api/queues"
        ),
        example('{"processed":120,"failed":3,"enqueued":7,"busy":1}', "application/json"),
    ),
    misses=(
        example(
            "<html><body><h1>Jobs</h1><table><tr><th>Title</th><th>Place</th><th>Pay</th></tr>"
            "<tr><td>Baker</td><td>Lyon</td><td>2100</td></tr></table></body></html>"
        ),
        example('[{"name":"Big wheel","waiting":12,"height":3}]', "application/json"),
        example('{"completed":3,"failed":1,"total":4}', "application/json"),
    ),
)
