"""Pieces of rows: the first few, each cut to its length."""

from __future__ import annotations

from leftopen.wire.http.pages.row_samples import SAMPLED, cell_sample, object_sample


def test_objects_are_json_and_cut() -> None:
    pieces = list(object_sample("mail", [{"subject": "é" * 40}] * 20, length=20))
    assert len(pieces) == SAMPLED
    assert pieces[0] == ("mail.json", "application/json", '{"subject": "éééé'.encode()[:20])
    assert len(list(object_sample("flow", [{"id": 1}] * 20, most=4))) == 4


def test_cells_stand_on_lines_and_no_text_raises() -> None:
    assert list(cell_sample("chat", [("user", "\ud800")])) == [("chat.txt", "text/plain", b"user\n?")]
