"""Runs the versions over the connection that the records lend; the caller begins and commits."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
