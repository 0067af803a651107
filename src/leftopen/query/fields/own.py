"""Fields of the service's verdicts, findings and cases."""

from __future__ import annotations

from leftopen.model.case import CaseState
from leftopen.model.severity import Severity
from leftopen.model.verdict import State
from leftopen.query.fields.field import Field, Kind, Table

OWN = (
    Field(
        name="exposure",
        facet=True,
        kind=Kind.IS,
        columns=("check",),
        home=Table.JUDGED,
        hits="redis*",
        misses="redis",
        help="check with the latest verdict open, such as redis_open",
    ),
    Field(
        name="verdict",
        facet=True,
        kind=Kind.CHOICE,
        columns=("state",),
        home=Table.JUDGED,
        words=tuple(State),
        hits="open",
        misses="closed",
        help="latest verdict of any check",
    ),
    Field(
        name="holds",
        facet=True,
        kind=Kind.IS,
        columns=("labels",),
        home=Table.FINDINGS,
        hits="sf86",
        misses="us_ssn",
        help="kind of data found, such as sf86",
    ),
    Field(
        name="severity",
        facet=True,
        kind=Kind.LEVEL,
        columns=("rank",),
        home=Table.FINDINGS,
        words=tuple(Severity),
        hits=">=medium",
        misses="low",
        help="severity of an exposure with the latest verdict open; >=high means high and critical",
    ),
    Field(
        name="size",
        kind=Kind.BYTES,
        columns=("size_bytes",),
        home=Table.FINDINGS,
        hits=">1GB",
        misses="<1GB",
        help="exposed size reported by the server, such as >1GB",
    ),
    Field(
        name="records",
        kind=Kind.NUMBER,
        columns=("size_records",),
        home=Table.FINDINGS,
        hits=">=300",
        misses="<300",
        help="number of records reported by the server",
    ),
    Field(
        name="case",
        facet=True,
        kind=Kind.CHOICE,
        columns=("state",),
        home=Table.CASES,
        words=tuple(CaseState),
        hits="notified",
        misses="open",
        help="state of its case",
    ),
    Field(
        name="open_for",
        kind=Kind.SPAN,
        columns=("open_for",),
        home=Table.CASES,
        hits=">7d",
        misses=">30d",
        help="time from the first to the last open observation of a case, such as >7d (units s, m, h, d, w)",
    ),
)
