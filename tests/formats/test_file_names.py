"""Names that were left open, names of releases, and names that tell nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.file_names import is_release, is_sensitive, names_intent
from leftopen.model.shape import Intent
from tests.stopwatch import shortest


@pytest.mark.parametrize(
    "name",
    [
        "mail.pst", "Archive.MBOX", "shop.sql.gz", "db.dump", ".env", ".ssh/", "id_rsa", "vault.kdbx",
        "server.key", "salaries_2023.pdf", "passport-ann.jpg", "budget.xlsx", "backups/", "home",
        "Factures 2023", "backup-2023.02.08.zip", "backup2023.zip", "terraform.tfstate", "users.ldif",
        ".git", "memory.hprof",
    ],
)  # fmt: skip
def test_a_sensitive_name(name: str) -> None:
    assert is_sensitive(name)


@pytest.mark.parametrize(
    "name",
    [
        "tool-1.4.2.tar.gz", "tool_1.4.2_amd64.deb", "tool-1.4.2-py3-none-any.whl", "tool-1.4.2.tar.gz.asc",
        "SHA256SUMS", "InRelease", "pool/", "Setup.exe", "checksums.txt", "backup-tools_1.0.deb",
    ],
)  # fmt: skip
def test_a_release_name_is_not_sensitive(name: str) -> None:
    assert is_release(name)
    assert not is_sensitive(name)


@pytest.mark.parametrize(
    "name",
    ["photo.jpg", "index.html", "environment.md", "keyboard.png", "scan1.tif", "mysql-backup.1.gz", "x", ""],
)
def test_a_plain_name_tells_nothing(name: str) -> None:
    assert not is_sensitive(name)
    assert not is_release(name)


@pytest.mark.parametrize(
    ("names", "intent"),
    [
        (["a.jpg", "b.jpg", "shop.sql"], Intent.LEFT_OPEN),
        (["a-1.0.zip", "a-1.0.zip.asc", "README"], Intent.PUBLISHED),
        (["a-1.0.zip", "a-1.0.zip.asc", "archive.key"], Intent.PUBLISHED),
        (["a-1.0.zip", "a-1.0.zip.asc", "mail.pst"], Intent.LEFT_OPEN),
        (["a.jpg", "b.jpg"], Intent.UNDETERMINED),
        ([], Intent.UNDETERMINED),
    ],
)
def test_the_intent_of_several_names(names: list[str], intent: Intent) -> None:
    assert names_intent(names)[0] is intent


@given(st.lists(st.text(max_size=400), max_size=20))
def test_any_text_is_a_name(names: list[str]) -> None:
    assert names_intent(names)[1]


@pytest.mark.parametrize("name", ["-1.1" * 100_000, "." * 400_000, "_backup" * 60_000])
def test_hostile_names_take_no_time(name: str) -> None:
    assert shortest(lambda: names_intent([name] * 100))[1] < 0.2
