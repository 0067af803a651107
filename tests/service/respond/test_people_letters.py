"""A letter to each affected person: all get their own data and nobody else's, and names stay nowhere but in
the named folder."""

from __future__ import annotations

import csv
import io
import os
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from docx import Document

from leftopen.errors import BadSetting, NotAllowed
from leftopen.impact.respond.drafting import as_text
from leftopen.impact.respond.letters import NotAddressed
from leftopen.model.assessment import Depth
from leftopen.service.assessments import assess as assessing
from leftopen.service.respond import drafts, letters
from leftopen.service.workspace.workspace import Workspace
from leftopen.store.records.entities.cases.responses import Responses
from leftopen.store.records.entities.identity.audit import Audit
from tests.cases.made_up import START
from tests.service.office import office
from tests.service.respond.incident import CASE, begun
from tests.service.respond.letters import HOSPITAL, close, organisation
from tests.service.respond.store_of_people import HEADS, Recipient, recipients, write_store
from tests.service.respond.test_letters import filled

IBAN_WORDS = ("compte bancaire (IBAN)", "Prévenez votre banque", "opérations frauduleuses sur votre compte")


def assessed(workspace: Workspace, store: Path) -> None:
    """A closed case of a French hospital, with an assessment of the store."""
    organisation(workspace, HOSPITAL)
    begun(workspace)
    started = assessing.start(workspace, [store], Depth.DEEP, by="jane", case=CASE)
    list(assessing.run(workspace, started, 1, threading.Event()))
    close(workspace, START + timedelta(hours=30))


def approved(workspace: Workspace) -> None:
    text = filled(as_text(drafts.show(workspace, CASE, "people", "fr").sentences))
    drafts.save(workspace, CASE, "people", "fr", text, by="maria")
    drafts.approve(workspace, CASE, "people", "fr", by="paul")


def text_of(file: Path) -> str:
    return "\n".join(one.text for one in Document(str(file)).paragraphs).replace("\u00a0", " ")


def table(out: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO((out / "letters.csv").read_text("utf-8-sig"))))


def bytes_below(*folders: Path) -> Iterator[bytes]:
    return (file.read_bytes() for folder in folders for file in folder.rglob("*") if file.is_file())


@pytest.mark.slow
def test_everyone_of_500_people_gets_their_own_data_only(tmp_path: Path) -> None:
    people, out = recipients(500), tmp_path / "letters"
    write_store(tmp_path / "store", people, forms=3, mails=2)
    with office(tmp_path) as workspace:
        assessed(workspace, tmp_path / "store")
        approved(workspace)
        ready = letters.prepare(workspace, CASE, out)
        done = letters.write(workspace, ready, by="maria")
        log = Audit(workspace.store.records).list(50)
        entries = Responses(workspace.store.records).of(CASE)
    assert (ready.people, done.people, done.letters, done.left_out) == (500, 500, 500, ())
    rows = {row["name"]: row for row in table(out)}
    words = {one.word for one in people}
    for one in people:
        text = text_of(out / rows[one.name]["letter"])
        assert {word for word in words if word in text or word.lower() in text} == {one.word}
        assert [word in text for word in IBAN_WORDS] == [bool(one.iban) and one not in people[:5]] * 3
        assert "This data" not in text
        assert "Selon les personnes" not in text
    modes = {os.stat(file).st_mode & 0o777 for file in out.iterdir()}
    assert (modes, os.stat(out).st_mode & 0o777) == ({0o600}, 0o700)
    read, wrote = (next(one for one in log if one.what == what)
                   for what in ("read names for letters", "wrote letters"))  # fmt: skip
    assert (read.actor, read.clause) == ("maria", "500 people")
    assert (wrote.actor, wrote.clause) == ("maria", "500 letters, 0 people not addressed")
    assert entries[-1].body["what"] == "letters"
    kept = b"\0".join(bytes_below(tmp_path / "data", tmp_path / "config")).lower()
    assert len(kept) > 10_000
    assert [word for word in words if word.lower().encode() in kept] == []


ODD = recipients(14, seed=7)
LONG = "A" + "b" * 99
ROWS = (
    ODD[0].row(Prénom="Zoé", Nom=f"{LONG} {LONG[:99]}"),  # 200 characters
    ODD[1].row(Prénom="ليلى", Nom="الخوري"),
    ODD[2].row(Nom=""),
    *(one.row(Prénom="Ann", Nom="Twin", Adresse="1 rue Jumelle", Courriel="") for one in ODD[3:5]),
    ODD[5].row(Adresse="", Ville="", Courriel="", **{"Code postal": ""}),
    ODD[6].row(**{"Date de naissance": "01/02/2015"}),
    ODD[7].row(**{"Date de décès": "03/04/2020"}),
    ODD[8].row(**{"Date de décès": "non"}),
    ODD[9].row(Prénom="", Nom=""),
    ODD[10].row(Adresse="", Ville="", **{"Code postal": ""}),
    ODD[11].row(Nom='"=HYPERLINK(1)"'),
    ODD[12].row(Prénom="Feu Jean"),
    ODD[13].row(Prénom="\u202eeolhC", Nom="\u200fRoe"),
)
LEFT_OUT = {
    NotAddressed.SAME_NAME: 2, NotAddressed.NO_ADDRESS: 1, NotAddressed.MINOR: 1, NotAddressed.DEAD: 2,
    NotAddressed.NO_NAME: 2,
}  # fmt: skip


