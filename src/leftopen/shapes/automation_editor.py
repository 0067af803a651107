"""Automation editor: notebooks with kernels, or workflows of nodes, that a visitor can edit and run.

Open: JSON of running kernels or terminals, of notebook files, of flows (nodes with a type and wires) or of
workflows (nodes and connections, steps, triggers); or a page that lists notebooks or workflows in rows, with
two words of the trade and a control that runs, creates or deploys.

Intent: *left open*, because whoever edits a notebook or a flow runs code on the server. One notebook as a
plain file is undetermined: a file runs nothing. *Published* by the marks of a public site.

False positives: a graph for drawing has nodes and edges but neither types with parameters nor wires; an
article about workflows has no rows with controls. Nothing is ever run or created.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from leftopen.model.facts import Json
from leftopen.model.sample import NOTHING
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import object_lists
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.page_words import controls, label_words, tables, words_of
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_samples import object_sample

SAMPLED = 4
TRADE = words_of(
    "notebook notebooks kernel kernels terminal terminals cell cells flow flows workflow workflows node "
    "nodes "
    "dag dags trigger triggers execution executions automation automations pipeline pipelines scenario "
    "scenarios "
    "carnet carnets noyau flux automatisation notizbuch ablauf abläufe arbeitsablauf cuaderno flujo flujos "
    "flusso flussi werkstroom ノートブック ワークフロー 工作流 笔记本"
)
_RUNS = re.compile(
    r"\b(?:run|execute|deploy|new|create|upload|trigger|start|restart|edit|import|exécuter|lancer|nouveau|modifier|"
    r"ausführen|neu|starten|bearbeiten|ejecutar|nuevo|editar|esegui|nuovo|uitvoeren|nieuw)\b|実行|运行|新建",
    re.IGNORECASE,
)
_LISTED = re.compile(
    r"\.ipynb(?:$|[?#])|[/=](?:notebooks?|flows?|workflows?|dags?|pipelines?|scenarios?)/[\w.%~-]{1,200}(?:$|[/?#])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    """`lone`: a file of this form may be a plain file that nothing runs."""

    one: str
    many: str
    why: str
    lone: bool = False


_KERNEL = _Kind(one="running kernel", many="running kernels", why="kernels run code for anyone")
_NOTEBOOK = _Kind(one="notebook", many="notebooks", why="notebooks that anyone can open and run")
_FLOW = _Kind(one="node of flows", many="nodes of flows", why="flows that anyone can change and deploy")
_WORKFLOW = _Kind(one="workflow", many="workflows", why="workflows that anyone can change and run")
_CELLS = _Kind(one="cell of a notebook", many="cells of a notebook", why="a notebook as a file", lone=True)


def judge(answer: Answer) -> ShapeMatch | None:
    """Notebooks, kernels, flows or workflows."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        return _from_json(answer)
    return _from_page(answer, answer.page) if answer.page is not None and not answer.page.password else None


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    listed = {link.href for link in page.links if link.text.strip() and _LISTED.search(link.href)}
    rows = sum(
        1
        for group in tables(page)
        if words_of(*group.header) & TRADE
        for row in group.rows
        if len(row.cells) >= 2
    )
    pressed = [label for label in controls(page) if len(label) <= 30 and _RUNS.search(label)]
    if len(label_words(page) & TRADE) < 2 or not pressed or not (listed or rows):
        return None
    count = max(len(listed), rows)
    published = why_published(answer)
    return ShapeMatch(
        kind=ExposureKind.DATA,
        said=f"{format_count(count, 'notebook or workflow', 'notebooks or workflows')} listed",
        intent=Intent.PUBLISHED if published else Intent.LEFT_OPEN,
        why=published or "controls that create or run them, and no login",
        size=Size(records=count, at_least=True),
        by_controls=True,
    )


def _from_json(answer: Answer) -> ShapeMatch | None:
    for kind, rows, total in _found(answer.data):
        count = max(total or 0, len(rows))
        return ShapeMatch(
            kind=ExposureKind.DATA,
            said=format_count(count, kind.one, kind.many),
            intent=Intent.UNDETERMINED if kind.lone else Intent.LEFT_OPEN,
            why=kind.why,
            size=Size(records=count, at_least=answer.reply.cut or total is None),
            sample=NOTHING if kind is _KERNEL else object_sample("flow", rows, most=SAMPLED),
        )
    return None


