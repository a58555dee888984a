"""Runs migrations on the connection that `schema.upgrade` hands over, in its transaction."""

from alembic import context

from geo_kopienas.store.ledger.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
context.run_migrations()
