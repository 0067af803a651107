"""Chat store: conversations with a language model, prompts, vector collections, or the models of a server.

Open: JSON objects with a role (user, assistant …) and a content; conversations with a title and a date under
a path that names chats; prompts with their model; collections with a dimension or a count of vectors; models
with an owner or a size. In a page: rows whose first text is a role.

Intent: *left open* for messages, prompts and collections; a list of models is metadata: undetermined when it
only names owners, left open when it shows local files (digest, size, path).

False positives: a list of members with roles has no content; a shop's collections have no dimension.
"""

from __future__ import annotations

from dataclasses import dataclass

from leftopen.model.facts import Json
from leftopen.model.sample import NOTHING
from leftopen.model.severity import Severity
from leftopen.model.shape import Intent, Shape, ShapeMatch
from leftopen.model.size import LARGEST, Size
from leftopen.model.verdict import ExposureKind
from leftopen.model.web_page import Answer, Page
from leftopen.present.humanize import format_count
from leftopen.wire.http.pages.like_objects import object_lists, words
from leftopen.wire.http.pages.page_parser import example
from leftopen.wire.http.pages.page_words import tables
from leftopen.wire.http.pages.public_marks import why_published
from leftopen.wire.http.pages.row_samples import cell_sample, object_sample

ROLES = frozenset(
    {"user", "assistant", "system", "tool", "human", "ai", "bot", "model", "developer", "function"}
)
_SPOKEN = frozenset(
    {"user", "assistant", "human", "ai", "bot", "you", "vous", "utilisateur", "assistent", "benutzer"}
)
_CONTENT = frozenset({"content", "text", "message", "parts", "body"})
_CHATS = frozenset(
    {"chat", "chats", "conversation", "conversations", "history", "thread", "threads", "sessions"}
)
_DIMENSION = frozenset({"dimension", "dimensions", "dim"})
_VECTORS = frozenset({"vector", "vectors", "points", "embedding", "embeddings"})
_LOCAL = frozenset({"digest", "path", "modelfile", "filename", "quantization", "sha", "vram"})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kind:
    one: str
    why: str
    exposed: ExposureKind = ExposureKind.DATA
    intent: Intent = Intent.LEFT_OPEN


_MESSAGE = _Kind(one="chat message", why="messages of conversations")
_CHAT = _Kind(one="conversation", why="titles of conversations")
_PROMPT = _Kind(one="prompt", why="prompts that people wrote")
_COLLECTION = _Kind(
    one="vector collection", why="collections of vectors, which hold the texts they were made of"
)
_MODEL = _Kind(
    one="model",
    why="names of models only",
    exposed=ExposureKind.METADATA,
    intent=Intent.UNDETERMINED,
)
_LOCAL_MODEL = _Kind(one="model", why="models on this server, ready to use", exposed=ExposureKind.METADATA)
_ORDER = (_MESSAGE, _PROMPT, _COLLECTION, _CHAT, _LOCAL_MODEL, _MODEL)


def judge(answer: Answer) -> ShapeMatch | None:
    """Messages, conversations, prompts, collections or models."""
    if answer.reply.status != 200:
        return None
    if answer.data is not None:
        return _from_json(answer)
    return _from_page(answer, answer.page) if answer.page is not None and not answer.page.password else None


def _from_json(answer: Answer) -> ShapeMatch | None:
    path = words(answer.path.partition("?")[0][-100:])
    found: dict[str, tuple[list[dict[str, Json]], int | None]] = {}
    for key, listed in object_lists(answer.data):
        kinds = [(_kind(row, words(key), path), row) for row in listed.rows]
        for kind in _ORDER:
            rows = [row for one, row in kinds if one is kind]
            if (
                rows
                and len(rows) * 2 >= len(listed.rows)
                and len(rows) > len(found.get(kind.why, ([], 0))[0])
            ):
                found[kind.why] = (rows, listed.total)
    best = next((one for one in _ORDER if one.why in found), None)
    return _listed(answer, best, *found[best.why]) if best is not None else None


def _listed(answer: Answer, kind: _Kind, rows: list[dict[str, Json]], total: int | None) -> ShapeMatch:
    count = len(rows) if kind is _MESSAGE else max(total or 0, len(rows))
    records: int | None = count
    if kind is _COLLECTION:
        counted = [number for row in rows if (number := _vectors(row)) is not None]
        records = min(sum(counted), LARGEST) if counted else None
    elif kind.exposed is ExposureKind.METADATA:
        records = None
    return ShapeMatch(
        kind=ExposureKind.EMPTY if kind is _COLLECTION and records == 0 else kind.exposed,
        said=format_count(count, kind.one),
        intent=kind.intent,
        why=kind.why,
        size=Size(records=records, at_least=answer.reply.cut or total is None),
        sample=object_sample("chat", rows) if kind in (_MESSAGE, _PROMPT, _CHAT) else NOTHING,
    )


