"""`exporter_metrics_open`: a table of replies and verdicts, and any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.checks.exporter_metrics_open import check
from leftopen.model.channel import Reply
from leftopen.model.check import Replies
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason, State
from tests.denials import ELSEWHERE, MISSING, REFUSED
from tests.observed import observed
from tests.scripted import Scripted, finish, page

SEEN = observed(module="http", product="Prometheus exporter", port=9100)
NAMES = ("a_total", "node_b", "go_c")
SUMMARY = page(
    200,
    b'# HELP a x\n# TYPE a summary\na{quantile="0"} 0\na_sum 1\na_count 2\n'
    b'# TYPE b histogram\nb_bucket{le="+Inf"} 5\n# TYPE c counter\nc{d="made-up"} NaN\n',
)
FRONT = page(200, b'<title>Node Exporter</title><a href="/metrics">Metrics</a>')
PATHS = ("/", "/metrics")


def metrics(*kinds: str, value: str = "1") -> Reply:
    lines = [f"# HELP {kind} Made up.\n# TYPE {kind} gauge\n{kind} {value}\n" for kind in kinds]
    return page(200, "".join(lines).encode())


def look(*replies: Reply, level: ReadLevel = ReadLevel.LISTING) -> Replies:
    pages = dict(zip(PATHS, replies, strict=False))
    return finish(check.run(SEEN, Scripted(pages=pages, budget=check.requests, level=level))).replies


@pytest.mark.parametrize(("reply", "state", "reason"), [*REFUSED, *ELSEWHERE, *MISSING])
def test_a_refusal_or_another_page_is_judged_as_anywhere(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(reply))
    assert (verdict.state, verdict.reason) == (state, reason)
    assert check.measure(look(reply)).records is None


@pytest.mark.parametrize(
    ("replies", "reason", "said", "records", "at_least"),
    [
        (
            (
                FRONT,
                metrics(*NAMES),
            ),
            Reason.METADATA_READABLE,
            "3 kinds of metrics",
            3,
            False,
        ),
        (
            (
                FRONT,
                metrics(*NAMES, "d", value="1.5e+09"),
            ),
            Reason.METADATA_READABLE,
            "4 kinds of metrics",
            4,
            False,
        ),
        ((FRONT, SUMMARY), Reason.METADATA_READABLE, "3 kinds of metrics", 3, False),
    ],
)
def test_what_is_open_is_said_and_counted(
    replies: tuple[Reply, ...], reason: Reason, said: str, records: int | None, at_least: bool
) -> None:
    heard = look(*replies)
    verdict, size = check.judge(heard), check.measure(heard)
    assert (verdict.state, verdict.reason, verdict.said) == (State.OPEN, reason, said)
    assert (size.records, size.at_least) == (records, at_least)
    assert "made-up" not in verdict.said


@pytest.mark.parametrize(
    "reply",
    [
        metrics("a_total", "b_total"),
        metrics(*NAMES, value="made-up"),
        page(200, metrics(*NAMES).body.replace(b" gauge", b" thing")),
        page(200, b"<pre>" + metrics(*NAMES).body),
        page(200, b"# HELP a\n# TYPE a gauge\n# TYPE b gauge\n# TYPE c gauge\n"),
    ],
)
def test_another_shape_proves_nothing(reply: Reply) -> None:
    assert check.judge(look(FRONT, reply)).state is State.UNKNOWN


@pytest.mark.parametrize("front", [metrics(*NAMES), page(200, b"<title>Coffee exporter</title>"), page(404)])
def test_metrics_of_another_program_are_none_of_an_exporter(front: Reply) -> None:
    assert check.judge((front, metrics(*NAMES))).state is State.UNKNOWN


@pytest.mark.parametrize(("reply", "state", "reason"), REFUSED)
def test_the_metrics_alone_may_be_refused(reply: Reply, state: State, reason: Reason) -> None:
    verdict = check.judge(look(FRONT, reply))
    assert (verdict.state, verdict.reason) == (state, reason)


def test_metrics_that_were_cut_are_a_lower_bound() -> None:
    heard = (
        FRONT,
        Reply(status=200, body=metrics(*NAMES, "d").body[:-4], cut=True),
    )
    assert check.judge(heard).said == "at least 3 kinds of metrics"
    assert (check.measure(heard).records, check.measure(heard).at_least) == (3, True)


def test_it_asks_no_more_than_it_may() -> None:
    assert check.level is ReadLevel.METADATA
    assert check.control
    replies = look(FRONT, metrics(*NAMES), level=ReadLevel.METADATA)
    assert check.judge(replies).reason is Reason.METADATA_READABLE


def test_it_applies_by_the_product_and_not_by_the_port() -> None:
    assert check.applies(observed(module="https", product="Prometheus exporter", port=4711))
    assert not check.applies(observed(module="http", product="nginx", port=9100))
    assert not check.applies(observed(module="ssh", product="Prometheus exporter", port=9100))


@given(
    st.lists(st.binary(max_size=120), max_size=3),
    st.sampled_from([200, 302, 401, 404]),
    st.booleans(),
)
def test_no_bytes_raise_or_look_open(bodies: list[bytes], status: int, cut: bool) -> None:
    replies = tuple(Reply(status=status, body=body, cut=cut) for body in bodies)
    assert check.judge(replies).state is not State.OPEN
    assert check.judge(tuple(bodies)).state is not State.OPEN
    for heard in (replies, (FRONT, metrics(*NAMES), *replies), (FRONT, *replies)):
        check.judge(heard)
        check.measure(heard)
