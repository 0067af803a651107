"""Searches the documents of an assessment by what they hold, masked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from leftopen import catalogue
from leftopen.errors import BadQuery, NotFound
from leftopen.impact.assess.document_index import DocumentIndex, IndexBuilder
from leftopen.impact.assess.document_match import DocumentMatcher, numbers
from leftopen.impact.assess.inventory import shown_path
from leftopen.model.assessment import UnitResult
from leftopen.model.facts import Json
from leftopen.model.severity import Severity
from leftopen.present.suggest import closest
from leftopen.query.facet_words import MOST_FACETS, MOST_VALUES, USUAL_VALUES
from leftopen.query.fields.documents import DOCUMENTS, FACETS
from leftopen.query.lexer import excerpt
from leftopen.query.nodes import All, Any, Node, Not, Term, Text
from leftopen.query.normalize import holds_pieces
from leftopen.query.parse import parse
from leftopen.service.assessments.accepted_results import rejections
from leftopen.service.assessments.folder import AssessmentFolder, IndexList
from leftopen.service.workspace.workspace import Workspace

PATHS = 50_000
"""Paths of files are masked for the search up to here; files beyond it are found by everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundDocuments:
    """`lines`: the first documents as `type: document`; `total`: how many were found; `complete`: every unit
    has been read. `facets`: values with their numbers, the most frequent first."""

    assessment: str
    lines: tuple[dict[str, Json], ...]
    total: int
    complete: bool
    facets: dict[str, list[tuple[str, int]]]


def search(
    workspace: Workspace, folder: AssessmentFolder, query: str, limit: int, facets: Mapping[str, int]
) -> FoundDocuments:
    """Raises BadQuery, also for a kind of data or of document that there is not."""
    tree = parse(query, DOCUMENTS)
    _check(tree, {"holds": tuple(catalogue.detectors()), "kind": (*catalogue.readers(), *KINDS)})
    assessment, stored = folder.assessment(), indexed(workspace, folder)
    paths = stored.paths
    counted: dict[str, Counter[str]] = {name: Counter() for name in facets}
    lines: list[dict[str, Json]] = []
    total = 0
    for number in range(stored.count):
        index = folder.index(number)
        matcher = DocumentMatcher(index, paths)
        found = matcher.match(tree)
        total += found.count(1)
        lines += _lines(assessment.id, index, numbers(found, limit - len(lines)), paths)
        for name, values in counted.items():
            values.update(matcher.facet(name, found))
    return FoundDocuments(
        assessment=assessment.id,
        lines=tuple(lines),
        total=total,
        complete=len(folder.done()) == assessment.units,
        facets={name: _ranked(values)[: facets[name]] for name, values in counted.items()},
    )


def indexed(workspace: Workspace, folder: AssessmentFolder) -> IndexList:
    """The indexes that are stored, or new ones if results or rejections came since."""
    rejected = rejections(workspace)
    try:
        return folder.index_list(rejected.key)
    except NotFound:
        built = _built(workspace, map(rejected.apply, folder.results()))
        return folder.put_indexes(built, masked_paths(workspace, folder), rejected.key)


def _built(workspace: Workspace, found: Iterable[UnitResult]) -> Iterator[DocumentIndex]:
    detectors = workspace.contents().detectors
    builder = IndexBuilder(detectors)
    for result in found:
        builder.add(result)
        if builder.full:
            yield builder.index()
            builder = IndexBuilder(detectors)
    yield builder.index()


def facet_names(text: str) -> dict[str, int]:
    """`holds,year:5` as names with how many values each. Raises BadQuery."""
    found: dict[str, int] = {}
    for word in filter(None, (part.strip() for part in text.split(","))):
        name, colon, number = word.partition(":")
        name = name.strip().lower()
        if name not in FACETS:
            near = closest(name, FACETS)
            hint = f"did you mean {near}?" if near else f"known: {', '.join(FACETS)}"
            raise BadQuery(f"unknown facet {excerpt(name)}; {hint}")
        if colon and not (number.isascii() and number.isdigit() and 0 < int(number[:9]) <= MOST_VALUES):
            raise BadQuery(f"{name}: the number of values must be 1 to {MOST_VALUES} (example: {name}:5)")
        found[name] = int(number) if colon else USUAL_VALUES
    if len(found) > MOST_FACETS:
        raise BadQuery(f"at most {MOST_FACETS} facets per query")
    return found


KINDS = ("image", "audio", "video", "encrypted", "other", "part")
"""Kinds that no reader gives."""


def _check(node: Node, known: Mapping[str, tuple[str, ...]]) -> None:
    if isinstance(node, All | Any):
        for one in node.nodes:
            _check(one, known)
    elif isinstance(node, Not):
        _check(node.node, known)
    elif isinstance(node, Term) and node.field.name in known:
        for value in node.values:
            if isinstance(value, Text):
                _check_value(node.field.name, value, known[node.field.name])


def _check_value(name: str, value: Text, known: tuple[str, ...]) -> None:
    if any(holds_pieces(one, value.pieces, whole=True) for one in known):
        return
    pattern_text = "*".join(value.pieces)
    near = closest(pattern_text, known) or " or ".join(
        sorted(one for one in known if pattern_text in one.split("_"))
    )
    hint = f"did you mean {near}?" if near else f"known: {', '.join(sorted(known))}"
    raise BadQuery(f"{name}: there is no {excerpt(pattern_text)}; {hint}")


def masked_paths(workspace: Workspace, folder: AssessmentFolder) -> list[str]:
    files = folder.inventory().files
    shown_paths = [shown_path(file) for file in files[:PATHS]]
    return workspace.contents().mask_all(shown_paths) + [""] * max(0, len(files) - PATHS)


def _lines(
    assessment: str, index: DocumentIndex, found: Iterable[int], paths: Sequence[str]
) -> Iterator[dict[str, Json]]:
    chosen = list(found)
    if not chosen:
        return
    places, holds, examples = (text.split("\n") for text in (index.places, index.holds, index.shown))
    columns = index.numbers()
    for at in chosen:
        counts: dict[str, Json] = {
            label: int(count) for label, count in (one.split(":") for one in holds[at].split())
        }
        file = columns.file[at]
        yield {
            "type": "document",
            "assessment": assessment,
            "place": places[at],
            "path": paths[file] or None,
            "kind": index.kinds[index.kind[at]],
            "year": index.years[index.year[at]] or None,
            "size": columns.size[at] or None,
            "units": list(index.origins[columns.origin[at]]),
            "severity": list(Severity)[index.severity[at]].value,
            "holds": counts,
            "examples": list(filter(None, examples[at].split("\t"))),
        }


def _ranked(values: Counter[str]) -> list[tuple[str, int]]:
    return sorted(values.items(), key=lambda one: (-one[1], one[0]))
