from __future__ import annotations

from leftopen.translate import Message, plural_message


def test_only_a_message_with_a_plural_is_counted() -> None:
    counted = plural_message(2, "{n} document", "{n} documents")
    assert counted.text("fr") == "2 documents"
    assert str(Message(id="no more than {n}", values={"n": 2})) == "no more than 2"
