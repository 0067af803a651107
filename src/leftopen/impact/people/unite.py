"""Mentions of one document that name one person, as one; and a form that came with its sender's mail.

Two mentions of one name in a letter or form are one person unless their numbers differ. Rows of tables are
not united: each is another person. Where a document names many, nothing is: two of them may have one name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from leftopen.impact.people.join import OWN, SHARED
from leftopen.model.people import MaskedName, Mention, MentionReason, PersonValue, Role

ONCE = frozenset({*OWN, *SHARED, "birth_date"}) - {"email_address"}
"""Two of one kind may be two people's of one name."""
NAMES = 6
"""A document with more names is a list."""
APART = frozenset({MentionReason.ROW, MentionReason.BARE_ROW})
ADDRESSES = frozenset({"email_address", "mil_address", "government_address"})


def unite(mentions: Iterable[Mention], *, one_form: bool) -> tuple[Mention, ...]:
    """Without repetitions, in their order. `one_form`: what stands in a form without a name is of the only
    person whom its forms name."""
    found = tuple(dict.fromkeys(mentions))
    own = [one for one in found if one.role is Role.SUBJECT and one.reason not in APART]
    names = {one.name.full for one in own if one.name is not None and not one.name.initial_only}
    if len(own) < 2 or not names or len(names) > NAMES:
        return found
    made: list[Mention] = [one for one in found if one not in own]
    for one in own:
        at = next((at for at, other in enumerate(made) if _is_same(other, one)), None)
        if at is None:
            made.append(one)
        else:
            made[at] = _both(made[at], one)
    return tuple(_with_nameless(made) if one_form else made)


def _is_same(one: Mention, other: Mention) -> bool:
    if one.role is not Role.SUBJECT or one.reason in APART or one.name is None or other.name is None:
        return False
    return _one_name(one.name, other.name) and not _differ(one, other)


def _one_name(one: MaskedName, other: MaskedName) -> bool:
    if one.initial_only or one.full != other.full:
        return False
    return not one.middle or not other.middle or one.middle == other.middle


def _differ(one: Mention, other: Mention) -> bool:
    return any(
        (mine := _of(one, label)) and (theirs := _of(other, label)) and not mine & theirs for label in ONCE
    )


def _of(mention: Mention, label: str) -> set[bytes]:
    return {value.digest for value in mention.values if value.label == label}


def _both(one: Mention, other: Mention) -> Mention:
    """A form says more of a person than a mail's header does."""
    reasons = {one.reason, other.reason}
    reason = MentionReason.FORM if MentionReason.FORM in reasons else one.reason
    names = [name for name in (one.name, other.name) if name is not None]
    return replace(
        one,
        reason=reason,
        name=next((name for name in names if name.middle), names[0] if names else None),
        values=_values((*one.values, *other.values)),
    )


def _values(values: Iterable[PersonValue]) -> tuple[PersonValue, ...]:
    known: dict[tuple[str, bytes], PersonValue] = {}
    for value in values:
        known.setdefault((value.label, value.digest), value)
    return tuple(known[at] for at in sorted(known))


def _with_nameless(mentions: list[Mention]) -> list[Mention]:
    named = [one for one in mentions if _is_form(one) and one.name is not None]
    rest = [one for one in mentions if _is_form(one) and one.name is None]
    if len(named) != 1 or not rest:
        return mentions
    whole = named[0]
    taken: list[Mention] = []
    for one in rest:
        if not _differ(whole, one):
            whole = _both(whole, one)
            taken.append(one)
    return [whole if one is named[0] else one for one in mentions if one not in taken]


def _is_form(mention: Mention) -> bool:
    return mention.reason is MentionReason.FORM and mention.role is Role.SUBJECT


def with_sender(mentions: tuple[Mention, ...], sender: Mention) -> tuple[Mention, ...]:
    """Of an attachment: its only person of the sender's name has the sender's address too."""
    same = [one for one in mentions if _is_same(one, sender)]
    if len(same) != 1:
        return mentions
    addresses = tuple(value for value in sender.values if value.label in ADDRESSES)
    whole = replace(same[0], values=_values((*same[0].values, *addresses)))
    return tuple(whole if one is same[0] else one for one in mentions)
