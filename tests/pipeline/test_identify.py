"""Step 3 on small servers: recognised by what is said, on any port; what is not understood says why."""

from __future__ import annotations

import asyncio
import struct
from dataclasses import replace
from pathlib import Path

import pytest

from leftopen import catalogue
from leftopen.formats import banner
from leftopen.model.location import Location
from leftopen.model.observation import UNKNOWN, Observation
from leftopen.model.read_level import ReadLevel
from leftopen.model.verdict import Reason
from leftopen.pipeline.identify import identify
from leftopen.wire import ssh
from tests.net import made
from tests.net.hostile import reset, resetting, silent
from tests.pipeline.loopback import Loopback, Talk
from tests.pipeline.mailbox import SERVER, Mailbox
from tests.pipeline.resp import Redis
from tests.pipeline.walking import NO, Made, at, yes
from tests.pipeline.web import Web, page


def heard(port: int, made_tools: Made | None = None) -> Observation:
    making = made_tools or Made()
    with making.context().session() as context:
        seen = asyncio.run(identify(at(port), making.permit, context))
    assert making.faults == []
    return seen


def heard_from(talk: Talk) -> Observation:
    with Loopback() as loopback:
        return heard(loopback.serve(talk))


def saying(data: bytes) -> Talk:
    """Says it unasked, and hangs up."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(data)
        await writer.drain()
        await reader.read(1000)

    return talk


def test_a_mailbox_on_any_port_is_named_with_its_version() -> None:
    seen = heard_from(Mailbox().web)
    assert (seen.module, seen.product, seen.version, seen.info) == ("http", "Sendria", "2.2.2", "")
    assert f"server: {SERVER}".lower() in seen.data.lower()
    assert seen.clause == "allowed by the test"
    assert seen.duration > 0


def test_it_carries_where_its_address_is_said_to_be() -> None:
    answer = Location(asn=64500, sources=(("asn", "made up", "2026-11-01"),))
    with Loopback() as loopback:
        assert heard(loopback.serve(Mailbox().web), Made(location=answer)).location == answer
        # Of a port that says nothing too: what is silent is somewhere all the same.
        assert heard(loopback.serve(silent), Made(location=answer)).location == answer


def test_an_answer_whose_body_comes_after_its_head_is_known_by_the_body() -> None:
    body = b'{"couchdb":"Welcome","version":"3.3.3"}'

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for piece in (b"HTTP/1.1 200 OK\r\ncontent-length: %d\r\n\r\n" % len(body), body[:9], body[9:]):
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(0.05)

    assert heard_from(talk).module == "couchdb"


def test_a_page_that_never_ends_is_still_a_page() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nserver: nginx/1.26.3\r\ncontent-length: 900\r\n\r\nwait")
        await writer.drain()
        await reader.read()

    making = Made()
    with Loopback() as loopback:
        context = making.context()
        context = replace(context, settings=replace(context.settings, deadline=1.0))
        seen = asyncio.run(identify(at(loopback.serve(talk)), making.permit, context))
    assert (seen.module, seen.product) == ("http", "nginx")


@pytest.mark.hostile("H24")
def test_a_redis_is_named_although_http_is_tried_first() -> None:
    redis = Redis()
    seen = heard_from(redis)
    assert (seen.module, seen.product, seen.version) == ("redis", "Redis", "7.2.4")
    assert {word.split()[0] for word in redis.asked} <= {
        "GET",
        "Connection:",
        "PING",
        "INFO",
        "EHLO",
        "OPTIONS",
    }


@pytest.mark.parametrize(
    ("said", "module"),
    [(b"220 mail.example.org ESMTP Postfix\r\n", "smtp"), (b"SSH-2.0-OpenSSH_9.2p1\r\n", "ssh")],
)
def test_who_speaks_first_is_recognised_by_the_greeting(said: bytes, module: str) -> None:
    assert heard_from(saying(said)).module == module


def test_http_inside_tls_brings_its_certificate_even_when_that_ended_long_ago(tmp_path: Path) -> None:
    with Loopback() as loopback:
        port = loopback.serve(Mailbox().web, tls=made.server(tmp_path, made.pair()))
        seen = heard(port)
    assert (seen.module, seen.product, seen.tls) == ("https", "Sendria", True)
    assert seen.identity.startswith("tls-key:")
    assert "self-signed" in seen.tags
    assert "n0.old.example.org" in seen.hostnames


def test_the_hash_is_of_the_text_as_it_came_but_where_something_in_it_is_masked() -> None:
    head = b"HTTP/1.0 200 OK\r\nX-Owner: nobody\r\n\r\n"
    assert heard_from(saying(head)).hash == banner.data_hash(head)
    personal = b"HTTP/1.0 200 OK\r\nX-Owner: SSN: 891-23-4567\r\n\r\n"
    seen = heard_from(saying(personal))
    assert "891-23-4567" not in repr(seen)
    assert "X-Owner" in seen.data
    assert seen.hash == banner.text_hash(seen.data) != banner.data_hash(personal)


def test_the_algorithms_of_a_servers_key_exchange_are_stored_as_they_are() -> None:
    offered = "chacha20-poly1305@openssh.com", "aes512-gcm@vendor.example", "jane.roe@vendor.example"
    lists = ("curve25519-sha256@libssh.org", "ssh-ed25519", *(",".join(offered),) * 2, *("",) * 6)
    answer = b"".join(ssh.string(each.encode()) for each in lists)
    init = ssh.packet(bytes([20]) + bytes(16) + answer + bytes(5))
    seen = heard_from(saying(b"SSH-2.0-OpenSSH_9.2p1\r\n" + init))
    kept = [*offered[:2], "j***@vendor.example"]
    assert seen.blocks["ssh"]["kex"]["encryption_algorithms"] == kept  # type: ignore[index, call-overload]
    assert seen.blocks["ssh"]["cipher"] == offered[0]  # type: ignore[index, call-overload]
    assert "\n\t".join(["Encryption Algorithms:", *kept]) in seen.data


def test_a_title_is_masked_before_it_is_anywhere() -> None:
    web = Web(answer=lambda path: page(200, b"<title>SSN: 891-23-4567</title>", content_type="text/html"))
    seen = heard_from(web)
    assert seen.blocks["http"]["title"] is not None  # type: ignore[index, call-overload]
    assert "891-23-4567" not in repr(seen)


@pytest.mark.hostile("H1")
def test_a_port_that_stays_silent_says_that_the_deadline_came() -> None:
    making = Made()
    with Loopback() as loopback:
        context = making.context()
        context = replace(context, settings=replace(context.settings, deadline=0.5))
        seen = asyncio.run(identify(at(loopback.serve(silent)), making.permit, context))
    assert (seen.module, seen.data) == (UNKNOWN, "")
    assert "(timeout, phase ask)" in seen.info


def test_a_server_that_waits_for_more_does_not_use_up_the_time_of_the_last_opener() -> None:
    async def x11(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Silent to whatever is shorter than its own twelve bytes, as an X server is."""
        request = await reader.readexactly(12)
        if request.startswith(b"l\0"):
            writer.write(struct.pack("<BBHHH", 0, 4, 11, 0, 1) + b"full")
            await writer.drain()

    making = Made()
    with Loopback() as loopback:
        context = making.context()
        context = replace(context, settings=replace(context.settings, deadline=4.0))
        seen = asyncio.run(identify(at(loopback.serve(x11)), making.permit, context))
    assert seen.module == "x11"
    assert seen.duration < 0.75 * context.settings.deadline


