"""Mail told by names and sizes."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from leftopen.formats.mail_files import File, mail_files
from leftopen.model.mail import MailFiles, MailKind

OLD = datetime(2022, 5, 1, tzinfo=UTC)
NEW = datetime(2023, 2, 20, tzinfo=UTC)


def test_a_maildir_is_told_by_its_folders_and_the_second_in_each_name() -> None:
    files = (
        File(path="/home/x/Maildir/cur/1676851200.M1P2.host,S=2048:2,S", size=4096),
        File(path="Maildir/new/1651363200.M3P4.host%3A2%2C", size=100),
        File(path="Maildir/dovecot-uidlist", size=9),
    )
    assert mail_files(files) == (
        MailFiles(kind=MailKind.MAILDIR, files=2, bytes=2148, oldest=OLD, newest=NEW),
    )


def test_stores_of_other_programs_are_told_by_suffix_name_or_index() -> None:
    files = (
        File(path="/backup/Archive.PST", size=10**9, modified=OLD),
        File(path="mail/INBOX", size=500),
        File(path="mail/INBOX.msf", size=20),
        File(path="mail/mbox", size=5),
        File(path="one.eml", size=7, modified=NEW),
        File(path="two.msg", modified=OLD),
    )
    found = {each.kind: (each.files, each.bytes, each.oldest) for each in mail_files(files)}
    assert found == {
        MailKind.PST: (1, 10**9, OLD),
        MailKind.MBOX: (2, 505, None),
        MailKind.EML: (2, 7, OLD),
    }


def test_other_files_are_no_mail() -> None:
    names = (
        "cur/readme",
        "cur/1676851200",
        "new/file.1.txt",
        ".eml",
        "mail.eml/part",
        "pst",
        "a/mbox2",
        "Inbox",
    )
    assert mail_files(File(path=name, size=1) for name in names) == ()


@given(st.lists(st.tuples(st.text(), st.none() | st.integers())))
def test_any_names_are_taken(names: list[tuple[str, int | None]]) -> None:
    for held in mail_files(File(path=path, size=size) for path, size in names):
        assert held.files > 0
