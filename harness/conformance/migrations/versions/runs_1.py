"""Runs, what they found, and what became of each operation."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "runs",
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("id", sa.String(32), nullable=False, unique=True),
        sa.Column("api", sa.Text, nullable=False, index=True),
        sa.Column("base_url", sa.Text, nullable=False),
        sa.Column("started", sa.String(20), nullable=False),
        sa.Column("revision", sa.Text),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("harness", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
    )
    op.create_table(
        "failures",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("failure", sa.String(40), primary_key=True, index=True),
        sa.Column("oracle", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
    )
    op.create_table(
        "hits",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("failure", sa.String(40), primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("operation", sa.Text, primary_key=True),
    )
    op.create_table(
        "cells",
        sa.Column("run", sa.Integer, sa.ForeignKey("runs.number", ondelete="CASCADE"), primary_key=True),
        sa.Column("version", sa.Text, primary_key=True),
        sa.Column("operation", sa.Text, primary_key=True),
        sa.Column("state", sa.Text, nullable=False),
    )
