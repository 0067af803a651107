"""A file loses its name, and keeps what says how to read it."""

from __future__ import annotations

import pytest

from leftopen.formats.sample_name import sample_name


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("canary-name.PDF", ("file.pdf", "application/pdf")),
        ("archive.tar.gz", ("file.gz", "")),
        ("mbox", ("file.mbox", "application/mbox")),
        ("canary", ("file", "")),
        ("a.canary-long-suffix", ("file", "")),
        ("a.ümlaut", ("file", "")),
        ("", ("file", "")),
    ],
)
def test_only_a_plain_suffix_is_kept(name: str, called: tuple[str, str]) -> None:
    assert sample_name(name) == called
