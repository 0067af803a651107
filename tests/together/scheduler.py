"""xdist's own way to hand out whole scopes, with this suite's shares for scopes."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

from tests.together.share import share_of


class Shares(LoadScopeScheduling):  # type: ignore[misc]  # xdist brings no types
    """In the order of the collection, which `pytest_collection_modifyitems` has sorted."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)
