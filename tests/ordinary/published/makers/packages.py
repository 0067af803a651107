"""Archives of packages, as distributions and projects offer them: two of Debian's kind, one of Python's."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write
from tests.ordinary.published.installed import script

NAMES = ("gauges", "gauges-doc", "libgauge1", "libgauge-dev", "python3-gauges")


def _packages(folder: Path) -> list[Path]:
    made = []
    for name in NAMES:
        control = f"""Package: {name}
Version: 1.4-1
Architecture: all
Section: science
Priority: optional
Maintainer: {content.PEOPLE[1][0]} <{content.address(1)}>
Description: reads gauges
 Reads levels of rivers.
"""
        write(folder / name, {"DEBIAN/control": control, f"usr/share/doc/{name}/README": "Reads gauges.\n"})
        made.append(folder / f"{name}_1.4-1_all.deb")
        run(["dpkg-deb", "--root-owner-group", "--build", str(folder / name), str(made[-1])], folder)
    return made


def reprepro(folder: Path) -> Path:
    """`dists` and `pool`, no front page."""
    out = folder / "out"
    settings = "Codename: trixie\nComponents: main\nArchitectures: amd64 source\nOrigin: Marsh Ferry\n"
    write(folder, {"conf/distributions": settings})
    (folder / "built").mkdir()
    out.mkdir()
    words = ["reprepro", "--silent", "--basedir", str(folder), "--outdir", str(out), "includedeb", "trixie"]
    run([*words, *map(str, _packages(folder / "built"))], folder)
    return out


def scanpackages(folder: Path) -> Path:
    """The flat kind: packages, their index, sums and release notes in one folder."""
    out, built = folder / "out", folder / "built"
    out.mkdir()
    built.mkdir()
    for file in _packages(built):
        file.rename(out / file.name)
    index = run(["dpkg-scanpackages", "--multiversion", "."], out)
    (out / "Packages").write_text(index)
    (out / "Packages.gz").write_bytes(gzip.compress(index.encode()))
    sums = run(["sha256sum", *(file.name for file in sorted(out.glob("*.deb")))], out)
    write(out, {"SHA256SUMS": sums, "README.txt": "Releases of Gauges. The key is on our home page.\n"})
    return out


def dumb_pypi(folder: Path) -> Path:
    """A simple index with pages for people."""
    files = [f"{name.replace('-', '_')}-{version}.tar.gz" for name in NAMES for version in ("1.3", "1.4")]
    rows = [json.dumps({"filename": file, "uploaded_by": content.PEOPLE[1][1]}) for file in files]
    write(folder, {"packages.json": "\n".join(rows) + "\n"})
    words = ["--package-list-json", "packages.json", "--packages-url", "../../pool/", "--output-dir", "out"]
    run([script("dumb-pypi"), *words, "--title", content.NAME, "--logo", ""], folder)
    for file in files:
        write(folder / "out", {f"pool/{file}": "made up\n"})
    return folder / "out"
