"""The order of the names, what is refused, and what is counted."""

from __future__ import annotations

from leftopen.model.scope import Permit
from leftopen.model.site_name import KnownName, NameSource, Unasked
from leftopen.pipeline.name_queue import MOST_EXAMPLES, NameQueue

S = NameSource
YES = Permit(
    allowed=True,
    clause="",
    domains=frozenset({"example.org"}),
    denied_names=frozenset({"secret.example.org"}),
)


def known(name: str, *sources: NameSource) -> KnownName:
    return KnownName(name=name, sources=frozenset(sources))


def queue(permit: Permit = YES) -> NameQueue:
    return NameQueue(permit=permit, mask=lambda text: text.replace("dana.quill", "***"))


def taken(it: NameQueue) -> list[str]:
    found = []
    while (one := it.take()) is not None:
        found.append(one.name)
    return found


def left(it: NameQueue) -> dict[Unasked, int]:
    return {one.why: one.count for one in it.unasked()}


def test_the_most_promising_name_comes_first() -> None:
    it = queue()
    it.add(
        [
            known("old.example.org", S.EARLIER),
            known("reverse.example.org", S.REVERSE),
            known("both.example.org", S.CERTIFICATE, S.LINK),
            known("a.long.example.org", S.CERTIFICATE),
            known("cert.example.org", S.CERTIFICATE),
            known("wiki.example.net", S.LIST),
            known("portal.example.net", S.TARGET),
        ]
    )
    assert taken(it) == [
        "portal.example.net",
        "wiki.example.net",
        "both.example.org",
        "cert.example.org",
        "a.long.example.org",
        "reverse.example.org",
        "old.example.org",
    ]


def test_a_name_of_two_sources_is_asked_once_with_both() -> None:
    it = queue()
    it.add([known("a.example.org", S.EARLIER), known("A.Example.Org.", S.CERTIFICATE)])
    one = it.take()
    assert one is not None
    assert one.sources == {S.EARLIER, S.CERTIFICATE}
    it.add([known("a.example.org", S.LINK)])
    assert (len(it), it.asked) == (0, 1)


def test_names_of_others_and_denied_ones_are_counted_and_never_taken() -> None:
    it = queue()
    it.add_certificate(["mine.example.org", "theirs.example.net", "also.example.com", "secret.example.org"])
    it.add([known("deep.secret.example.org", S.LIST)])
    assert taken(it) == ["mine.example.org"]
    assert left(it) == {Unasked.FOREIGN: 2, Unasked.DENIED: 2}
    [foreign, _] = it.unasked()
    assert foreign.examples == ("theirs.example.net", "also.example.com")


def test_a_wildcard_is_no_name_but_places_those_that_it_covers() -> None:
    it = queue()
    it.add([known("a.example.org", S.DOMAIN), known("a.b.example.org", S.DOMAIN)])
    it.add_certificate(["*.example.org", "*"])
    found = {one.name: one.placed for one in iter(it.take, None) if one is not None}
    assert found == {"a.example.org": True, "a.b.example.org": False}
    assert left(it) == {}


def test_what_is_no_host_name_or_holds_a_personal_value_is_counted() -> None:
    it = queue()
    it.add_certificate(["a b.example.org", "192.0.2.7", "a" * 300, "dana.quill.example.org"])
    assert len(it) == 0
    [invalid] = it.unasked()
    assert (invalid.why, invalid.count) == (Unasked.INVALID, 4)
    assert "***.example.org" in invalid.examples


def test_a_name_of_others_is_asked_once_a_person_lists_it() -> None:
    it = queue()
    it.add([known("theirs.example.net", S.CERTIFICATE), known("theirs.example.net", S.LIST)])
    assert taken(it) == ["theirs.example.net"]


def test_ten_thousand_names_are_counted_and_a_few_are_named() -> None:
    it = queue()
    it.add(known(f"n{number}.example.org", S.LIST) for number in range(10_000))
    for _ in range(32):
        it.take()
    it.end(Unasked.LIMIT)
    [limit] = it.unasked()
    assert (limit.why, limit.count, len(limit.examples)) == (Unasked.LIMIT, 10_000 - 32, MOST_EXAMPLES)
    assert it.take() is None


def test_a_name_that_was_taken_and_not_asked_leaves_its_place_to_another() -> None:
    it = queue()
    it.add([known("a.example.org", S.LIST)])
    it.take()
    it.not_asked(Unasked.ELSEWHERE, "a.example.org")
    assert it.asked == 0
    assert left(it) == {Unasked.ELSEWHERE: 1}


def test_without_a_domain_only_listed_names_are_asked() -> None:
    it = queue(Permit(allowed=True, clause=""))
    it.add([known("a.example.org", S.CERTIFICATE), known("b.example.org", S.TARGET)])
    assert taken(it) == ["b.example.org"]
