"""A bucket is listed and read, and nothing else is ever asked of it."""

from __future__ import annotations

import ast
import ctypes
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from obstore.exceptions import GenericError

from leftopen.errors import BadSetting, NotAllowed
from leftopen.formats.bucket_address import bucket_place
from leftopen.model.bucket import BucketStopped, ObjectChanged, ObjectUnreadable
from leftopen.net.buckets import bucket as module
from leftopen.net.buckets import bucket_talk
from leftopen.net.buckets.bucket import Bucket
from leftopen.net.buckets.bucket_gate import BucketGate
from tests.net.authority import Authority
from tests.net.cloud_environment import variables
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
    bucket = Bucket(place, credentials, gate, allowed, wait=0.002)
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
    assert sim.methods() == {"GET"}


ODD = [
    "mail/a//b", "mail/a/b", "mail/c/", "mail/c", "mail//lead", "mail/Case", "mail/case", "mail/\u00e9",
    "mail/e\u0301", "mail/tab\tand\nline", "mail/\x01\x7f", "mail/sp ace+plus%2Fq?x#y&z;=", "mail/\U0001f4e7",
    "mail/" + "k" * 1019, "mail/back\\slash", "mail/<b>&amp;", "mail/*~'()!$,",
]  # fmt: skip


@pytest.mark.parametrize("text", ["s3://records/mail", "gs://records/mail"])
def test_every_key_is_listed_once_and_read_as_itself(text: str) -> None:
    objects = {key: f"this is {number}".encode() for number, key in enumerate(ODD)}
    credentials = KEYS if text.startswith("s3") else {"token": "made-up"}
    with (
        sim_bucket(SimBucket(objects=objects, page=4)) as sim,
        reading(sim, lambda: credentials, text=text) as bucket,
    ):
        found = list(bucket.list())
        assert [one.key for one in found] == sorted(ODD)
        assert sim.lists == -(-len(ODD) // 4)
        for one in found:
            start = bucket.place.path("").decode() + one.key
            assert bucket.read(start.encode(), 0, one.size, one.etag) == objects[one.key]
            assert bucket.read(start.encode(), 1, 3, one.etag) == objects[one.key][1:4]
    assert sim.methods() == {"GET"}
    assert all(headers.get("authorization") for _, _, headers in sim.seen)


@pytest.mark.parametrize("key", ["mail/../other", "mail/.", "mail/./x", "../records/other", "mail/.."])
def test_a_key_that_leads_out_of_the_bucket_is_listed_and_not_asked_for(key: str) -> None:
    with (
        sim_bucket(SimBucket(objects={key: b"body", "mail/x": b"x"})) as sim,
        reading(sim, text="s3://records") as bucket,
    ):
        assert [one.key for one in bucket.list()] == sorted([key, "mail/x"])
        before = len(sim.seen)
        with pytest.raises(ObjectUnreadable, match="lead out of the bucket"):
            bucket.read(bucket.place.path(key), 0, 4, etag(b"body"))
        assert len(sim.seen) == before


def test_a_service_that_lists_what_was_not_asked_for_is_not_followed(sim: SimBucket) -> None:
    row = "<Contents><Key>{}</Key><LastModified>x</LastModified><ETag>e</ETag><Size>1</Size></Contents>"
    rows = row.format("other") + row.format("mail/1") + row.format("mailing")
    with reading(sim) as bucket:
        sim.answers = [(200, {}, f"<ListBucketResult>{rows}</ListBucketResult>".encode())]
        assert [(one.key, one.changed) for one in bucket.list()] == [("mail/1", 0)]


@pytest.mark.parametrize(
    "body",
    [
        b"<html>welcome</html>",
        b"<ListBucketResult><Contents><Key>a</Key>",
        b"<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
    ],
)
def test_a_list_that_is_none_or_cut_ends_it(sim: SimBucket, body: bytes) -> None:
    with reading(sim) as bucket:
        sim.answers = [(200, {}, body)]
        with pytest.raises(BucketStopped, match="does not respond as a bucket"):
            list(bucket.list())


def test_a_list_without_end_ends(sim: SimBucket) -> None:
    page = b"<ListBucketResult><NextContinuationToken>1</NextContinuationToken></ListBucketResult>"
    with reading(sim) as bucket:
        sim.answers = [(200, {}, page)] * 3
        with pytest.raises(BucketStopped, match="same page"):
            list(bucket.list())
        assert len(sim.answers) == 1


def test_a_list_that_goes_on_and_tells_nothing_new_ends(
    sim: SimBucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "IDLE_PAGES", 20)
    row = "<Contents><Key>mail/a</Key><Size>1</Size></Contents>"
    for rows in ("", row):
        page = "<ListBucketResult><NextContinuationToken>{}</NextContinuationToken>{}</ListBucketResult>"
        with reading(sim) as bucket:
            sim.answers = [(200, {}, page.format(number, rows).encode()) for number in range(40)]
            with pytest.raises(BucketStopped, match="same page"):
                list(bucket.list())
            assert 15 < len(sim.answers) < 25


def test_an_answer_that_never_ends_is_given_up(sim: SimBucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bucket_talk, "WHOLE_S", 0.0)
    with reading(sim) as bucket, pytest.raises(BucketStopped, match="has not ended its answer"):
        list(bucket.list())


@pytest.mark.parametrize("key", ["mail/2.mbox", "mail//2.mbox"], ids=["plain key", "odd key"])
@pytest.mark.parametrize("status", [429, 503])
def test_a_list_and_any_object_are_asked_for_again_while_the_service_is_busy(
    sim: SimBucket, key: str, status: int
) -> None:
    sim.objects[key] = b"two"
    busy = (status, {"Retry-After": "0"}, b"<Error><Code>SlowDown</Code></Error>")
    with reading(sim) as bucket:
        sim.answers = [busy] * 3
        assert key in {one.key for one in bucket.list()}
        sim.answers = [busy] * 3
        assert bucket.read(path(key), 0, 3, etag(b"two")) == b"two"
        sim.answers = [busy] * (module.RETRIES + 1)
        with pytest.raises(BucketStopped, match=f"status {status}.*run the same command again"):
            list(bucket.list())
        sim.answers = [busy] * (module.RETRIES + 1)
        with pytest.raises(BucketStopped, match=f"status {status}.*run the same command again"):
            bucket.read(path(key), 0, 3, etag(b"two"))


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


@pytest.mark.parametrize("key", ["mail/2.mbox", "mail//2.mbox"], ids=["plain key", "odd key"])
@pytest.mark.parametrize("conditions", [True, False], ids=["precondition", "condition ignored"])
def test_a_changed_object(sim: SimBucket, conditions: bool, key: str) -> None:
    sim.conditions = conditions
    with reading(sim) as bucket:
        sim.objects[key] = b"new"
        with pytest.raises(ObjectChanged):
            bucket.read(path(key), 0, 3, etag(b"two"))
        del sim.objects[key]
        with pytest.raises(ObjectUnreadable, match="no longer in the bucket"):
            bucket.read(path(key), 0, 3, etag(b"two"))


@pytest.mark.parametrize("key", ["mail/a b.txt", "mail//odd"])
def test_an_answer_that_is_too_short(sim: SimBucket, key: str) -> None:
    sim.short, sim.objects["mail//odd"] = 2, BODY
    with reading(sim) as bucket, pytest.raises((ObjectUnreadable, BucketStopped)):
        bucket.read(path(key), 0, 50, etag(BODY))


@pytest.mark.parametrize("key", ["mail/a b.txt", "mail//odd"])
def test_a_service_that_gives_whole_objects_only(sim: SimBucket, key: str) -> None:
    sim.undivided, sim.objects["mail//odd"] = True, BODY
    with reading(sim) as bucket:
        assert bucket.read(path(key), 0, 100, etag(BODY)) == BODY
        with pytest.raises(ObjectChanged):
            bucket.read(path(key), 0, 100, etag(b"another"))
        with pytest.raises((ObjectUnreadable, BucketStopped)):
            bucket.read(path(key), 7, 5, etag(BODY))


@pytest.mark.parametrize("key", ["mail/2.mbox", "mail//2.mbox"], ids=["plain key", "odd key"])
def test_one_object_that_is_refused_stops_nothing(sim: SimBucket, key: str) -> None:
    sim.refused = {key}
    with reading(sim) as bucket:
        with pytest.raises(ObjectUnreadable, match="refuses"):
            bucket.read(path(key), 0, 3, etag(b"two"))
        assert bucket.read(path("mail/a b.txt"), 0, 1, etag(BODY)) == b"0"


@pytest.mark.parametrize("key", ["mail/2.mbox", "mail//2.mbox"], ids=["plain key", "odd key"])
def test_expired_credentials_are_named_and_new_ones_taken(sim: SimBucket, key: str) -> None:
    sim.tokens, sim.objects[key] = {"first"}, b"two"
    held = {**KEYS, "session_token": "first"}
    with reading(sim, lambda: held) as bucket:
        assert bucket.read(path(key), 0, 3, etag(b"two")) == b"two"
        sim.tokens = {"second"}
        with pytest.raises(BucketStopped, match="expired; put new ones into their file") as error:
            bucket.read(path(key), 0, 3, etag(b"two"))
        assert "first" not in str(error.value)
        with pytest.raises(BucketStopped, match="expired"):
            list(bucket.list())
        held = {**KEYS, "session_token": "second"}
        assert key in {one.key for one in bucket.list()}
        held, sim.tokens = {**KEYS, "session_token": "third"}, {"third"}
        assert bucket.read(path(key), 0, 3, etag(b"two")) == b"two"


def test_over_tls_a_service_is_asked_that_this_machine_trusts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trusted, stranger = Authority(tmp_path, "trusted"), Authority(tmp_path, "stranger")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted.root()))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    objects = {"mail//odd": b"body"}
    with (
        sim_bucket(SimBucket(objects=objects, tls=trusted.server("127.0.0.1"))) as sim,
        reading(sim) as bucket,
    ):
        assert [one.key for one in bucket.list()] == ["mail//odd"]
        assert bucket.read(path("mail//odd"), 1, 2, etag(b"body")) == b"od"
        assert sim.methods() == {"GET"}
    for server in (stranger.server("127.0.0.1"), trusted.server("127.0.0.2")):
        with sim_bucket(SimBucket(objects=objects, tls=server)) as sim, reading(sim) as bucket:
            with pytest.raises(BucketStopped, match="certificate that this machine does not trust"):
                list(bucket.list())
            assert sim.seen == []


