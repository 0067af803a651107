"""A free program's git repository, whose description and licence say that it is public."""

from __future__ import annotations

from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write

DESCRIPTION = "Gauges: reads levels of rivers. Free software (MIT), public repository."
LICENCE = (
    "MIT License\n\nCopyright (c) 2026 Marsh Ferry Society\n\nPermission is hereby granted, free of charge.\n"
)

STEPS = (
    ("Read levels", {"gauges.py": content.MODULE}),
    (
        "Licence and how to take part",
        {"LICENSE": LICENCE, "README.md": "# Gauges\n\nEverybody may take part.\n"},
    ),
    ("Tests", {"tests/test_gauges.py": content.TEST}),
    (
        "The password of the station comes from a file",
        {"station.conf": "password_file = /etc/gauges/station\n"},
    ),
)


def git(folder: Path) -> Path:
    """A bare repository `gauges.git` in the folder."""
    work = folder / "work"
    work.mkdir()
    run(["git", "init", "--quiet", "--initial-branch=main"], work)
    for number, (answer, files) in enumerate(STEPS):
        name, user = content.PEOPLE[number]
        write(work, files)
        run(["git", "add", "."], work)
        who = ["-c", f"user.name={name}", "-c", f"user.email={user}@{content.HOST}"]
        run(["git", *who, "commit", "--quiet", "-m", answer], work)
    run(["git", "tag", "v1.4"], work)
    (folder / "repositories").mkdir()
    bare = folder / "repositories" / "gauges.git"
    run(["git", "clone", "--quiet", "--bare", str(work), str(bare)], folder)
    (bare / "description").write_text(DESCRIPTION)
    return bare
