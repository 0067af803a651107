"""Manual pages of a free program, by three converters."""

from __future__ import annotations

from pathlib import Path

from tests.ordinary.published import content
from tests.ordinary.published.command import run, write

PAGE = """.TH {upper} 1 "2026-03-14" "Gauges 1.4"
.SH NAME
{name} \\- {about}
.SH SYNOPSIS
.B {name}
[\\fB\\-\\-password\\fR \\fIFILE\\fR] [\\fIHOST\\fR]
.SH DESCRIPTION
Reads levels, and keeps a backup of them in /var/backups/gauges.
.SH AUTHOR
Mara Lindqvist <mara.lindqvist@marsh-ferry.example>
"""
COMMANDS = {
    "gauge-read": "reads a gauge",
    "gauge-backup": "keeps a copy of all levels",
    "gauge-user": "adds users to a station",
    "gauge-mail": "sends levels by mail",
}

POD = """=head1 NAME

{name} - {about}

=head1 OPTIONS

=over

=item --password FILE

Where the password of the station stands.

=back

=head1 AUTHOR

Samuel Oduya, samuel.oduya@marsh-ferry.example

=cut
"""


def _sources(folder: Path) -> dict[str, Path]:
    pages = {
        name: PAGE.format(name=name, upper=name.upper(), about=about) for name, about in COMMANDS.items()
    }
    write(folder, {f"man/{name}.1": text for name, text in pages.items()})
    (folder / "out").mkdir()
    return {name: folder / "man" / f"{name}.1" for name in pages}


def man2html(folder: Path) -> Path:
    """No front page."""
    for name, file in _sources(folder).items():
        html = run(["man2html", "-r", str(file)], folder)
        (folder / "out" / f"{name}.1.html").write_text(html.partition("\n\n")[2])
    return folder / "out"


def mandoc(folder: Path) -> Path:
    for name, file in _sources(folder).items():
        html = run(["mandoc", "-T", "html", str(file)], folder)
        (folder / "out" / f"{name}.1.html").write_text(html)
    return _with_front(folder / "out")


def pod2html(folder: Path) -> Path:
    (folder / "out").mkdir()
    for name, about in COMMANDS.items():
        write(folder, {f"{name}.pod": POD.format(name=name, about=about)})
        run(["pod2html", f"--infile={name}.pod", f"--outfile=out/{name}.html"], folder)
    return _with_front(folder / "out")


def _with_front(out: Path) -> Path:
    rows = "".join(f'<li><a href="{file.name}">{file.stem}</a></li>' for file in sorted(out.glob("*.html")))
    title = f"Manual pages of the {content.NAME}"
    head = f"<!doctype html><html><head><title>{title}</title></head>"
    (out / "index.html").write_text(f"{head}<body><h1>{title}</h1><ul>{rows}</ul></body></html>")
    return out