@pytest.mark.parametrize("key", ["mail/2.mbox", "mail//2.mbox"], ids=["plain key", "odd key"])
def test_a_redirect_leads_nowhere(sim: SimBucket, key: str) -> None:
    with sim_bucket(SimBucket(objects={key: b"two"})) as other, reading(sim) as bucket:
        sim.answers = [(307, {"Location": f"{other.endpoint}/records/{key}"}, b"")] * 20
        with pytest.raises((NotAllowed, BucketStopped)):
            bucket.read(path(key), 0, 3, etag(b"two"))
        with pytest.raises((NotAllowed, BucketStopped)):
            list(bucket.list())
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
                assert len(list(bucket.list())) == 2
        assert other.seen == []
    signed, unsigned = ([headers for _, _, headers in sim.seen[at : at + 2]] for at in (0, 2))
    for headers in signed:
        assert "x-amz-security-token" not in headers
        assert "Credential=made/" in headers["authorization"]
    assert not any("authorization" in headers for headers in unsigned)
    assert not any(name.startswith("proxy-") for headers in signed + unsigned for name in headers)


@pytest.mark.parametrize("nonsense", ["x", "/etc/hostname", "https://127.0.0.9:1", "true"])
@pytest.mark.parametrize("text", ["s3://records/mail", "az://records/mail", "gs://records/mail"])
def test_every_variable_of_a_cloud_changes_nothing(
    sim: SimBucket, monkeypatch: pytest.MonkeyPatch, text: str, nonsense: str
) -> None:
    """Neither what is asked for nor how: all but dates and signatures."""
    known = {"s3": KEYS, "az": {"account_key": "bWFkZSB1cA=="}, "gs": {"token": "made-up"}}[text[:2]]
    key = f"{text[:2]}://records/mail/2.mbox".encode()
    for given in (known, dict[str, str]()):
        with reading(sim, lambda given=given: given, text=text) as bucket:  # type: ignore[misc]
            assert bucket.read(key, 0, 3, etag(b"two")) == b"two"
        alone = sim.seen.pop()
        with monkeypatch.context() as context:
            for name in variables():
                context.setenv(name, nonsense)
            before = dict(os.environ)
            with reading(sim, lambda given=given: given, text=text) as bucket:  # type: ignore[misc]
                assert bucket.read(key, 0, 3, etag(b"two")) == b"two"
            assert dict(os.environ) == before
        disturbed = sim.seen.pop()
        assert bare(disturbed) == bare(alone)


