from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.servers.offence import Kind
from tests.servers.wirelog import LONGEST, NOTHING, TLS, judge
from tests.servers.wirelog_http import FOUND

GET = b"GET /api/messages/?page=100000 HTTP/1.1\r\nHost: 127.0.0.1:1080\r\nUser-Agent: leftopen\r\n\r\n"
FIND = b"PROPFIND / HTTP/1.1\r\nDepth: 1\r\nContent-Type: application/xml\r\nContent-Length: 120\r\n\r\n"
RUNS = b"POST /api/2.0/mlflow/runs/search HTTP/1.1\r\nContent-Length: 40\r\n\r\n"
RUNS_ASKED = b'{"experiment_ids":["0"],"max_results":1}'
INFO = b"*2\r\n$4\r\nINFO\r\n$6\r\nserver\r\n"
EHLO = b"EHLO leftopen.invalid\r\n"
HELLO_TLS = b"\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00"
SSH = b"SSH-2.0-leftopen\r\n"


def packet(message: int, more: bytes = b"\0" * 10) -> bytes:
    return (len(more) + 2).to_bytes(4, "big") + b"\x00" + bytes([message]) + more


@pytest.mark.parametrize(
    ("said", "protocol", "asked"),
    [
        (b"", NOTHING, ()),
        (GET + GET, "http", ("GET", "GET")),
        (b"HEAD / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", "http", ("HEAD",)),
        (
            b"OPTIONS * HTTP/1.0\r\n\r\nPROPFIND / HTTP/1.1\r\nDepth: 1\r\n\r\n",
            "http",
            ("OPTIONS", "PROPFIND"),
        ),
        (FIND + FOUND, "http", ("PROPFIND (a question)",)),
        (RUNS + RUNS_ASKED, "http", ("POST (a question)",)),
        (RUNS + RUNS_ASKED + GET, "http", ("POST (a question)", "GET")),
        (
            GET + FIND + FOUND + FIND + FOUND,
            "http",
            ("GET", "PROPFIND (a question)", "PROPFIND (a question)"),
        ),
        (INFO + b"*1\r\n$6\r\nDBSIZE\r\n", "lines", ("INFO", "DBSIZE")),
        (b"PING\r\n\r\nquit\r\n", "lines", ("PING", "QUIT")),
        (b"HELLO 3\r\n", "lines", ("HELLO",)),
        (EHLO + b"STARTTLS\r\n" + HELLO_TLS, "lines", ("EHLO", "STARTTLS")),
        (EHLO + b"NOOP\r\nHELP\r\nQUIT\r\n", "lines", ("EHLO", "NOOP", "HELP", "QUIT")),
        (HELLO_TLS + b"\xff" * 50, TLS, ("TLS",)),
        (SSH + packet(20) + packet(30), "ssh", ("IDENTIFICATION", "KEXINIT", "EXCHANGE")),
    ],
)
def test_a_question_is_no_offence(said: bytes, protocol: str, asked: tuple[str, ...]) -> None:
    judgement = judge(said)
    assert (judgement.protocol, judgement.asked, judgement.offences) == (protocol, asked, ())


