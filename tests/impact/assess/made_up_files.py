"""Makes up files from a seed: mailboxes, mails, Outlook files and archives in each other, whole, damaged,
encrypted and hostile.

What an assessment must say of each is counted here while it is made, or by Python's own libraries from its
bytes; nothing here is of the program.
"""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import re
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from email.message import EmailMessage

import zstandard

from tests.documents.old_office import word
from tests.documents.pst_files import Item, pst
from tests.documents.seven_zip_files import COPY, ENCRYPTED, LZMA, LZMA2, PPMD, seven_zip
from tests.impact.assess.damage import mails_in

FROM = "From jane@example.org Tue Jan  1 10:11:12 2019\n"
BROKEN, SEALED, UNKNOWN, PICTURE = "broken", "encrypted", "unread", "picture"
BOMB = 3_000_000
DEEPEST = 5
NAMES = ("Übersicht {}", "a b {}", "../../{}", "bang!{}", "{}", "deep/er/{}", "x" * 120 + "{}", "q?#%{}")


@dataclass(frozen=True, kw_only=True)
class Made:
    """One file. `documents` that it is and holds, where it lies in a folder or in an archive; `attached`
    those where it is attached to a mail. `lost`: of them, by what kept them from being read. `values`: the
    numbers in what nothing kept. `lost_attached`: what else is lost where it is attached. `deep`: archives
    inside each other. `kind`: how it was made."""

    name: str
    data: bytes
    documents: int = 1
    attached: int = 1
    lost: Counter[str] = field(default_factory=Counter)
    lost_attached: Counter[str] = field(default_factory=Counter)
    values: frozenset[int] = frozenset()
    deep: int = 0
    kind: str = ""


def ssn(number: int) -> str:
    return f"741-22-{number + 1000:04}"


