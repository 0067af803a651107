"""Makes up stores from a seed: folders of made-up files, links, pipes, and files that can't be opened."""

from __future__ import annotations

import os
import random
import stat
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.impact.assess.made_up_files import DEEPEST, PICTURE, Made, Maker


@dataclass(kw_only=True)
class Store:
    """What was written. `skipped`: names of what is no file that can be read. `files`: each with what it is
    to become, by its path in the store."""

    files: dict[str, Made] = field(default_factory=dict)
    skipped: set[str] = field(default_factory=set)

    @property
    def documents(self) -> int:
        return sum(one.documents for one in self.files.values())

    @property
    def losses(self) -> dict[str, Counter[str]]:
        """By path."""
        return _losses({path: made.lost for path, made in self.files.items()})

    @property
    def losses_attached(self) -> dict[str, Counter[str]]:
        """The same, where each file is read as one that is attached to a mail."""
        return _losses({path: made.lost + made.lost_attached for path, made in self.files.items()})

    @property
    def values(self) -> set[int]:
        return {number for one in self.files.values() for number in one.values}


def _losses(of: Mapping[str, Counter[str]]) -> dict[str, Counter[str]]:
    """Of the files that have any. Pictures are counted apart."""
    named = {
        path: Counter({why: n for why, n in lost.items() if why != PICTURE}) for path, lost in of.items()
    }
    return {path: lost for path, lost in named.items() if lost}


KINDS = (
    Maker.plain, Maker.picture, Maker.locked, Maker.mail, Maker.mailbox, Maker.outlook, Maker.nested,
    Maker.nested, Maker.six_deep, Maker.attached, Maker.mailbox_with_archives, Maker.sealed_zip,
    Maker.oddly_packed_zip, Maker.sealed_seven, Maker.zip_without_directory, Maker.zip_with_a_wrong_sum,
    Maker.cut_tar, Maker.cut_mailbox, Maker.damaged_mailbox, Maker.ruined_outlook, Maker.bomb,
    Maker.bomb_in_front, Maker.noise, Maker.empty,
)  # fmt: skip

APART = (Maker.six_deep, Maker.bomb, Maker.bomb_in_front, Maker.cut_mailbox)
"""What has other limits where it is attached."""


def made_up(seed: int, folder: Path, apart: Sequence[Callable[[Maker], Made]] = ()) -> Store:
    """Written into the folder. Each store has a few files of some kinds, but of none that is `apart`, and
    something that is no file."""
    maker, store = Maker(seed), Store()
    for at in range(maker.rng.randrange(4, 12)):
        kind = maker.rng.choice([one for one in KINDS if one not in apart])
        made = replace(kind(maker), kind=kind.__name__)
        chance = maker.rng.random()
        if chance < 0.2 and made.deep < DEEPEST:
            made = replace(maker.zip(made), kind=f"zip of {made.kind}")
        elif chance < 0.4 and kind not in APART:
            made = replace(maker.mail(made), kind=f"mail with {made.kind}")
        path = f"{maker.rng.choice(('', 'box/cur/', 'a/b/'))}{at}-{made.name.rpartition('/')[2]}"
        _write(folder / path, made.data)
        store.files[path] = made
    _no_files(maker.rng, folder, store)
    return store


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _no_files(rng: random.Random, folder: Path, store: Store) -> None:
    for at, kind in enumerate(rng.sample(("link", "lost link", "loop", "pipe", "socket", "closed"), 2)):
        path = folder / f"no file {at}"
        if kind == "pipe":
            os.mkfifo(path)
        elif kind == "socket":
            os.mknod(path, stat.S_IFSOCK | 0o600)
        elif kind == "closed":
            path.write_bytes(b"SSN: 741-22-9999\n")
            path.chmod(0)
            if os.access(path, os.R_OK):
                # Who may read everything reads this too.
                store.files[path.name] = Made(name=path.name, data=b"")
                continue
        else:
            path.symlink_to({"link": Path("/"), "lost link": folder / "gone", "loop": folder}[kind])
        store.skipped.add(path.name)
