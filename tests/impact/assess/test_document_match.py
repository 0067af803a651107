"""A search over the columns finds the documents that each by itself would be found."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as st

from leftopen import catalogue
from leftopen.impact.assess.document_index import DocumentIndex, IndexBuilder
from leftopen.impact.assess.document_match import DocumentMatcher, numbers
from leftopen.model.assessment import FoundDocument, FoundValue, UnitResult
from leftopen.query.fields.documents import DOCUMENTS
from leftopen.query.parse import parse

PATHS = ("/srv/Inbox.mbox", "/srv/sent.mbox")
RANKS = {name: detector.severity.rank for name, detector in catalogue.detectors().items()}
LABELS = ("us_ssn", "iban", "email_address")


@st.composite
def documents(draw: st.DrawFn) -> FoundDocument:
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=1, max_size=3, unique=True))
    masked = st.sampled_from(["***-**-**91", "j***@a.org", "Jane\nRoe", "*", "É"])
    return FoundDocument(
        place=draw(st.sampled_from(["0", "0:12", "0:120", "0:12/1", "1:12", "1:12/1/2"])),
        kind=draw(st.sampled_from(["eml", "pdf", "text"])),
        size=draw(st.sampled_from([0, 999, 5_000_000_000])),
        year=draw(st.sampled_from([0, 2019, 2020])),
        digest=b"",
        units=draw(st.sampled_from([(), ("s6.example.mil",), ("s6.example.mil", "example.org")])),
        values=tuple(
            FoundValue(label=label, digest=b"", masked=draw(masked), count=draw(st.integers(1, 9)))
            for label in labels
        ),
    )


Check = Callable[[FoundDocument, set[str]], bool]
CHECKS: dict[str, Check] = {
    "holds:us_ssn": lambda one, labels: "us_ssn" in labels,
    "holds:*_*": lambda one, labels: bool(labels - {"iban"}),
    "holds:iban,us_ssn": lambda one, labels: bool(labels & {"iban", "us_ssn"}),
    "-holds:iban": lambda one, labels: "iban" not in labels,
    "kind:PDF": lambda one, labels: one.kind == "pdf",
    "year:2019-2020": lambda one, labels: one.year in (2019, 2020),
    "year:0": lambda one, labels: one.year == 0,
    "unit:S6": lambda one, labels: bool(one.units),
    'unit:"example.org"': lambda one, labels: "example.org" in one.units,
    "path:inbox": lambda one, labels: one.place.startswith("0"),
    "place:0:12": lambda one, labels: one.place in ("0:12", "0:12/1"),
    "place:1": lambda one, labels: one.place.startswith("1:"),
    "size:>1GB": lambda one, labels: one.size > 10**9,
    "severity:>=high": lambda one, labels: max(RANKS[label] for label in labels) >= 3,
    '"**91"': lambda one, labels: any("**91" in value.masked for value in one.values),
    "jane": lambda one, labels: any("Jane" in value.masked for value in one.values),
    "*": lambda one, labels: True,
    "kind:pdf OR kind:eml year:2019": lambda one, labels: one.kind != "text" and one.year == 2019,
    "-(kind:pdf year:2019)": lambda one, labels: not (one.kind == "pdf" and one.year == 2019),
}


def indexed(found: list[FoundDocument]) -> DocumentIndex:
    builder = IndexBuilder(catalogue.detectors())
    builder.add(UnitResult(number=0, outcomes={}, documents={}, years={}, found=tuple(found)))
    return builder.index()


@given(st.lists(documents(), max_size=12))
@settings(max_examples=150, deadline=None)
def test_every_field(found: list[FoundDocument]) -> None:
    matcher = DocumentMatcher(indexed(found), PATHS)
    for query, check in CHECKS.items():
        wanted = [at for at, one in enumerate(found) if check(one, {value.label for value in one.values})]
        got = matcher.match(parse(query, DOCUMENTS))
        assert list(numbers(got, len(found))) == wanted, query
        assert got.count(1) == len(wanted)


@given(st.lists(documents(), max_size=12))
@settings(max_examples=60, deadline=None)
def test_facets_count_the_found_documents(found: list[FoundDocument]) -> None:
    matcher = DocumentMatcher(indexed(found), PATHS)
    chosen = [one for one in found if one.year == 2019]
    got = matcher.match(parse("year:2019", DOCUMENTS))
    values: dict[str, Callable[[FoundDocument], set[str]]] = {
        "holds": lambda one: {value.label for value in one.values},
        "kind": lambda one: {one.kind},
        "year": lambda one: {str(one.year)},
        "unit": lambda one: set(one.units),
        "path": lambda one: {PATHS[int(one.place[0])]},
    }
    for name, of in values.items():
        counted = matcher.facet(name, got)
        for value in {value for one in chosen for value in of(one)} | set(counted):
            assert counted[value] == sum(value in of(one) for one in chosen), (name, value)
    assert sum(matcher.facet("severity", got).values()) == len(chosen)
