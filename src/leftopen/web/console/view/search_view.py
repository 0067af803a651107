"""How a user wants to see search results: cards or a table, its columns, which charts. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs, urlencode

VIEWS = ("cards", "table")
COLUMNS = (
    "address", "port", "protocol", "product", "open", "vulns", "names", "title", "country", "city", "org",
    "asn", "os", "tags", "first", "last", "source",
)  # fmt: skip
USUAL = ("address", "port", "protocol", "product", "open", "names", "country", "org", "last", "source")
ALWAYS = ("address",)
"""It leads to the host."""
CHARTS = ("timeline", "map")


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchView:
    """`folded`: the charts that the user put away."""

    view: str = VIEWS[0]
    columns: Sequence[str] = USUAL
    folded: frozenset[str] = frozenset()

    def query(self) -> str:
        """As it is saved."""
        fields = {
            "view": self.view,
            "columns": ",".join(self.columns),
            "folded": ",".join(sorted(self.folded)),
        }
        return urlencode(fields)


def saved(query: str) -> SearchView:
    """What is no longer known is left out."""
    fields = {name: values[-1] for name, values in parse_qs(query).items()}
    folded = frozenset(fields.get("folded", "").split(",")) & frozenset(CHARTS)
    return with_columns(SearchView(folded=folded), fields.get("view", ""), [fields.get("columns", "")])


def with_columns(look: SearchView, view: str, columns: Iterable[str]) -> SearchView:
    """With another view and other columns, where they are known; `columns` as lists with commas."""
    named = {word for text in columns for word in text.split(",")} & set(COLUMNS)
    chosen = tuple(name for name in COLUMNS if name in named or name in ALWAYS) if named else look.columns
    return SearchView(view=view if view in VIEWS else look.view, columns=chosen, folded=look.folded)


def with_charts(look: SearchView, *, hide: str, show: str) -> SearchView:
    """With one chart put away, or back."""
    folded = (look.folded | {hide}) - {show}
    return SearchView(view=look.view, columns=look.columns, folded=folded & frozenset(CHARTS))


def in_address(look: SearchView, usual: SearchView) -> Mapping[str, str]:
    """The parts of the address that make a page look so for a user whose pages usually look otherwise."""
    columns = "" if look.columns == usual.columns else ",".join(look.columns)
    return {"view": "" if look.view == usual.view else look.view, "columns": columns}
