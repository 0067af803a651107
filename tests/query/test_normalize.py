from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from leftopen.query.normalize import fold, holds_pieces, tokens

SMALL = st.text(alphabet="ab", max_size=6)


def test_words_are_runs_of_letters_digits_and_other_alphabets() -> None:
    assert tokens("Inbox-É_c9ж\x00W 😀!") == ("inbox", "É", "c9ж", "w", "😀")


@given(st.text())
def test_only_a_to_z_is_folded(text: str) -> None:
    assert fold(text) == re.sub("[A-Z]", lambda found: found[0].lower(), text)


@given(SMALL, st.lists(SMALL, min_size=1, max_size=4), st.booleans())
def test_pieces_are_found_as_the_regular_expression_would(text: str, pieces: list[str], whole: bool) -> None:
    pattern = ".*".join(pieces)
    wanted = re.fullmatch(pattern, text) if whole else re.search(pattern, text)
    assert holds_pieces(text, tuple(pieces), whole=whole) == bool(wanted)
