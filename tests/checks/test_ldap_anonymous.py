"""`ldap_anonymous`: a bind and the root DSE prove nothing, an entry does."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.ldap_anonymous import NAMES, check
from leftopen.model.channel import Reply, TalkEnded
from leftopen.model.read_level import ReadLevel
from leftopen.model.size import Size
from leftopen.model.verdict import ExposureKind, Reason, State, Verdict, too_deep
from leftopen.wire import ber, ldap
from tests.observed import observed
from tests.scripted import Scripted, finish

SEEN = observed(module="ldap", product="OpenLDAP")
CONTEXT = "dc=made-up,dc=example"


def message(number: int, operation: bytes, controls: bytes = b"") -> bytes:
    return ber.encode(ber.SEQUENCE, ber.number(number), operation, controls)


def ended(
    number: int, result: int = 0, answer: str = "", kind: int = ldap.DONE, controls: bytes = b""
) -> bytes:
    body = ber.number(result, ber.ENUMERATED) + ber.octets(b"") + ber.octets(answer.encode())
    return message(number, ber.encode(kind, body), controls)


def entry(number: int, name: str, **values: tuple[str, ...]) -> bytes:
    attributes = b"".join(
        ber.encode(
            ber.SEQUENCE,
            ber.octets(key.encode()),
            ber.encode(ber.SET, *(ber.octets(each.encode()) for each in found)),
        )
        for key, found in values.items()
    )
    return message(
        number, ber.encode(ldap.ENTRY, ber.octets(name.encode()), ber.encode(ber.SEQUENCE, attributes))
    )


def root(*contexts: str, **more: tuple[str, ...]) -> bytes:
    return entry(2, "", namingContexts=contexts, **more) + ended(2)


def bound(result: int = 0, answer: str = "") -> bytes:
    return ended(1, result, answer, ldap.BOUND)


def names(*each: str, number: int = 3, result: int = 0) -> bytes:
    return b"".join(entry(number, name) for name in each) + ended(number, result)


ROOT = root(CONTEXT)
NEXT = names("cn=x,o=b", number=4)
DATA = names(CONTEXT, f"ou=people,{CONTEXT}", f"cn=Made Up,ou=people,{CONTEXT}")


def look(*answers: bytes) -> Verdict:
    channel = Scripted([(None, answer) for answer in (*answers, b"")], budget=check.requests)
    return check.judge(finish(check.run(SEEN, channel)).replies)


def test_entries_below_a_naming_context_are_open_data() -> None:
    script = [(ldap.anonymous_bind(1), bound()), (ldap.root(2), ROOT)]
    script += [(ldap.search(3, CONTEXT, ldap.SUBTREE, ("1.1",), most=NAMES), DATA), (ldap.unbind(9), b"")]
    channel = Scripted(script, budget=check.requests, level=ReadLevel.LISTING, piece=11)
    reading = finish(check.run(SEEN, channel))
    verdict = check.judge(reading.replies)
    assert (verdict.state, verdict.seen, verdict.said) == (State.OPEN, ExposureKind.DATA, "3 entries listed")
    assert check.measure(reading.replies) == Size(records=3)
    assert len(reading.sample) == 0
    assert check.anonymous


def test_the_answer_in_pages_gives_the_servers_own_estimate() -> None:
    value = ber.encode(ber.SEQUENCE, ber.number(4711), ber.octets(b"next"))
    control = ber.encode(0xA0, ber.encode(ber.SEQUENCE, ber.octets(ldap.PAGED.encode()), ber.octets(value)))
    answer = root(CONTEXT, supportedControl=(ldap.PAGED,))
    first = b"".join(entry(3, f"cn={at},{CONTEXT}") for at in range(25)) + ended(3, controls=control)
    question = ldap.search(3, CONTEXT, ldap.SUBTREE, ("1.1",), most=NAMES + 1, page=NAMES)
    channel = Scripted([(None, bound()), (None, answer), (question, first), (None, b"")])
    reading = finish(check.run(SEEN, channel))
    assert check.measure(reading.replies) == Size(records=4711)


def test_without_an_estimate_the_first_names_are_a_lower_bound() -> None:
    replies = (bound(), ROOT, names(*(f"cn={at},{CONTEXT}" for at in range(25)), result=4))
    assert check.measure(replies) == Size(records=25, at_least=True)


@pytest.mark.parametrize(
    ("answers", "state", "reason"),
    [
        ((bound(), ROOT, names(CONTEXT)), State.OPEN, Reason.EMPTY_READABLE),
        ((bound(), ROOT, names("DC=Made-Up, DC=example")), State.OPEN, Reason.EMPTY_READABLE),
        ((bound(48), ROOT, DATA), State.OPEN, Reason.DATA_READABLE),
        ((bound(48), ROOT, ended(3, 53, "authentication required")), State.CLOSED, Reason.PASSWORD_ASKED),
        ((bound(48), b""), State.CLOSED, Reason.PASSWORD_ASKED),
        ((bound(48), ended(2, 53)), State.CLOSED, Reason.FORBIDDEN),
        ((bound(), ROOT, ended(3, 50)), State.CLOSED, Reason.FORBIDDEN),
        ((bound(), ROOT, ended(3, 8)), State.CLOSED, Reason.PASSWORD_ASKED),
        ((bound(), ROOT, ended(3, 32)), State.CLOSED, Reason.NOT_SERVED),
        ((bound(), ROOT, ended(3)), State.CLOSED, Reason.FORBIDDEN),
        (
            (bound(), ROOT, ended(3, 1, "000004DC: LdapErr: a successful bind must be completed")),
            State.CLOSED,
            Reason.PASSWORD_ASKED,
        ),
        ((bound(), ROOT, ended(3, 1, "internal error")), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((bound(), ROOT, ended(3, 10)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((bound(), ROOT, b""), State.UNKNOWN, Reason.CUT),
        ((bound(), ROOT, names(CONTEXT)[:-1]), State.UNKNOWN, Reason.CUT),
        ((bound(), b""), State.UNKNOWN, Reason.CUT),
        ((bound(), ended(2)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((bound(), root("cn=config", "cn=monitor")), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((bound(), root("o=a", "o=b"), ended(3, 50), NEXT), State.OPEN, Reason.DATA_READABLE),
        ((bound(), root("o=a", "o=b"), ended(3, 50), ended(4, 10)), State.UNKNOWN, Reason.NOT_UNDERSTOOD),
        ((b"",), State.UNKNOWN, Reason.CUT),
        ((bound()[:-1], b""), State.UNKNOWN, Reason.CUT),
        ((b"HTTP/1.1 400 Bad Request\r\n\r\n", b""), State.UNKNOWN, Reason.OTHER_PROTOCOL),
        ((b"\x30\x80\x02\x01\x01", b""), State.UNKNOWN, Reason.OTHER_PROTOCOL),
    ],
)  # fmt: skip
def test_each_conversation_has_its_verdict(answers: tuple[bytes, ...], state: State, reason: Reason) -> None:
    verdict = look(*answers)
    assert (verdict.state, verdict.reason) == (state, reason)


def test_one_that_asks_for_tls_first_is_asked_inside() -> None:
    script = [(ldap.anonymous_bind(1), bound(13, "TLS confidentiality required"))]
    script += [(ldap.start_tls(8), ended(8, kind=ldap.EXTENDED_DONE)), (ldap.anonymous_bind(1), bound())]
    channel = Scripted([*script, (None, ROOT), (None, DATA), (None, b"")], budget=check.requests)
    assert check.judge(finish(check.run(SEEN, channel)).replies).state is State.OPEN
    assert channel.in_tls


def test_one_that_asks_for_tls_and_has_none_is_unknown() -> None:
    refused = ended(8, 52, "no TLS", ldap.EXTENDED_DONE)
    verdict = look(bound(13, "TLS required"), refused, ended(2, 13, "TLS required"))
    assert verdict.state is State.UNKNOWN


def test_the_default_context_is_searched_first_and_at_most_three() -> None:
    answer = root("o=a", "o=b", "o=c", "o=d", defaultNamingContext=("o=d",))
    searches = [
        ldap.search(3 + at, name, 2, ("1.1",), most=NAMES) for at, name in enumerate(("o=d", "o=a", "o=b"))
    ]
    script = [(question, ended(3 + at, 50)) for at, question in enumerate(searches)]
    channel = Scripted([(None, bound()), (None, answer), *script, (None, b"")], budget=check.requests)
    assert check.judge(finish(check.run(SEEN, channel)).replies).reason is Reason.FORBIDDEN


def test_nothing_is_searched_below_the_listing_level() -> None:
    channel = Scripted([(None, bound()), (None, ROOT)], level=ReadLevel.METADATA)
    with pytest.raises(TalkEnded) as refused:
        finish(check.run(SEEN, channel))
    assert refused.value.reason is too_deep(check.level)
    assert check.level is ReadLevel.LISTING


def test_it_is_asked_of_a_directory_on_any_port_and_of_nothing_else() -> None:
    assert check.applies(observed(module="ldap", port=4711))
    assert not check.applies(observed(module="http", port=389))
    assert check.judge((Reply(status=200),)).reason is Reason.OTHER_PROTOCOL


@pytest.mark.hostile("H22")
@pytest.mark.parametrize("which", [0, 2])
def test_an_answer_cut_after_every_byte_is_never_empty_nor_closed(which: int) -> None:
    whole = [bound(), ROOT, names(CONTEXT)]
    for cut in range(len(whole[which])):
        heard = [*whole[:which], whole[which][:cut], *whole[which + 1 :]]
        assert check.judge(tuple(heard)).state is State.UNKNOWN


@pytest.mark.hostile("H21")
@given(st.lists(st.binary(max_size=120) | st.sampled_from([bound(), ROOT, ended(3, 50)]), max_size=4))
def test_no_bytes_raise_or_look_open(replies: list[bytes]) -> None:
    assert check.judge(tuple(replies)).state is not State.OPEN
    check.measure(tuple(replies))