def _kind(row: dict[str, Json], under: frozenset[str], path: frozenset[str]) -> _Kind | None:
    keys = {key.lower() for key in list(row)[:60]}
    spoken = frozenset[str]().union(*(words(key) for key in list(row)[:60]))
    role = row.get("role", row.get("author", row.get("sender")))
    role = role.get("role") if isinstance(role, dict) else role
    if isinstance(role, str) and role.lower() in ROLES and keys & _CONTENT and "email" not in keys:
        return _MESSAGE
    if isinstance(row.get("prompt"), str) and spoken & {
        "model",
        "response",
        "completion",
        "negative",
        "seed",
    }:
        return _PROMPT
    if "name" in keys and (
        spoken & _DIMENSION or (spoken & _VECTORS and spoken & {"count", "size", "config"})
    ):
        return _COLLECTION
    if (
        keys & {"title", "name", "summary"}
        and (under | path) & _CHATS
        and (spoken & {"created", "updated", "create", "update", "messages", "timestamp"})
    ):
        return _CHAT
    return _model(row, keys, spoken, under | path)


def _model(
    row: dict[str, Json], keys: set[str], spoken: frozenset[str], named: frozenset[str]
) -> _Kind | None:
    if not (row.get("object") == "model" or "models" in named or "owned_by" in keys):
        return None
    if not keys & {"id", "name", "model", "model_name", "title"}:
        return None
    if spoken & _LOCAL:
        return _LOCAL_MODEL
    return _MODEL if keys & {"owned_by", "size", "context_length", "max_model_len", "parameters"} else None


def _vectors(row: dict[str, Json]) -> int | None:
    for key, value in row.items():
        counts = isinstance(value, int) and not isinstance(value, bool) and value >= 0
        if (
            counts
            and words(key) & {"count", "vectors", "points"}
            and not words(key) & (_DIMENSION | {"size"})
        ):
            return value if isinstance(value, int) else None
    return None


def _from_page(answer: Answer, page: Page) -> ShapeMatch | None:
    """Rows that begin with who speaks, at least two speakers."""
    for group in tables(page):
        rows = [
            row.cells
            for row in group.rows
            if len(row.cells) >= 2 and row.cells[0].lower().strip(" :") in _SPOKEN
        ]
        speakers = {cells[0].lower() for cells in rows}
        if len(rows) < 2 or len(speakers) < 2 or len(rows) * 2 < len(group.rows):
            continue
        published = why_published(answer)
        return ShapeMatch(
            kind=ExposureKind.DATA,
            said=f"at least {format_count(len(rows), 'chat message')}",
            intent=Intent.PUBLISHED if published else Intent.LEFT_OPEN,
            why=published or _MESSAGE.why,
            size=Size(records=len(rows), at_least=True),
            sample=cell_sample("chat", rows),
        )
    return None


shape = Shape(
    title="Chats or vector collections readable without authentication",
    remedy=(
        "Close the port in the firewall, require a login, or bind the program to loopback (`127.0.0.1`). "
        "Chats "
        "hold what people typed in confidence, and collections hold the texts that they were made of: "
        "tell the "
        "people concerned. Keep the access logs of the exposure period."
    ),
    severity=Severity.HIGH,
    references=("https://cwe.mitre.org/data/definitions/306.html",),
    sized_by="the messages, conversations or vectors that the answer states; none for a list of models",
    judge=judge,
    hits=(
        example('{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y"}]}'),
        example('{"result":{"collections":[{"name":"docs","dimension":768,"vectors_count":12}]}}'),
        example('{"object":"list","data":[{"id":"m","object":"model","owned_by":"x"}]}'),
        example('[{"id":1,"title":"x","created_at":"2023-01-01"}]', path="/api/v1/chats"),
    ),
    misses=(
        example('[{"name":"Ann","role":"user"},{"name":"Bob","role":"admin"}]'),
        example('{"collections":[{"name":"Summer","products_count":4}]}'),
        example('{"models":[{"name":"Roadster","price":4}]}'),
    ),
)
