"""One row of every table, made from the tables themselves: a new table or column is covered without anybody's doing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, String, insert

from content_store import ledger, models  # noqa: F401
from content_store.db import Base, Store, UTCDateTime, desk_for
from content_store.permissions import System

NOON = datetime(2026, 3, 1, 12, 30, 15, 250000, tzinfo=UTC)


def one_of_everything(store: Store) -> None:
    """Fill every table with a row; the ledger by its own means, for it must verify."""
    with store.engine.begin() as connection:
        for table in Base.metadata.sorted_tables:
            if table.name != "ledger":
                connection.execute(insert(table), {column.name: _value(column) for column in table.columns})
        if store.dialect == "postgresql":  # the ids were given, so the sequences must be told
            for table in Base.metadata.sorted_tables:
                column = table.autoincrement_column
                if column is not None and table.name != "ledger":
                    connection.exec_driver_sql(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', '{column.name}'), 1)"
                    )
    with desk_for(store, System()) as desk:
        ledger.record(desk, ledger.Verb.DEMO_LOADED, "demo:1", after={"слово": "ђ"})


def _value(column: Column[Any]) -> Any:
    if column.foreign_keys:
        (key,) = column.foreign_keys
        return _value(key.column)
    if isinstance(column.type, UTCDateTime):
        return NOON
    if isinstance(column.type, JSON):
        return ["б"] if getattr(column.default, "is_callable", False) and "list" in str(column.default) else {"a": "б"}
    if isinstance(column.type, String):
        return f"ж{column.name}"[: column.type.length or 40]
    known: dict[type, Any] = {int: 1, float: 45.25, bool: True, date: NOON.date(), bytes: b"\x00\xff"}
    return known[column.type.python_type]
