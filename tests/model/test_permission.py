"""Who may do what, said once more from the other side: by permission, the roles that have it."""

from __future__ import annotations

import pytest

from leftopen.model.permission import PERMISSIONS, WHOLE, Permission, Role

HOLDERS = {
    "own": "viewer analyst case_manager scanner_admin admin auditor",
    "view": "viewer analyst case_manager scanner_admin admin",
    "evidence": "analyst case_manager admin",
    "export": "analyst case_manager scanner_admin admin",
    "cases": "analyst case_manager admin",
    "verify": "analyst case_manager scanner_admin admin",
    "notify": "case_manager admin",
    "scan": "scanner_admin admin",
    "scope": "scanner_admin admin",
    "imports": "scanner_admin admin",
    "users": "admin",
    "keys": "admin",
    "audit": "admin auditor",
    "settings": "admin",
}


@pytest.mark.parametrize("permission", Permission)
def test_these_roles_have_the_permission_and_no_other(permission: Permission) -> None:
    assert {role for role in Role if permission in PERMISSIONS[role]} == set(HOLDERS[permission].split())


def test_a_user_with_restricted_networks_can_neither_import_nor_see_all_users_keys_or_audit() -> None:
    assert {one.value for one in WHOLE} == {"imports", "users", "keys", "audit", "settings"}
