"""The scope's reasons, told for many addresses at once."""

from __future__ import annotations

from leftopen.model.address import Address


def shared_clause(clause: str, address: Address) -> str:
    """The clause without the address, so that all addresses under it are counted together."""
    clause = clause.removeprefix(f"{address} is ")
    for words in (f" covers {address}", f" for {address}"):
        general = words.replace(str(address), "it")
        clause = clause.replace(words + " ", general + " ")
        clause = clause.removesuffix(words) + general if clause.endswith(words) else clause
    return clause