@pytest.mark.hostile("S7")
@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (b"PUT /x HTTP/1.1\r\nHost: a\r\n\r\n", Kind.MUTATING),
        (b"DELETE /api/messages/ HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (b"POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", Kind.MUTATING),
        (FIND + FOUND.replace(b"resourcetype", b"lockdiscover"), Kind.MUTATING),
        (FIND + FOUND + b"x", Kind.MUTATING),
        (FIND + FOUND + b"\r\n" + GET, Kind.MUTATING),
        (FIND + FOUND + b"DELETE / HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (FIND.replace(b"120", b"12") + FOUND + GET, Kind.MUTATING),
        (FIND.replace(b"120", b"120\r\nContent-Length: 120") + FOUND + GET, Kind.MUTATING),
        (FIND.replace(b"120", b"120\r\nTransfer-Encoding: chunked") + FOUND + GET, Kind.MUTATING),
        (RUNS + b'{"experiment_ids":["0"],"max_results":2}', Kind.MUTATING),
        (RUNS.replace(b"search", b"delete") + RUNS_ASKED, Kind.MUTATING),
        (FIND.replace(b"PROPFIND", b"PROPPATCH") + FOUND, Kind.MUTATING),
        (b"PATCH /email/read-all HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (b"CONNECT a:1 HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (b"get / HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (b"GET / HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody", Kind.MUTATING),
        (b"GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Kind.MUTATING),
        (b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n", Kind.MUTATING),
        (b"GET / HTTP/1.1\r\nX-HTTP-Method-Override: DELETE\r\n\r\n", Kind.MUTATING),
        (b"GET / HTTP/1.1\r\nAuthorization: Basic YTpi\r\n\r\n", Kind.LOGIN),
        (b"GET / HTTP/1.1\r\nHost: a\r\nauthorization:x\r\n\r\n", Kind.LOGIN),
        (b"GET / HTTP/1.1\r\nHost: a\r\n authorization: x\r\n\r\n", Kind.LOGIN),
        (b"GET / HTTP/1.1\r\nAuthorization : x\r\n\r\n", Kind.LOGIN),
        (b"GET / HTTP/1.1\r\nCookie: session=1\r\n\r\n", Kind.LOGIN),
        (b"GET / HTTP/1.1\r\nX-Api-Key: 1\r\n\r\n", Kind.LOGIN),
        (b"GET / HTTP/1.1\r\nX-Auth-Token: 1\r\n\r\n", Kind.LOGIN),
        (b"GET http://a:b@host/ HTTP/1.1\r\n\r\n", Kind.LOGIN),
        (b"GET /?password=guess HTTP/1.1\r\n\r\n", Kind.LOGIN),
        (GET + b"DELETE / HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (b"GET /query?q=DROP%20DATABASE%20a HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (b"GET /query?q=SHOW%20DATABASES%3BDROP%20DATABASE%20a HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (b"GET /?query=DROP%20TABLE%20a HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (
            b"GET /?query=SELECT%20count%28%29%20AS%20tables%2C%3BDROP%20FORMAT%20JSON HTTP/1.1\r\n\r\n",
            Kind.MUTATING,
        ),
        (b"GET /query?db=a&q=SELECT HTTP/1.1\r\n\r\n", Kind.MUTATING),
        (GET + b"Authorization", Kind.UNREADABLE),
        (b"GET / HTTP/1.1\nAuthorization: x\n\n", Kind.UNREADABLE),
        (b"GET / HTTP/1.1\r\nAuthorization: x", Kind.LOGIN),
        (b"SET key value\r\n", Kind.MUTATING),
        (b"set key value\r\n", Kind.MUTATING),
        (b"GET key\r\n", Kind.MUTATING),
        (b"*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n", Kind.MUTATING),
        (INFO + b"*1\r\n$8\r\nFLUSHALL\r\n", Kind.MUTATING),
        (b"CONFIG GET *\r\n", Kind.MUTATING),
        (b"AUTH guess\r\n", Kind.LOGIN),
        (b"*2\r\n$4\r\nauth\r\n$5\r\nguess\r\n", Kind.LOGIN),
        (b"HELLO 3 AUTH default guess\r\n", Kind.LOGIN),
        (b"*5\r\n$5\r\nHELLO\r\n$1\r\n3\r\n$4\r\nAUTH\r\n$1\r\na\r\n$1\r\nb\r\n", Kind.LOGIN),
        (b"*2\r\n$4\r\nINFO\r\n$60\r\nshort\r\n", Kind.UNREADABLE),
        (EHLO + b"MAIL FROM:<a@example.com>\r\n", Kind.MUTATING),
        (EHLO + b"RCPT TO:<a@example.com>\r\n", Kind.MUTATING),
        (EHLO + b"VRFY root\r\n", Kind.MUTATING),
        (EHLO + b"AUTH PLAIN AGEAYg==\r\n", Kind.LOGIN),
        (b"MAIL FROM:<unfinished", Kind.MUTATING),
        (EHLO + b"STARTTLS\r\nMAIL FROM:<a@example.com>\r\n", Kind.UNREADABLE),
        (b"USER nobody\r\n", Kind.LOGIN),
        (SSH + packet(50), Kind.LOGIN),
        (SSH + packet(20) + packet(5), Kind.LOGIN),
        (SSH + packet(21) + b"\x8f" * 40, Kind.LOGIN),
        (SSH + b"\xff" * 40, Kind.UNREADABLE),
        (b"SSH-" + b"x" * 300, Kind.UNREADABLE),
        (b"\x00\x01\x02\xff", Kind.UNREADABLE),
        (b"\x30\x0d\x02\x01\x01\x60\x08\x02\x01\x03\x04\x01a\x80\x00", Kind.LOGIN),
    ],
)
def test_a_planted_wrong_is_caught(said: bytes, kind: Kind) -> None:
    assert kind in {offence.kind for offence in judge(said).offences}


def test_a_recording_that_is_not_whole_is_no_proof() -> None:
    assert [offence.kind for offence in judge(GET, cut=True).offences] == [Kind.UNREADABLE]
    assert judge(GET * (LONGEST // len(GET) + 1)).offences


def test_no_secret_is_repeated_in_an_offence() -> None:
    (offence,) = judge(b"GET / HTTP/1.1\r\nAuthorization: Basic c2VjcmV0\r\n\r\n").offences
    assert "c2VjcmV0" not in offence.text


@given(st.binary(max_size=400), st.sampled_from([b"", GET, INFO, EHLO, SSH, HELLO_TLS, b"*", b"*3\r\n$"]))
def test_any_bytes_are_judged(more: bytes, start: bytes) -> None:
    judgement = judge(start + more)
    assert isinstance(judgement.protocol, str)


@given(st.binary(min_size=1, max_size=30))
def test_what_is_no_known_command_is_an_offence(answer: bytes) -> None:
    judgement = judge(answer)
    known = (
        judgement.asked
        or judgement.protocol in (TLS, "ssh")
        or not answer.strip(b"\r\n \t\x0b\x0c\x1c\x1d\x1e\x1f")
    )
    assert judgement.offences or known