def odd_store(root: Path) -> Path:
    root.mkdir()
    (root / "people.csv").write_text("\n".join([HEADS, *ROWS]) + "\n")
    return root


def test_whom_it_can_not_address_for_sure_is_left_to_a_person(tmp_path: Path) -> None:
    store, out = odd_store(tmp_path / "store"), tmp_path / "letters"
    faq, card = tmp_path / "faq.pdf", tmp_path / "account.pdf"
    faq.write_bytes(b"%PDF")
    card.write_bytes(b"%PDF")
    with office(tmp_path) as workspace:
        assessed(workspace, store)
        approved(workspace)
        moved = tmp_path / "moved"
        shutil.move(store, moved)
        wanted = [str(faq), f"finance={card}"]
        ready = letters.prepare(workspace, CASE, out, moved=moved, enclosures=wanted)
        done = letters.write(workspace, ready, by="maria")
    assert done.counts == LEFT_OUT
    assert done.people == done.letters + len(done.left_out) == len(ROWS)
    rows = {row["name"]: row for row in table(out)}
    assert {"ليلى الخوري", "Chloé", "eolhC Roe", f"Zoé {LONG} {LONG[:99]}"} <= set(rows)
    by_mail = rows[ODD[10].name]
    assert (by_mail["address 1"], by_mail["mail"]) == ("", ODD[10].mail)
    assert ODD[10].mail in text_of(out / by_mail["letter"])
    for row in rows.values():
        files = ["faq.pdf", "account.pdf"] if "IBAN" in row["data"] else ["faq.pdf"]
        assert row["enclosures"] == "; ".join(files)
        assert f"Pièces jointes : {', '.join(files)}" in text_of(out / row["letter"])
    assert {len(row["enclosures"]) > 10 for row in rows.values()} == {True, False}
    assert (out / "faq.pdf").read_bytes() == b"%PDF"


def test_a_store_that_changed_or_is_gone_gives_no_letter(tmp_path: Path) -> None:
    write_store(tmp_path / "store", recipients(4), forms=2)
    with office(tmp_path) as workspace:
        assessed(workspace, tmp_path / "store")
        approved(workspace)
        (tmp_path / "store" / "form0.txt").unlink()
        (tmp_path / "store" / "form1.txt").write_text("Nom complet : Ann Other\n")
        done = letters.write(workspace, letters.prepare(workspace, CASE, tmp_path / "out"), by="maria")
    assert done.counts == {NotAddressed.UNREADABLE: 1, NotAddressed.CHANGED: 1}
    assert (done.people, done.letters) == (4, 2)


def test_nothing_is_read_before_everything_is_right(tmp_path: Path) -> None:
    write_store(tmp_path / "store", recipients(2))
    full = tmp_path / "full"
    full.mkdir()
    (full / "note.txt").write_text("mine")
    with office(tmp_path) as workspace:
        assessed(workspace, tmp_path / "store")
        with pytest.raises(NotAllowed, match="nobody approved it"):
            letters.prepare(workspace, CASE, tmp_path / "out")
        approved(workspace)
        (tmp_path / "link").symlink_to(tmp_path / "data")
        for wrong in (full, tmp_path / "no" / "out", tmp_path / "data" / "out", tmp_path / "link" / "out"):
            with pytest.raises(BadSetting):
                letters.prepare(workspace, CASE, wrong)
        for enclosure in ("none.pdf", f"us_ssn={full / 'no.pdf'}"):
            with pytest.raises(BadSetting, match="KIND=FILE"):
                letters.prepare(workspace, CASE, tmp_path / "out", enclosures=[enclosure])
        same = tmp_path / "letter-00001.docx"
        same.write_bytes(b"x")
        ready = letters.prepare(workspace, CASE, tmp_path / "out", enclosures=[str(same)])
        with pytest.raises(BadSetting, match="enclosure"):
            letters.write(workspace, ready, by="maria")
        assert list((tmp_path / "out").iterdir()) == []
        assert [one.what for one in Audit(workspace.store.records).list(50)].count("wrote letters") == 0


def test_recipients_share_nothing() -> None:
    people = recipients(500)
    assert len({one.word for one in people} | {one.nir for one in people}) == 1_000
    assert isinstance(people[0], Recipient)