class Maker:
    """Everything that it makes holds a number that nothing else in the store holds."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self._numbers = 0

    def name(self, end: str) -> str:
        return self.rng.choice(NAMES).format(self._numbers) + end

    def text(self) -> tuple[int, str]:
        self._numbers += 1
        noise = "\n".join(f"{self.rng.getrandbits(120):x}" for _ in range(self.rng.randrange(12)))
        return self._numbers, f"SSN: {ssn(self._numbers)}\n{noise}\n"

    # --- what holds nothing else

    def plain(self) -> Made:
        number, text = self.text()
        end = self.rng.choice((".txt", ".log", ".md", ""))
        return Made(name=self.name(end), data=text.encode(), values=frozenset({number}))

    def picture(self) -> Made:
        data = b"\x89PNG\r\n\x1a\n" + self.rng.randbytes(60)
        return Made(name=self.name(".png"), data=data, lost=Counter({PICTURE: 1}))

    def locked(self) -> Made:
        data = word([self.text()[1]], flags=0x0100)
        return Made(name=self.name(".doc"), data=data, lost=Counter({SEALED: 1}))

    def mail(self, *parts: Made) -> Made:
        number, text = self.text()
        made = EmailMessage()
        made["From"], made["Subject"] = "jane.roe@one.example", f"note {number}"
        made["Date"] = f"Tue, 01 Jan {2000 + number % 20} 10:00:00 +0000"
        made.set_content(text)
        for part in parts:
            name = part.name.rpartition("/")[2]
            made.add_attachment(part.data, maintype="application", subtype="octet-stream", filename=name)
        documents = 1 + sum(part.attached for part in parts)
        made_of = joined(self.name(".eml"), made.as_bytes(), documents, documents, parts, {number})
        lost = made_of.lost + made_of.lost_attached
        return replace(made_of, lost=lost, lost_attached=Counter())

    def mailbox(self, *mails: Made) -> Made:
        mails = mails or tuple(self.mail() for _ in range(self.rng.randrange(1, 9)))
        raw = b"".join(FROM.encode() + one.data + b"\n" for one in mails)
        documents = sum(one.documents for one in mails)
        return joined(self.name(".mbox"), raw, documents, 1 + documents, mails)

    def outlook(self) -> Made:
        count = self.rng.randrange(2, 12)
        texts = [self.text() for _ in range(count)]
        items = [Item(properties={0x1000: text, 0x0C1F: "x@one.example"}) for _, text in texts]
        cut = self.rng.randrange(1, count)
        data = pst({"Inbox": items[:cut], "Sent": items[cut:]})
        values = frozenset(number for number, _ in texts)
        return Made(name=self.name(".pst"), data=data, documents=count, attached=1 + count, values=values)

    def leaf(self) -> Made:
        return self.rng.choice((self.plain, self.plain, self.plain, self.mail, self.picture, self.locked))()

    def leaves(self) -> list[Made]:
        """No two of a name."""
        found = [self.leaf() for _ in range(self.rng.randrange(1, 6))]
        return [replace(one, name=f"{at}-{one.name}") for at, one in enumerate(found)]

    # --- archives

    def zip(self, *members: Made, method: int | None = None) -> Made:
        kinds = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
        data = zipped(members, self.rng.choice(kinds) if method is None else method)
        return holder(self.name(".zip"), data, members)

    def tar(self, *members: Made) -> Made:
        return holder(self.name(".tar"), tarred(members)[0], members)

    def packed_tar(self, *members: Made) -> Made:
        """As an attachment it is a packed file, and the archive in it another."""
        end, pack = self.rng.choice(PACKINGS)
        data = pack(tarred(members)[0])
        made = holder(self.name(".tar" + end), data, members)
        return replace(made, attached=made.attached + 1)

    def seven(self, *members: Made) -> Made:
        method = self.rng.choice((COPY, LZMA, LZMA2))
        data = seven_zip({one.name: one.data for one in members}, method)
        return holder(self.name(".7z"), data, members)

    def packed(self, one: Made) -> Made:
        """A tar archive and its packing are one, but as an attachment."""
        end, pack = self.rng.choice(PACKINGS)
        made = holder(self.name(".bin" + end), pack(one.data), [one])
        return replace(made, documents=made.documents - (one.data[257:262] == b"ustar"))

    def whole(self, *members: Made) -> Made:
        kind = self.rng.choice((self.zip, self.tar, self.packed_tar, self.seven, self.packed))
        return kind(members[0]) if kind == self.packed else kind(*members)

    def nested(self) -> Made:
        """Up to five archives inside each other, with others beside them; at the bottom often a mailbox."""
        inner = self.rng.choice((self.mailbox, self.mailbox, self.outlook, self.plain))()
        for _ in range(self.rng.randrange(1, 6)):
            inner = self.whole(replace(inner, name="0" + inner.name), *self.leaves())
        return inner

    def six_deep(self) -> Made:
        """The sixth is read in memory."""
        inner = self.plain()
        for _ in range(6):
            inner = self.zip(inner)
        return inner

    # --- mails that hold archives

    def attached(self) -> Made:
        parts = [self.whole(*self.leaves()) for _ in range(self.rng.randrange(1, 3))]
        return self.mail(*parts, self.zip(self.as_attached(self.mailbox())), self.plain())

    def as_attached(self, one: Made) -> Made:
        """Inside of what is attached itself."""
        return replace(one, documents=one.attached)

    def mailbox_with_archives(self) -> Made:
        return self.mailbox(self.mail(), self.attached(), self.mail())

    # --- what can't be read

    def sealed_zip(self) -> Made:
        members = self.leaves()
        chosen = [self.rng.random() < 0.5 for _ in members]
        raw = bytearray(zipped(members, zipfile.ZIP_STORED))
        marked(raw, [6 if one else None for one in chosen], 1)
        left = [one for one, hidden in zip(members, chosen, strict=True) if not hidden]
        made = holder(self.name(".zip"), bytes(raw), left)
        hidden = len(members) - len(left)
        return more(made, hidden, Counter({SEALED: hidden}))

    def oddly_packed_zip(self) -> Made:
        members = self.leaves()
        raw = bytearray(zipped(members, zipfile.ZIP_STORED))
        marked(raw, [8 for _ in members], 98)
        return more(holder(self.name(".zip"), bytes(raw), []), len(members), Counter({UNKNOWN: len(members)}))

    def sealed_seven(self) -> Made:
        method, why = self.rng.choice(((ENCRYPTED, SEALED), (PPMD, UNKNOWN)))
        members = self.leaves()
        data = seven_zip({one.name: one.data for one in members}, method)
        return more(holder(self.name(".7z"), data, []), len(members), Counter({why: len(members)}))

    def zip_without_directory(self) -> Made:
        members = self.leaves()
        raw = zipped(members, zipfile.ZIP_DEFLATED)
        made = holder(self.name(".zip"), raw[: raw.index(b"PK\x01\x02")], members)
        return more(made, 1, Counter({BROKEN: 1}))

    def zip_with_a_wrong_sum(self) -> Made:
        """One byte of one member is another."""
        before, hit, after = self.plain(), self.plain(), self.mailbox()
        raw = bytearray(zipped((before, hit, after), zipfile.ZIP_STORED))
        raw[raw.index(hit.data) + len(hit.data) - 1] ^= 0x20
        hit = replace(hit, values=frozenset(), lost=Counter({BROKEN: 1}))
        return holder(self.name(".zip"), bytes(raw), (before, hit, after))

    def cut_tar(self) -> Made:
        """In a header or in a file: that file and the end are missing."""
        before = self.leaves()
        members, last = [*before, self.plain(), self.plain()], len(before)
        raw, places = tarred(members)
        start, end = places[last]
        size = len(members[last].data)
        content = end - -(-size // 512) * 512
        half = self.rng.random() < 0.7
        at = content + self.rng.randrange(size) if half else self.rng.randrange(start, content)
        made = holder(self.name(".tar"), raw[:at], members[:last])
        return more(made, 1 + half, Counter({BROKEN: 1 + half}))

    def cut_mailbox(self) -> Made:
        """The mails that come out of what is left, and the rest by name."""
        box = self.mailbox()
        raw = gzip.compress(box.data)
        raw = raw[: self.rng.randrange(12, len(raw) - 8)]
        out = zlib.decompressobj(31).decompress(raw)
        begun = re.match(rb"From \S[^\n]*\n[A-Za-z][A-Za-z0-9-]*:", out)
        mails = mails_in(out) if begun else 0
        return more(holder(self.name(".gz"), raw, []), mails + 1, Counter({BROKEN: 1}))

    def damaged_mailbox(self) -> Made:
        """What was damaged is text all the same. Its mails have no header that says otherwise. Digits at the
        beginning would be Apple Mail's count of bytes."""
        mails = [f"{FROM}From: jane.roe@one.example\n\n{self.text()[1]}\n" for _ in range(9)]
        raw = bytearray("".join(mails).encode())
        for at in self.rng.sample(range(len(raw)), self.rng.choice((1, 5, 20))):
            raw[at] ^= self.rng.randrange(1, 256)
        cut = bytes(raw[self.rng.randrange(len(raw) // 2) :]).lstrip(b" 0123456789")
        count = mails_in(cut)
        return Made(name=self.name(".mbox"), data=cut, documents=count, attached=1 + count)

    def ruined_outlook(self) -> Made:
        """Its runs of text are read; attached, its items are another loss."""
        data = b"!BDN" + bytes(700) + self.outlook().data[704:]
        once = Counter({BROKEN: 1})
        return Made(name=self.name(".pst"), data=data, attached=2, lost=once, lost_attached=once)

    def bomb(self) -> Made:
        zeros = Made(name="zeros", data=bytes(BOMB), lost=Counter({BROKEN: 1}))
        return self.rng.choice((self.zip(zeros, method=zipfile.ZIP_DEFLATED), self.gz(zeros)))

    def gz(self, one: Made) -> Made:
        return holder(self.name(".gz"), gzip.compress(one.data), [one])

    def bomb_in_front(self) -> Made:
        """Of an archive that is packed as a whole: nobody comes to what lies behind it."""
        zeros = Made(name="zeros", data=bytes(BOMB), lost=Counter({BROKEN: 1}))
        data = gzip.compress(tarred((self.plain(), zeros, self.plain()))[0])
        number = self._numbers - 1
        made = holder(self.name(".tgz"), data, [Made(name="", data=b"", values=frozenset({number})), zeros])
        return more(made, 1, Counter({BROKEN: 1}))

    def empty(self) -> Made:
        """Attached, it is nothing."""
        return Made(name=self.name(".txt"), data=b"", attached=0)

    def noise(self) -> Made:
        return Made(name=self.name(".bin"), data=b"\0" + self.rng.randbytes(200), lost=Counter({BROKEN: 1}))


def joined(
    name: str, data: bytes, documents: int, attached: int, inside: Sequence[Made], own: set[int] | None = None
) -> Made:
    """With what those inside lose and hold."""
    return Made(
        name=name,
        data=data,
        documents=documents,
        attached=attached,
        lost=sum((one.lost for one in inside), Counter()),
        lost_attached=sum((one.lost_attached for one in inside), Counter()),
        values=frozenset(own or ()).union(*(one.values for one in inside)),
    )


def holder(name: str, data: bytes, members: Sequence[Made]) -> Made:
    """An archive is a document, and each of its members what it is by itself."""
    documents = 1 + sum(one.documents for one in members)
    made = joined(name, data, documents, 1 + sum(one.attached for one in members), members)
    return replace(made, deep=1 + max((one.deep for one in members), default=0))


def more(made: Made, documents: int, lost: Counter[str]) -> Made:
    """With documents of which nothing can be read."""
    return replace(
        made,
        documents=made.documents + documents,
        attached=made.attached + documents,
        lost=made.lost + lost,
    )


# --- bytes


def zipped(members: Sequence[Made], method: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for one in members:
            archive.writestr(one.name, one.data)
    return out.getvalue()


def marked(raw: bytearray, fields: Sequence[int | None], value: int) -> None:
    """Sets a field of each member's two headers, by its place in the first one."""
    heads = [at.start() for at in re.finditer(b"PK\x03\x04", raw)]
    listed = [at.start() for at in re.finditer(b"PK\x01\x02", raw)]
    for field_at, head, entry in zip(fields, heads, listed, strict=True):
        if field_at is not None:
            raw[head + field_at] |= value
            raw[entry + field_at + 2] |= value


def tarred(members: Sequence[Made]) -> tuple[bytes, list[tuple[int, int]]]:
    """And where each member lies, its header and padding included."""
    out = io.BytesIO()
    places = []
    with tarfile.open(fileobj=out, mode="w", format=tarfile.GNU_FORMAT) as archive:
        for one in members:
            entry = tarfile.TarInfo(one.name)
            entry.size = len(one.data)
            start = out.tell()
            archive.addfile(entry, io.BytesIO(one.data))
            places.append((start, out.tell()))
    return out.getvalue(), places


PACKINGS: tuple[tuple[str, Callable[[bytes], bytes]], ...] = (
    (".gz", gzip.compress),
    (".bz2", bz2.compress),
    (".xz", lzma.compress),
    (".zst", zstandard.compress),
)