def test_a_web_server_that_was_slow_once_is_what_its_front_page_shows() -> None:
    asked = 0

    async def slow_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal asked
        asked += 1
        request = await reader.read(1000)
        if asked == 1:
            await reader.read()
            return
        if request.startswith(b"GET / "):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 22\r\n\r\n<title>Sendria</title>")
        else:
            writer.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()

    making = Made()
    with Loopback() as loopback:
        context = making.context()
        context = replace(context, settings=replace(context.settings, deadline=2.0))
        seen = asyncio.run(identify(at(loopback.serve(slow_once)), making.permit, context))
    http = seen.blocks["http"]
    assert isinstance(http, dict)
    assert (seen.module, http["status"], http["title"]) == ("http", 200, "Sendria")


def test_a_port_that_hangs_up_says_that_it_was_cut() -> None:
    async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1000)

    seen = heard_from(hangs_up)
    assert (seen.module, seen.data) == (UNKNOWN, "")
    assert "(cut, phase ask)" in seen.info


def test_a_port_that_resets_says_so() -> None:
    seen = heard_from(resetting)
    assert seen.module == UNKNOWN
    assert "(refused, phase ask)" in seen.info


def test_garbage_is_kept_and_called_not_understood() -> None:
    seen = heard_from(saying(b"\xffwhat\x00ever\x1b[2J"))
    assert seen.module == UNKNOWN
    assert "what" in seen.data
    assert "\x00" not in seen.data
    assert "(not_understood, phase judge)" in seen.info


def test_a_tls_record_with_garbage_inside_says_that_the_handshake_failed() -> None:
    record = b"\x16\x03\x03" + struct.pack(">H", 200) + b"\x02" + b"\xee" * 199

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if (await reader.read(1000))[:1] == b"\x16":
            writer.write(record)
            await writer.drain()

    seen = heard_from(talk)
    assert seen.module in ("tls", UNKNOWN)
    assert "(tls_failed, phase tls)" in seen.info


def test_a_closed_port_says_refused_in_the_phase_of_the_connection() -> None:
    with Loopback() as loopback:
        port = loopback.serve(silent)
        loopback.shut(port)
        seen = heard(port)
    assert "(refused, phase connect)" in seen.info


def test_what_the_scope_refuses_is_never_connected_to() -> None:
    redis = Redis()
    making = Made(permit=NO)
    with Loopback() as loopback:
        seen = heard(loopback.serve(redis), making)
    assert "(out_of_scope, phase gate)" in seen.info
    assert redis.asked == []


def test_with_banners_alone_allowed_nothing_deeper_is_asked() -> None:
    redis = Redis()
    with Loopback() as loopback:
        seen = heard(loopback.serve(redis), Made(permit=yes(ReadLevel.BANNER)))
    assert seen.module == "redis"
    assert not any(word.startswith("INFO") for word in redis.asked)


def test_a_talk_that_is_reset_after_the_banner_keeps_what_the_banner_told() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(b"HTTP/1.0 200 OK\r\nServer: nginx/1.26.3\r\n\r\n")
        await writer.drain()
        await asyncio.sleep(0.05)
        reset(writer)

    seen = heard_from(talk)
    assert (seen.module, seen.product) == ("http", "nginx")


def test_a_fault_in_a_probe_is_told_and_recorded_as_a_bug() -> None:
    def broken(first: bytes) -> bool:
        raise RuntimeError("a leaf's bug")

    making = Made()
    probes = {"http": replace(catalogue.probes()["http"], recognises=broken)}
    with Loopback() as loopback:
        context = making.context(probes=probes)
        seen = asyncio.run(identify(at(loopback.serve(Redis())), making.permit, context))
    assert Reason.BUG.value in seen.info
    assert "a leaf's bug" in making.faults[0]