def _found(data: Json) -> Iterator[tuple[_Kind, list[dict[str, Json]], int | None]]:
    if isinstance(data, dict) and (kind := _object_kind(data)) is not None:
        yield kind, [data], 1 if kind is not _CELLS else None
    lists = [(found, [_kind(row) for row in found.rows]) for _, found in object_lists(data)]
    for kind in (_KERNEL, _WORKFLOW, _NOTEBOOK, _FLOW, _CELLS):
        for found, kinds in lists:
            fits = [row for row, own in zip(found.rows, kinds, strict=True) if own is kind]
            if fits and len(fits) * 3 >= len(found.rows):
                yield kind, fits, found.total


def _object_kind(data: dict[str, Json]) -> _Kind | None:
    """One workflow by itself."""
    return _WORKFLOW if _kind(data) is _WORKFLOW else None


def _kind(row: dict[str, Json]) -> _Kind | None:
    keys = {key.lower() for key in list(row)[:60]}
    kernel = row.get("kernel") if isinstance(row.get("kernel"), dict) else row
    if isinstance(kernel, dict) and "execution_state" in kernel and {"id", "name"} <= kernel.keys():
        return _KERNEL
    if isinstance(row.get("wires"), list) and isinstance(row.get("type"), str) and "id" in keys:
        return _FLOW
    if isinstance(row.get("cell_type"), str) and "source" in keys:
        return _CELLS
    if str(row.get("type", "")).lower() == "notebook" and keys & {
        "path",
        "writable",
        "last_modified",
        "content",
    }:
        return _NOTEBOOK
    if str(row.get("name", row.get("path", "")))[-6:].lower() == ".ipynb" and keys & {"path", "id"}:
        return _NOTEBOOK
    return _WORKFLOW if _workflow(row, keys) else None


def _workflow(row: dict[str, Json], keys: set[str]) -> bool:
    """Working nodes and what connects them; or a schedule, a pause switch and an identifier."""
    nodes = next((row[key] for key in ("nodes", "steps", "tasks") if isinstance(row.get(key), list)), None)
    held = nodes[0] if isinstance(nodes, list) and nodes else None
    first = set(held) if isinstance(held, dict) else set[str]()
    working = bool(first & {"type", "action", "uses", "command", "operator"})
    connected = keys & {"connections", "edges", "triggers", "trigger", "active", "on", "schedule"}
    if (
        working
        and connected
        and (first & {"parameters", "config", "data", "with", "command", "wires", "args"})
    ):
        return True
    paused = keys & {"is_paused", "paused", "is_active", "active", "enabled"}
    scheduled = keys & {"schedule_interval", "timetable_description", "schedule", "cron", "triggercount"}
    return bool(paused and scheduled and keys & {"dag_id", "workflow_id", "flow_id", "id", "name"})


shape = Shape(
    title="Notebook or workflow editor usable without authentication",
    remedy=(
        "Close the port in the firewall immediately: anyone can run code on this server. Then require a "
        "login, or "
        "bind the program to loopback (`127.0.0.1`). Treat the server as compromised: check its "
        "processes, keys "
        "and outgoing connections, and change every password that its notebooks or workflows hold."
    ),
    severity=Severity.CRITICAL,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="the notebooks, workflows, nodes or kernels that the answer lists",
    judge=judge,
    hits=(
        example('[{"id":"1","name":"python3","execution_state":"idle","connections":1}]', "application/json"),
        example('[{"id":"a","type":"tab","label":"x"},{"id":"b","type":"inject","z":"a","wires":[["c"]]}]'),
        example(
            '{"data":[{"id":"1","name":"x","active":true,"nodes":[{"type":"http","parameters":{}}],'
            '"connections":{}}]}',
            "application/json",
        ),
        example(
            "<html><body><h1>Notebooks</h1><a href=/terminals>Terminals</a><button>New</button><ul>"
            "<li><a href=/notebooks/a.ipynb>a</a></li></ul></body></html>"
        ),
    ),
    misses=(
        example('{"nodes":[{"id":1,"label":"a"}],"edges":[{"from":1,"to":1}]}', "application/json"),
        example('[{"id":1,"type":"sofa","name":"x"}]', "application/json"),
        example(
            "<html><body><h1>Workflow automation</h1><a href=/docs>Nodes</a><button>Start free trial</button>"
            "</body></html>"
        ),
    ),
)
