"""How the store of runs came to its form, step by step, as Alembic carries it out."""
