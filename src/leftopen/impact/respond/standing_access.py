"""What goes on after the closure, as facts: rules, grants and rights that still give messages away.

A closed server does not end a forwarding rule. Where no export of a kind was read, nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leftopen.impact.respond.examined import Examined
from leftopen.impact.respond.facts import Fact, Known, both, many
from leftopen.model.access_logs import StandingAccess, StandingKind
from leftopen.model.bilingual import Bilingual

COUNTED = Bilingual(
    en="exports of rules, grants and rights that were given with the access logs; at least: those that are "
    "sure to give messages away",
    fr="exports de règles, d’autorisations et de droits donnés avec les journaux d’accès ; au moins : ceux "
    "qui donnent sûrement des messages",
)
NOUNS = {
    StandingKind.INBOX_RULE: (
        ("inbox rule", "inbox rules"),
        ("règle de boîte de réception", "règles de boîte de réception"),
    ),
    StandingKind.TRANSPORT_RULE: (
        ("transport rule", "transport rules"),
        ("règle de transport", "règles de transport"),
    ),
    StandingKind.OAUTH_GRANT: (
        ("grant of an application", "grants of applications"),
        ("autorisation d’application", "autorisations d’applications"),
    ),
    StandingKind.DELEGATE: (
        ("right of a person on a mailbox", "rights of persons on mailboxes"),
        ("droit d’une personne sur une boîte aux lettres", "droits de personnes sur des boîtes aux lettres"),
    ),
}
NAMED = 3
"""So many are named in the sentence; the table has all."""


def facts(examined: Examined) -> Iterator[Fact]:
    """`standing.KIND` of each kind of which an export was read, then `standing.not_examined` for the others.
    The names in them are masked."""
    found = examined.standing
    exports = examined.reading.exports if examined.reading else ()
    for kind in StandingKind:
        if kind in exports:
            yield _fact(kind, [one for one in found if one.kind is kind], examined.short)
    missing = [NOUNS[kind] for kind in StandingKind if kind not in exports]
    if missing:
        yield _not_examined(missing, examined.short)


def _fact(kind: StandingKind, found: Sequence[StandingAccess], case: str) -> Fact:
    sure, count = sum(one.sure for one in found), len(found)
    return Fact(
        id=f"standing.{kind.value}",
        said=_said(kind, found) if found else _none(kind),
        value=count,
        lower=sure,
        upper=count,
        counted=COUNTED,
        link=f"leftopen readers show {case}",
    )


def _said(kind: StandingKind, found: Sequence[StandingAccess]) -> Bilingual:
    return both(
        "After the closure, {what} may still give messages away: {named}.",
        "Après la fermeture, {what} peuvent encore donner des messages : {named}."
        if len(found) > 1
        else "Après la fermeture, {what} peut encore donner des messages : {named}.",
        what=many(len(found), *NOUNS[kind]),
        named=Bilingual(en=_named(found, "en"), fr=_named(found, "fr")),
    )


def _none(kind: StandingKind) -> Bilingual:
    return both(
        "The export of {what} that was given names nothing that gives messages away.",
        "L’export qui a été donné ({what}) ne nomme rien qui donne des messages.",
        what=Bilingual(en=NOUNS[kind][0][1], fr=NOUNS[kind][1][1]),
    )


def _named(found: Sequence[StandingAccess], language: str) -> str:
    words = {
        "en": ("all mailboxes", "to", "and {} more"),
        "fr": ("toutes les boîtes", "vers", "et {} de plus"),
    }
    everyone, to, more = words[language]
    named = [
        f"{one.owner or everyone}{f' {to} {one.to}' if one.to else ''} ({one.what})" for one in found[:NAMED]
    ]
    rest = len(found) - len(named)
    return "; ".join([*named, *([more.format(rest)] if rest else [])])


def _not_examined(nouns: Sequence[tuple[tuple[str, str], tuple[str, str]]], case: str) -> Fact:
    return Fact(
        id="standing.not_examined",
        said=both(
            "What goes on after the closure was not examined for: {kinds}.",
            "Ce qui continue après la fermeture n’a pas été examiné pour : {kinds}.",
            kinds=Bilingual(en=", ".join(en[1] for en, _ in nouns), fr=", ".join(fr[1] for _, fr in nouns)),
        ),
        known=Known.NOT_EXAMINED,
        counted=COUNTED,
        link=f"leftopen readers LOG EXPORT.csv --case {case}",
    )
