"""CouchDB's pages on real shapes and on any bytes."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.model.channel import Reply
from leftopen.wire.products import couchdb
from tests.scripted import page

WELCOME = page(
    200,
    b'{"couchdb":"Welcome","version":"3.3.3","git_sha":"40afbcfc7","uuid":"a-made-up-uuid","features":[],'
    b'"vendor":{"name":"The Apache Software Foundation"}}\n',
    server="CouchDB/3.3.3 (Erlang OTP/24)",
)
POUCH = page(200, b'{"express-pouchdb":"Welcome!","version":"4.2.0","pouchdb-adapters":["leveldb"]}\n')
REFUSED = page(401, b'{"error":"unauthorized","reason":"You are not a server admin."}\n')
ADMIN = page(200, b'{"ok":true,"userCtx":{"name":null,"roles":["_admin"]},"info":{}}')
NOBODY = page(200, b'{"ok":true,"userCtx":{"name":null,"roles":[]},"info":{}}')


def listed(*names: str) -> Reply:
    return page(200, json.dumps(list(names)).encode())


def info(documents: int, **more: object) -> Reply:
    return page(200, json.dumps({"db_name": "made_up", "doc_count": documents, **more}).encode())


def test_the_welcome_names_product_and_version() -> None:
    assert couchdb.welcome(WELCOME) == couchdb.Welcome(product="CouchDB", version="3.3.3")
    assert couchdb.welcome(POUCH) == couchdb.Welcome(product="PouchDB Server", version="4.2.0")
    assert couchdb.welcome(page(200, b'{"welcome":"CouchDB"}')) is None
    assert couchdb.welcome(page(404, WELCOME.body)) is None


def test_names_are_a_list_of_texts() -> None:
    assert couchdb.names(listed("_users", "made_up", "a/b")) == ("_users", "made_up", "a/b")
    assert couchdb.names(listed("Made Up", "../x")) == ()
    assert couchdb.names(page(200, b'["a",1]')) is None
    assert couchdb.names(page(200, b'{"a":1}')) is None
    assert couchdb.names(REFUSED) is None
    assert len(couchdb.names(listed(*[f"d{number}" for number in range(300)])) or ()) == couchdb.MOST


def test_a_name_is_one_step_of_a_path() -> None:
    assert couchdb.path("a/b+c") == "/a%2Fb%2Bc"


def test_everybody_is_admin_only_without_a_name() -> None:
    assert couchdb.everybody_is_admin(ADMIN)
    assert not couchdb.everybody_is_admin(NOBODY)
    named = page(200, b'{"ok":true,"userCtx":{"name":"somebody","roles":["_admin"]}}')
    assert not couchdb.everybody_is_admin(named)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (info(3, sizes={"file": 500, "active": 100}), couchdb.Info(documents=3, bytes=500)),
        (info(3, disk_size=400), couchdb.Info(documents=3, bytes=400)),
        (info(0), couchdb.Info(documents=0)),
        (info(-1), None),
        (page(200, b'{"doc_count":3}'), None),
        (REFUSED, None),
    ],
)
def test_a_database_gives_its_counters(reply: Reply, expected: couchdb.Info | None) -> None:
    assert couchdb.info(reply) == expected


@given(st.binary(max_size=200), st.sampled_from([200, 401]))
def test_no_bytes_make_it_raise(body: bytes, status: int) -> None:
    for made in (body, b'{"userCtx":' + body, b'{"db_name":"a","doc_count":' + body, b"[" + body):
        reply = page(status, made)
        for function in (couchdb.welcome, couchdb.names, couchdb.session, couchdb.info, couchdb.reason):
            function(reply)
        couchdb.everybody_is_admin(reply)
