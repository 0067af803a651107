"""A bucket is listed and read, and nothing else is ever asked of it."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from leftopen.errors import NotAllowed
from leftopen.formats.bucket_address import bucket_place
from leftopen.model.bucket import BucketStopped, ObjectChanged, ObjectUnreadable
from leftopen.net import bucket as module
from leftopen.net.bucket import Bucket
from leftopen.net.bucket_gate import BucketGate
from tests.net.sim_bucket import SimBucket, etag, sim_bucket

KEYS = {"access_key_id": "made", "secret_access_key": "up"}
BODY = b"0123456789" * 10


def anybody(address: str) -> str:
    return ""


@contextmanager
def reading(
    sim: SimBucket,
    credentials: Callable[[], Mapping[str, str]] = lambda: KEYS,
    allowed: Callable[[], None] = lambda: None,
    text: str = "s3://records/mail",
) -> Iterator[Bucket]:
    place = bucket_place(text, sim.endpoint)
    gate = BucketGate(place.host, place.port, place.encrypted, ["127.0.0.1"], anybody)
    bucket = Bucket(place, credentials, gate, allowed, wait=0.01)
    try:
        yield bucket
    finally:
        bucket.close()


@pytest.fixture
def sim() -> Iterator[SimBucket]:
    with sim_bucket(SimBucket(objects={"mail/a b.txt": BODY, "mail/2.mbox": b"two", "other": b"x"})) as sim:
        yield sim


def path(key: str) -> bytes:
    return f"s3://records/{key}".encode()


@pytest.mark.parametrize(
    ("text", "credentials"),
    [("s3://records/mail", KEYS), ("gs://records/mail", {"token": "made-up"}), ("gs://records/mail", {})],
)
def test_objects_are_listed_and_read(sim: SimBucket, text: str, credentials: dict[str, str]) -> None:
    with reading(sim, lambda: credentials, text=text) as bucket:
        found = {one.key: one for one in bucket.list()}
        assert found.keys() == {"mail/a b.txt", "mail/2.mbox"}
        one = found["mail/a b.txt"]
        assert (one.size, one.etag, one.changed) == (100, etag(BODY), 1_672_628_645 * 10**9)
        assert bucket.read(bucket.place.path(one.key), 7, 5, one.etag) == b"78901"
        assert bucket.read(bucket.place.path(one.key), 0, 100, one.etag) == BODY
    assert sim.methods() == {"GET"}


def test_one_object_is_a_prefix_too(sim: SimBucket) -> None:
    with reading(sim, text="s3://records/other") as bucket:
        assert [one.key for one in bucket.list()] == ["other"]
    with reading(sim, text="s3://records/nothing") as bucket:
        assert list(bucket.list()) == []
    assert sim.methods() == {"GET", "HEAD"}


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_service_is_asked_again(sim: SimBucket, status: int) -> None:
    with reading(sim) as bucket:
        sim.answers = [(status, {}, b"<Error><Code>SlowDown</Code></Error>")] * 4
        assert bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two")) == b"two"
        assert len(sim.seen) == 5
        sim.answers = [(status, {}, b"")] * (module.RETRIES + 1)
        with pytest.raises(BucketStopped, match=f"status {status}.*run the same command again"):
            bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two"))
        assert sim.answers == []


@pytest.mark.parametrize("conditions", [True, False], ids=["precondition", "condition ignored"])
def test_a_changed_object(sim: SimBucket, conditions: bool) -> None:
    sim.conditions = conditions
    with reading(sim) as bucket:
        sim.objects["mail/2.mbox"] = b"new"
        with pytest.raises(ObjectChanged):
            bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two"))
        del sim.objects["mail/2.mbox"]
        with pytest.raises(ObjectUnreadable, match="no longer in the bucket"):
            bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two"))


def test_an_answer_that_is_too_short(sim: SimBucket) -> None:
    sim.short = 2
    with reading(sim) as bucket, pytest.raises((ObjectUnreadable, BucketStopped)):
        bucket.read(path("mail/a b.txt"), 0, 50, etag(BODY))


def test_one_object_that_is_refused_stops_nothing(sim: SimBucket) -> None:
    sim.refused = {"mail/2.mbox"}
    with reading(sim) as bucket:
        with pytest.raises(ObjectUnreadable, match="refuses"):
            bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two"))
        assert bucket.read(path("mail/a b.txt"), 0, 1, etag(BODY)) == b"0"


def test_expired_credentials_are_named_and_new_ones_taken(sim: SimBucket) -> None:
    sim.tokens = {"first"}
    held = {**KEYS, "session_token": "first"}
    with reading(sim, lambda: held) as bucket:
        assert bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two")) == b"two"
        sim.tokens = {"second"}
        with pytest.raises(BucketStopped, match="expired; put new ones into their file") as error:
            bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two"))
        assert "first" not in str(error.value)
        with pytest.raises(BucketStopped, match="expired"):
            list(bucket.list())
        held = {**KEYS, "session_token": "second"}
        assert bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two")) == b"two"


def test_a_redirect_leads_nowhere(sim: SimBucket) -> None:
    with sim_bucket(SimBucket(objects={"mail/2.mbox": b"two"})) as other, reading(sim) as bucket:
        sim.answers = [(307, {"Location": f"{other.endpoint}/records/mail/2.mbox"}, b"")] * 20
        with pytest.raises((NotAllowed, BucketStopped)):
            bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two"))
        assert other.seen == []


def test_nothing_is_taken_from_the_environment(sim: SimBucket, monkeypatch: pytest.MonkeyPatch) -> None:
    with sim_bucket(SimBucket()) as other:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "AWS_ENDPOINT_URL", "AWS_ENDPOINT"):
            monkeypatch.setenv(name, other.endpoint)
        monkeypatch.setenv("NO_PROXY", "*")
        monkeypatch.setenv("AWS_SESSION_TOKEN", "from the environment")
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", "from-the-environment")
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "from the environment")
        for credentials in (KEYS, dict[str, str]()):
            with reading(sim, lambda given=credentials: given) as bucket:  # type: ignore[misc]
                assert bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two")) == b"two"
        assert other.seen == []
    signed, unsigned = (headers for _, _, headers in sim.seen)
    assert "x-amz-security-token" not in signed
    assert "Credential=made/" in signed["authorization"]
    assert "authorization" not in unsigned
    assert not any(name.startswith("proxy-") for name in signed)


def test_the_scope_is_asked_before_each_request(sim: SimBucket) -> None:
    refused = [False]

    def allowed() -> None:
        if refused[0]:
            raise NotAllowed("no longer authorised")

    with reading(sim, allowed=allowed) as bucket:
        list(bucket.list())
        refused[0], before = True, len(sim.seen)
        with pytest.raises(NotAllowed):
            bucket.read(path("mail/2.mbox"), 0, 3, etag(b"two"))
        with pytest.raises(NotAllowed):
            list(bucket.list())
        assert len(sim.seen) == before


def test_the_module_knows_no_call_that_writes() -> None:
    """Of the library it names three functions and three stores, and no method of a store."""
    tree = ast.parse(Path(str(module.__file__)).read_text())
    named = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("obstore")
        for alias in node.names
    }
    assert {name for name in named if not name.endswith("Error")} == {
        "get", "head", "list", "AzureStore", "GCSStore", "S3Store",
    }  # fmt: skip
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    assert not [alias for node in plain for alias in node.names if alias.name.startswith("obstore")]
    methods = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not methods & {"put", "delete", "copy", "rename", "put_async", "delete_async", "sign"}
