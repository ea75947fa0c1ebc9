"""Run by Alembic with the connection that content_store.schema hands it."""

from alembic import context

from content_store import models  # noqa: F401
from content_store.db import Base

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
