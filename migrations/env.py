"""Runs migrations against the URL that bot.storage.engine gives, on SQLite in batch mode."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import create_engine

from bot.storage.rows import Row, UtcDateTime


def _render(kind: str, item: Any, _autogenerate: Any) -> str | Literal[False]:
    """A migration must not change when our column type does: it names the plain type."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


url = context.config.get_main_option("sqlalchemy.url")
assert url is not None

engine = create_engine(url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Row.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        render_item=_render,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
