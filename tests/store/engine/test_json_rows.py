from __future__ import annotations

from leftopen.store.engine.json_rows import rows


def test_a_body_of_rows_is_read_line_by_line() -> None:
    assert rows(b'{"a":1}\n{"a":2}\n') == [{"a": 1}, {"a": 2}]
    assert rows(b"") == []


def test_a_number_of_128_bits_keeps_every_digit() -> None:
    assert rows(b'{"id":%d}\n' % (2**128 - 1)) == [{"id": 2**128 - 1}]
