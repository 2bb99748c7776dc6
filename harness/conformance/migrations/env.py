"""What Alembic runs: within the transaction of whoever opens a store."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
