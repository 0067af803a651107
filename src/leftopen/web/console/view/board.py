"""The list of cases as a user asked for it: filters, order, columns and page of its address. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, urlencode

from markupsafe import Markup, escape

from leftopen.model.case import Case
from leftopen.service.cases.case_list import ORDERS, CaseFilter, parse_filter
from leftopen.web.console.http.request import ConsoleRequest

ROWS = 100
AGES = {"day": "1d", "week": "7d", "month": "30d"}
"""Spans that the filters by age and by due date offer."""
FILTERS = (
    "q",
    "severity",
    "check",
    "owner",
    "assignee",
    "due",
    "holds",
    "address",
    "age",
    "new",
    "closed",
    "as_of",
)
FIELDS = ("state", *FILTERS, "sort", "order", "columns")
COLUMNS = (
    "severity", "state", "endpoint", "check", "product", "holds", "owner", "assignee", "due", "age", "last",
)  # fmt: skip
"""Each is also an order. The endpoint is always shown: it leads to the case."""
USUAL = tuple(name for name in COLUMNS if name not in ("product", "last"))
FALLING = frozenset(("severity", "holds", "last"))
"""Orders that begin with the largest."""
LONGEST = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """`fields`: what the address says, without its page."""

    fields: Mapping[str, str]
    columns: Sequence[str]
    page: int

    @property
    def sort(self) -> str:
        return self.fields["sort"] if self.fields["sort"] in ORDERS else "severity"

    @property
    def reverse(self) -> bool:
        return self.fields["order"] == "reverse"

    def with_field(self, name: str, value: str) -> Asked:
        return replace(self, fields={**self.fields, name: value})

    def filter(self) -> CaseFilter:
        """Raises BadRequest that names the wrong word."""
        f, state = self.fields, self.fields["state"]
        return parse_filter(
            severity=f["severity"], check=f["check"], owner=f["owner"], holds=f["holds"], text=f["q"],
            address=f["address"], older_than=AGES.get(f["age"], f["age"]),
            state="" if state in ("live", "all") else state, everything=state == "all",
            assignee=f["assignee"], due=AGES.get(f["due"], f["due"]),
            new=AGES.get(f["new"], f["new"]), closed=AGES.get(f["closed"], f["closed"]),
        )  # fmt: skip

    def chips(self) -> list[tuple[str, str]]:
        """The filters that are set, with their values."""
        return [(name, self.fields[name]) for name in FILTERS if self.fields[name]]

    def query(self) -> str:
        """As the audit log says it."""
        return urlencode([(name, value) for name, value in self.fields.items() if value])

    def view(self) -> str:
        """As a saved view stores it: a view is of the present."""
        return self.with_field("as_of", "").query()

    def direction(self, column: str) -> str:
        """The value of `aria-sort`; '' for a column by which the list is not sorted."""
        if column != self.sort:
            return ""
        return "descending" if self.reverse != (column in FALLING) else "ascending"

    def sorted_by(self, column: str) -> dict[str, str]:
        """What changes in the address when the user chooses the column: its order, then the reverse."""
        again = column == self.sort and not self.reverse
        return {"sort": column, "order": "reverse" if again else ""}


def read_board_request(request: ConsoleRequest) -> Asked:
    fields = {name: request.one(name).strip()[:LONGEST] for name in FIELDS}
    fields["state"] = fields["state"] or "live"
    named = {word for text in request.every("columns") for word in text.split(",")}
    columns = tuple(name for name in COLUMNS if name in named or name == "endpoint") if named else USUAL
    fields["columns"] = "" if columns == USUAL else ",".join(columns)
    page = request.one("page")
    number = int(page) if page.isascii() and page.isdigit() and len(page) <= 6 else 1
    return Asked(fields=fields, columns=columns, page=max(1, number))


def saved_fields(query: str) -> dict[str, str]:
    """Of a saved view: only what the list knows."""
    return {name: value for name, value in parse_qsl(query) if name in FIELDS}


def last_page(total: int) -> int:
    return max(1, -(-total // ROWS))


def counted_labels(cases: Iterable[Case]) -> list[str]:
    """The kinds of data of the cases, the most frequent first."""
    return [label for label, _ in Counter(label for case in cases for label in case.holds).most_common(100)]


def marks_of(cases: Iterable[Case], versions: Mapping[str, int]) -> Markup:
    """`ID:VERSION,…` for a decision about them. A page shortens what is no Markup, and a group may have
    thousands of cases."""
    return escape(",".join(f"{case.id}:{versions.get(case.id, 0)}" for case in cases))
