"""A file that comes in over the console: bounded, for those who may, imported meanwhile, gone afterwards."""

from __future__ import annotations

import asyncio
import gzip
import shutil
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from httpx2 import Response
from hypothesis import given
from hypothesis import strategies as st

from leftopen.errors import BadRequest, StoreFailed
from leftopen.service.ingest import uploads
from leftopen.service.ingest.run import ImportOptions
from leftopen.service.ingest.uploads import Uploads, safe_file_name
from leftopen.store.records.entities.identity.audit import Audit
from leftopen.store.records.entities.imports import Imports
from leftopen.web import guard
from leftopen.web.console.http.cookies import csrf_of
from leftopen.web.console.http.multipart import MultipartUpload, boundary
from tests.service.office import office
from tests.web.console.conftest import Console
from tests.web.console.visitor import HERE, Visitor, text_of

MARK = "XmarkX"
ROWS = b"".join(b'{"ip":"203.0.113.%d","port":443,"host":"shop.example.org"}\n' % n for n in range(1, 6))
BAD = ROWS + b'{"ip":"nowhere","port":443}\n{"port":\n'


def sent(visitor: Visitor, body: bytes, name: str = "naabu.json", **fields: str) -> Response:
    csrf = {"csrf": csrf_of(visitor.token)} if visitor.token else {}
    return visitor.ask(
        "POST", "/imports", data={**csrf, "format": "naabu", **fields}, files={"file": (name, body)},
        headers=HERE | {"accept": "application/json"},
    )  # fmt: skip


def ended(console: Console, id: str) -> uploads.Upload:
    until = time.monotonic() + 180
    found = console.state.serving.uploads.find(id)
    assert found is not None
    while found.live and time.monotonic() < until:
        time.sleep(0.05)
    assert not found.live
    return found


def left(console: Console) -> list[Path]:
    return [path for path in (console.workspace.data / uploads.FOLDER).rglob("*") if path.is_file()]


def test_a_file_is_imported_meanwhile_and_its_bad_lines_are_shown(anew: Console) -> None:
    admin = anew.visitor("scanner_admin")
    packed = gzip.compress(BAD)
    answer = sent(admin, packed, "../../etc/naabu .json.gz", realm="lab")
    assert answer.status_code == 200, answer.text
    one = ended(anew, answer.json()["id"])
    assert (one.state, one.error, one.file) == ("finished", "", "naabu_.json.gz")
    assert left(anew) == []
    found = Imports(anew.workspace.store.records).find(one.import_)
    assert found is not None
    assert (found.counts["stored"], found.counts["bad"], found.realm) == (5, 2, "lab")
    page = text_of(admin.get(f"/import/{one.import_}"))
    assert "naabu_.json.gz" in page
    assert "nowhere" in page
    reported = admin.get(f"/import/{one.import_}?format=json").json()
    assert sum(reported["reasons"].values()) == 2
    assert [quote["line"] for quote in reported["quotes"]] == [6, 7]
    listed = text_of(admin.get("/imports"))
    assert "Uploads" in listed
    assert any(row.what == "import" and row.actor == "scanner_admin" for row in audit(anew))
    again = ended(anew, sent(admin, packed, "other.gz", realm="lab").json()["id"])
    assert again.state == "already imported"


def audit(console: Console) -> list[Any]:
    return list(Audit(console.workspace.store.records).list(100))


def test_what_is_no_such_file_is_said(anew: Console) -> None:
    admin = anew.visitor("admin")
    one = ended(anew, sent(admin, b"\x00\x01 nothing\n", format="auto").json()["id"])
    assert one.state == "failed"
    assert "cannot import naabu.json" in one.error
    assert str(anew.workspace.data) not in one.error
    assert "cannot import" in text_of(admin.get("/imports"))
    assert left(anew) == []


def test_a_file_of_which_no_line_can_be_read_failed_and_says_why(anew: Console) -> None:
    admin = anew.visitor("admin")
    one = ended(anew, sent(admin, b'{"ip":"nowhere","port":443}\n').json()["id"])
    why = "no row came out of it: invalid IP address"
    assert one.state == "failed"
    for page in ("/imports", f"/import/{one.import_}"):
        response = text_of(admin.get(page))
        assert ("failed" in response, why in response, "finished" in response) == (True, True, False), (
            response
        )
        answer = admin.get(f"{page}?format=json").json()
        reported = answer[0] if isinstance(answer, list) else answer
        assert (reported["state"], reported["why"]) == ("failed", why)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"format": "made-up"}, "reload the page"),
        ({"seen_from": "mars"}, "reload the page"),
        ({"port": "65536"}, "invalid port"),
        ({"at": "yesterday"}, "invalid date"),
        ({"realm": "x" * 65}, "invalid realm"),
    ],
)
def test_wrong_fields_are_said_and_nothing_is_written(
    console: Console, fields: dict[str, str], said: str
) -> None:
    answer = sent(console.visitor("admin"), ROWS, **fields)
    assert answer.status_code == 400
    assert said in answer.json()["error"]
    assert left(console) == []


