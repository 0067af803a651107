"""What a document holds does not depend on how many values are looked at together."""

from __future__ import annotations

from leftopen import catalogue
from leftopen.contents import Contents
from leftopen.impact.assess.document_findings import EXAMPLE, TOGETHER, ValueReader

CONTENTS = Contents.build(catalogue.detectors(), catalogue.readers(), b"k" * 32)


def held(text: str) -> dict[tuple[str, bytes], tuple[str, int]]:
    values = ValueReader.build(CONTENTS).read(text, "text").values
    return {(value.label, value.digest): (value.masked, value.count) for value in values}


def test_many_values_are_held_as_each_alone() -> None:
    lines = [f"write to jane{at}@unit{at}.example.org" for at in range(TOGETHER + 20)]
    alone = {key: value for line in lines[:30] for key, value in held(line).items()}
    together = held("\n".join([*lines, *lines[:30]]))
    assert len(together) == len(lines)
    assert {key: (masked, 2) for key, (masked, _) in alone.items()} == {key: together[key] for key in alone}


def test_a_long_value_is_cut_and_the_others_are_masked_as_ever() -> None:
    long = "jane@" + "unit." * 40 + "example.org"
    found = held(f"SSN: 891-23-4567\n{long}\n")
    assert sorted(masked for masked, _ in found.values()) == sorted(
        ["***-**-**67", CONTENTS.mask("j***@" + "unit." * 40 + "example.org", EXAMPLE)]
    )
    assert max(len(masked) for masked, _ in found.values()) == EXAMPLE


def test_a_text_without_values_holds_none() -> None:
    assert held("nothing of the kind") == {}
