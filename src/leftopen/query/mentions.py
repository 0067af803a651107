"""Which fields a search asks for."""

from __future__ import annotations

from leftopen.query.nodes import All, Any, Node, Not, Term


def mentions(node: Node, field: str) -> bool:
    """Does any part of the tree filter by the field of that name?"""
    if isinstance(node, All | Any):
        return any(mentions(part, field) for part in node.nodes)
    if isinstance(node, Not):
        return mentions(node.node, field)
    return isinstance(node, Term) and node.field.name == field