@pytest.mark.parametrize("name", ["", "viewer", "analyst", "case_manager", "auditor", "part"])
def test_who_may_not_can_not_send_a_large_one_either(
    console: Console, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Not one byte of the file is read for them: what is asked for ends with the fields."""
    monkeypatch.setattr(guard, "LARGEST_BODY", 100_000)
    visitor = console.visitor(name)
    answer = sent(visitor, b"x" * 500_000)
    assert answer.status_code in (401, 403)
    assert left(console) == []


def test_a_large_one_is_taken_from_who_may_and_a_form_without_a_file_is_not(
    anew: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guard, "LARGEST_BODY", 100_000)
    admin = anew.visitor("admin")
    large = b"".join(b'{"ip":"203.0.113.%d","port":%d}\n' % (n % 250, n % 60_000 + 1) for n in range(20_000))
    assert len(large) > 5 * guard.LARGEST_BODY
    answer = sent(admin, large)
    assert answer.status_code == 200, answer.text
    one = ended(anew, answer.json()["id"])
    assert one.size == len(large)
    csrf = csrf_of(admin.token)
    fields = {"csrf": csrf, "format": "x" * 200_000}
    for path in ("/imports", "/imports/cancel", "/scans"):
        refused = admin.ask("POST", path, data=fields, headers=HERE)
        assert refused.status_code in (400, 413), path
    assert admin.ask("POST", "/imports", data={"csrf": csrf}, headers=HERE).status_code == 400


def test_another_places_form_and_a_wrong_token_are_refused(console: Console) -> None:
    admin = console.visitor("admin")
    assert sent(admin, ROWS, csrf="0" * 40).status_code == 403
    foreign = admin.ask(
        "POST", "/imports", data={"csrf": csrf_of(admin.token)}, files={"file": ("a", ROWS)},
        headers={"origin": "https://other.example", "sec-fetch-site": "cross-site"},
    )  # fmt: skip
    assert foreign.status_code == 403
    behind = (
        f"--{MARK}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nx\r\n"
        f"--{MARK}\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\n{csrf_of(admin.token)}\r\n"
        f"--{MARK}--\r\n"
    )  # fmt: skip
    kind = {"content-type": f"multipart/form-data; boundary={MARK}"}
    assert admin.ask("POST", "/imports", content=behind, headers=HERE | kind).status_code == 403
    assert left(console) == []


def test_more_than_may_be_and_the_last_of_the_disk_are_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def pieces(count: int) -> AsyncIterator[bytes]:
        for _ in range(count):
            yield b"x" * 100_000

    async def taken(count: int) -> str:
        with office(tmp_path, upload_mb=1) as workspace:
            try:
                await Uploads(workspace=workspace).take(
                    "a", pieces(count), ImportOptions(file=Path()), by="x"
                )
            except (BadRequest, StoreFailed) as error:
                assert not any((workspace.data / uploads.FOLDER).rglob("*"))
                return str(error)
        return ""

    assert asyncio.run(taken(11)) == "the file is larger than the limit of 1 MB"
    assert asyncio.run(taken(0)) == "the file is empty"
    full = SimpleNamespace(free=uploads.SPARE + 50_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: full)
    assert asyncio.run(taken(1)) == "not enough disk space for this file"


def test_it_can_be_cancelled_and_ends_with_the_server(anew: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    """The import itself looks at `stopped`, which tests/service shows; here: that it is told."""

    def waits(workspace: object, wanted: ImportOptions, progress: object, stopped: Any) -> dict[str, object]:
        until = time.monotonic() + 30
        while not stopped() and time.monotonic() < until:
            time.sleep(0.01)
        return {"import": "ab12", "state": "stopped", "stored": 1, "known": 0, "bad": 0, "why": ""}

    monkeypatch.setattr(uploads, "import_file", waits)
    admin = anew.visitor("admin")
    ids = [sent(admin, ROWS).json()["id"] for _ in range(uploads.MOST)]
    assert sent(admin, ROWS).status_code == 400
    assert admin.post("/imports/cancel", id="no-such").status_code == 404
    assert admin.post("/imports/cancel", id=ids[0]).status_code == 303
    assert ended(anew, ids[0]).state == "stopped"
    assert text_of(admin.get("/imports")).count("Cancel") == uploads.MOST - 1
    for id in ids[1:]:
        anew.visitor("admin").post("/imports/cancel", id=id)
        assert ended(anew, id).state == "stopped"
    assert left(anew) == []


def test_what_a_killed_server_left_is_gone_at_the_next_start(tmp_path: Path) -> None:
    with office(tmp_path) as workspace:
        folder = workspace.data / uploads.FOLDER / "ab"
        folder.mkdir(parents=True)
        (folder / "raw.json").write_bytes(ROWS)
        (folder.parent / "other").mkdir()
        with uploads._claimed(folder.parent / "other"):
            Uploads(workspace=workspace).tidy()
            assert [one.name for one in folder.parent.iterdir()] == ["other"], "what another server works on"
        Uploads(workspace=workspace).tidy()
        assert list(folder.parent.iterdir()) == []


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("a.json", "a.json"), ("/etc/passwd", "passwd"), ("C:\\x\\scan 1.gz", "scan_1.gz"), ("..", "upload"),
        ("", "upload"), (".ssh", "ssh"), ("é\x00\n<b>.xml", "b_.xml"), ("a" * 300, "a" * 100),
        ("../", "upload"),
    ],
)  # fmt: skip
def test_a_name_stays_in_its_folder(said: str, name: str) -> None:
    assert safe_file_name(said) == name


def cut(body: bytes, size: int) -> Iterator[bytes]:
    return (body[at : at + size] for at in range(0, len(body), size))


async def read(body: bytes, size: int) -> tuple[MultipartUpload, bytes]:
    async def stream() -> AsyncIterator[bytes]:
        for piece in cut(body, size):
            yield piece

    arriving = MultipartUpload(stream=stream(), boundary=MARK.encode())
    await arriving.begin()
    return arriving, b"".join([piece async for piece in arriving.pieces()])


def form(content: bytes) -> bytes:
    head = (
        f'--{MARK}\r\nContent-Disposition: form-data; name="a"\r\n\r\n1é\r\n--{MARK}\r\nContent-Disposition: '
    )
    named = 'form-data; name="file"; filename="x.gz"\r\nContent-Type: a/b\r\n\r\n'
    return (head + named).encode() + content + f"\r\n--{MARK}--\r\n".encode()


@given(content=st.binary(max_size=400), size=st.integers(1, 200))
def test_a_form_is_the_same_in_whatever_pieces_it_comes(content: bytes, size: int) -> None:
    arriving, body = asyncio.run(read(form(content.replace(MARK.encode(), b"")), size))
    assert (arriving.fields, arriving.file) == ([("a", "1é")], "x.gz")
    assert body == content.replace(MARK.encode(), b"")


@given(body=st.binary(max_size=300), size=st.integers(1, 50), whole=st.booleans(), end=st.integers(0, 250))
def test_no_bytes_do_more_than_be_refused(body: bytes, size: int, whole: bool, end: int) -> None:
    sent = form(body)[:end] if whole else body
    try:
        arriving, _ = asyncio.run(read(sent, size))
        assert arriving.fields in ([], [("a", "1é")]) or not whole
    except BadRequest:
        pass


def test_a_form_of_fields_only_is_bounded() -> None:
    part = f'--{MARK}\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s\r\n'
    for body in (part % ("x" * 100_000), "".join(part % "1" for _ in range(30))):
        with pytest.raises(BadRequest):
            asyncio.run(read((body + f"--{MARK}--\r\n").encode(), 1000))
    assert boundary("multipart/form-data; boundary=abc") == b"abc"
    assert boundary("application/x-www-form-urlencoded") is None
    assert boundary("multipart/form-data") == b""


def test_a_viewer_does_not_hear_of_uploads(anew: Console) -> None:
    from leftopen.web.console.pages import live
    from tests.web.console.test_live import asked_by

    uploading = uploads.Upload(
        id="ab", file="x", by="admin", begun=anew.clock(), size=10, done=4, state="running"
    )
    anew.state.serving.uploads.listed.append(uploading)
    seen: Any = live._state(asked_by(anew, "admin")[0])["imports"]
    assert [(one["id"], one["percent"], one["state"]) for one in seen] == [("ab", 40.0, "running")]
    assert live._state(asked_by(anew, "viewer")[0])["imports"] == []


def test_a_body_that_does_not_say_how_long_it_is_is_bounded_all_the_same(console: Console) -> None:
    large = [b"x" * (guard.LARGEST_BODY // 2)] * 3
    for path in ("/sign-in", "/imports"):
        answer = console.visitor("admin").ask("POST", path, content=iter(large), headers=HERE | {
            "content-type": "application/x-www-form-urlencoded"})  # fmt: skip
        assert answer.status_code == 413, path


BROKEN_FORM = """
import asyncio
from leftopen.errors import BadRequest
from leftopen.web.console.http.multipart import MultipartUpload

async def sent():
    yield b"this is no form at all"

try:
    asyncio.run(MultipartUpload(stream=sent(), boundary=b"x").begin())
except BadRequest as error:
    print(error)
"""


def test_a_broken_form_is_no_news() -> None:
    """What is printed would fill whatever keeps what a server says."""
    done = subprocess.run([sys.executable, "-c", BROKEN_FORM], capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("the form data is not valid\n", "")
