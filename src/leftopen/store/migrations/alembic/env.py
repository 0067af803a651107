"""Runs the migrations over the connection of the records; the caller begins and commits."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
