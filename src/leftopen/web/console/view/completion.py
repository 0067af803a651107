"""What the search box suggests: fields, and values that the user's own services have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leftopen.model.facts import Json
from leftopen.query.completions import Completion, asked_field, completions
from leftopen.service.search import known_values
from leftopen.service.search.known_values import COMMON, SINGLE, WORDS, Counts
from leftopen.service.search.living import without_gone
from leftopen.translate import ngettext
from leftopen.web.console.http.request import ConsoleRequest
from leftopen.web.console.view.check_titles import check_title

KEPT_S, WAIT_S = 300.0, 0.1
"""Values may be minutes old. A suggestion that is not there in time is left out: the next key asks again."""
LONGEST = 10_000
EXPOSURE = "exposure"
NONE: Counts = {}


def suggestions(request: ConsoleRequest) -> list[Json]:
    """For the text up to the cursor."""
    typed = request.one("q")[:LONGEST]
    field = asked_field(typed)
    counts = (
        {field: field_counts(request, field)}
        if field
        else {name: field_counts(request, name) for name in WORDS}
    )
    known = {name: known_values.words(name, found) for name, found in counts.items()}
    return [_line(request, one, counts) for one in completions(typed, known)]


def field_counts(request: ConsoleRequest, field: str) -> Counts:
    """The frequent values of the field in what the user may see; none while they are being counted, and for
    a field whose values differ from service to service."""
    workspace, later = request.workspace, request.state.background_cache
    within = request.visibility.narrowed(without_gone(""))
    if field in dict(COMMON):
        every: Mapping[str, Counts] | None = later.get(
            ("values", within), KEPT_S, lambda: known_values.common(workspace, within), WAIT_S
        )
        return (every or {}).get(field, NONE)
    if field not in SINGLE:
        return NONE
    key = ("values", within, field)
    return later.get(key, KEPT_S, lambda: known_values.single(workspace, within, field), WAIT_S) or NONE


def known_now(request: ConsoleRequest, field: str) -> Sequence[str]:
    """The values of the field, counted where they are not yet: for a caller that is in the background."""
    workspace, kept = request.workspace, request.state.ttl_cache
    within = request.visibility.narrowed(without_gone(""))
    if field in dict(COMMON):
        every = kept.get(("values", within), KEPT_S, lambda: known_values.common(workspace, within))
        return known_values.words(field, every[field])
    if field not in SINGLE:
        return known_values.words(field, NONE)
    counts = kept.get(
        ("values", within, field), KEPT_S, lambda: known_values.single(workspace, within, field)
    )
    return known_values.words(field, counts)


def _line(request: ConsoleRequest, one: Completion, counts: Mapping[str, Counts]) -> Json:
    count = counts.get(one.field, NONE).get(one.value, 0)
    message = ngettext(request.language, "{n} result", "{n} results", count) if count else one.help
    if one.field == EXPOSURE and one.value:
        title = check_title(request.language, one.value)
        message = f"{title}, {message}" if count else title
    return {"text": one.text, "help": message, "replaces": one.replaces}