def bare(seen: tuple[str, str, dict[str, str]]) -> tuple[str, str, dict[str, str]]:
    method, target, headers = seen
    changing = ("date", "x-amz-date", "x-ms-date", "authorization", "host")
    return method, target, {name: text for name, text in headers.items() if name not in changing}


@pytest.mark.parametrize(
    "name", ["GOOGLE_SERVICE_ACCOUNT", "SERVICE_ACCOUNT", "GOOGLE_APPLICATION_CREDENTIALS", "HOME"]
)
def test_a_valid_file_of_credentials_that_the_environment_names_is_not_opened(
    sim: SimBucket, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    place = ".config/gcloud/application_default_credentials.json" if name == "HOME" else "account.json"
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(service_account())
    monkeypatch.setenv(name, str(tmp_path if name == "HOME" else file))
    with opened(file) as times:
        for given in ({"token": "made-up"}, dict[str, str]()):
            with reading(sim, lambda given=given: given, text="gs://records/mail") as bucket:  # type: ignore[misc]
                assert bucket.read(b"gs://records/mail/2.mbox", 0, 3, etag(b"two")) == b"two"
        assert times() == 0
        # The witness sees what it should.
        file.read_text()
        assert times() == 1


def service_account() -> str:
    key = rsa.generate_private_key(65537, 2048)
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return json.dumps(
        {"type": "service_account", "private_key": written, "private_key_id": "made-up",
         "client_email": "a@example.org",
         "client_id": "1", "token_uri": "http://127.0.0.9:1/token"}
    )  # fmt: skip


@contextmanager
def opened(file: Path) -> Iterator[Callable[[], int]]:
    """How often the file was opened since it was asked last, by inotify."""
    library = ctypes.CDLL(None, use_errno=True)
    watch = library.inotify_init1(os.O_NONBLOCK)
    assert library.inotify_add_watch(watch, str(file).encode(), 0x20) > 0

    def times() -> int:
        try:
            return len(os.read(watch, 4096)) // 16
        except BlockingIOError:
            return 0

    try:
        yield times
    finally:
        os.close(watch)


class Refusing(Bucket):
    """With a library that takes nothing."""

    def _store_of_kind(self) -> Any:
        raise GenericError("made up, with https://user:secret@127.0.0.1")


def test_what_the_library_does_not_take_is_one_line(sim: SimBucket) -> None:
    place = bucket_place("s3://records/mail", sim.endpoint)
    gate = BucketGate(place.host, place.port, place.encrypted, ["127.0.0.1"], anybody)
    try:
        with pytest.raises(
            BadSetting, match=r"takes neither .* nor .* credentials .* --credentials"
        ) as answer:
            Refusing(place, lambda: KEYS, gate, lambda: None)
    finally:
        gate.close()
    assert "secret" not in str(answer.value)


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
    """Of the library it names one function and three stores, and no method of a store."""
    tree = ast.parse(Path(str(module.__file__)).read_text())
    named = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("obstore")
        for alias in node.names
    }
    assert {name for name in named if not name.endswith("Error")} == {
        "get", "AzureStore", "GCSStore", "S3Store",
    }  # fmt: skip
    plain = [node for node in ast.walk(tree) if isinstance(node, ast.Import)]
    assert not [alias for node in plain for alias in node.names if alias.name.startswith("obstore")]
    methods = {
        node.func.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    assert not methods & {"put", "delete", "copy", "rename", "put_async", "delete_async", "sign"}
