"""The pictures of a response: what became of the documents, and people by kind of data."""

from __future__ import annotations

from collections.abc import Callable

from markupsafe import Markup

from leftopen.impact.respond import people_served
from leftopen.impact.respond import pictures as drawing
from leftopen.impact.respond.examined import Examined
from leftopen.model.readers import ClientGroup

OUTCOMES = {
    "read": "read",
    "carved": "read in part",
    "encrypted": "encrypted",
    "unread": "not read",
    "failed": "failed",
}
DOCUMENTS, KINDS, PEOPLE, CLIENTS, SERVED = (
    "Documents by outcome",
    "Kinds of data: documents",
    "People by kind of data",
    "Clients of the access logs: read an item or may have / read none",
    "People whose data was served / possibly / cannot be known / not served",
)
GROUPS = {
    ClientGroup.OWN: "own",
    ClientGroup.SCANNER: "scanner",
    ClientGroup.SEARCH_ENGINE: "search engine",
    ClientGroup.CLOUD: "cloud",
    ClientGroup.ANONYMISER: "anonymiser",
    ClientGroup.UNKNOWN: "unknown",
}
TEXTS = (*OUTCOMES.values(), *GROUPS.values(), DOCUMENTS, KINDS, PEOPLE, CLIENTS, SERVED)
"""Every text that is translated."""


def pictures(examined: Examined, t: Callable[..., str], language: str) -> list[tuple[str, Markup]]:
    """Each with its title; those that would be empty are left out. Every text in them is escaped where they
    are drawn."""
    rows: list[tuple[str, list[drawing.Row]]] = []
    if examined.assessed is not None:
        one = examined.assessed
        rows += [
            (t(DOCUMENTS), [(t(OUTCOMES[name]), [count]) for name, count in one.outcomes.items()]),
            (t(KINDS), [(kind.label.text(language), [kind.documents]) for kind in one.kinds]),
            (t(PEOPLE), [(kind.label.text(language), [kind.people]) for kind in one.kinds if kind.people]),
        ]
    served: list[drawing.Row] = [
        (title.text(language), counts) for _, title, counts in people_served.rows(examined)
    ]
    rows.append((t(SERVED), served))
    if examined.reading is not None:
        groups = examined.reading.groups
        clients: list[drawing.Row] = [
            (t(GROUPS[one.group]), [one.readers, one.clients - one.readers]) for one in groups
        ]
        rows.append((t(CLIENTS), clients))
    return [(title, Markup(drawing.bars(bars, title))) for title, bars in rows if bars]  # noqa: S704
