from __future__ import annotations

import re

import pytest

from leftopen.store.engine.engine_errors import refusal


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("Code: 243. DB::Exception: Cannot reserve", "243", "disk is full"),
        ("write failed: errno: 28, strerror: No space left on device", "", "disk is full"),
        ("Code: 241. DB::Exception: (total) memory limit exceeded", "241", "memory limit.*engine_memory_mb"),
        ("Code: 159. DB::Exception: Timeout exceeded", "159", "too long.*narrower"),
        ("Code: 47. DB::Exception:\nUnknown\n" + "x" * 900, "47", "Unknown"),
    ],
)
def test_the_engines_errors_become_one_line_for_a_person(text: str, code: str, words: str) -> None:
    answer = str(refusal("the store", text, code))
    assert re.search(words, answer)
    assert "\n" not in answer
    assert len(answer) < 350
