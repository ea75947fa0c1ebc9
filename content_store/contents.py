"""What a database holds, table by table, as numbers and digests that two copies can be compared by."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, MetaData, Table, select

ROUND = 2**256


@dataclass(frozen=True, slots=True)
class Contents:
    """`rows`: how many a table has; `digests`: the sum of the SHA-256 of its rows, so that their order, which depends
    on a database's collation, does not matter."""

    rows: dict[str, int]
    digests: dict[str, str]


def contents_of(connection: Connection) -> Contents:
    """Read every table there is, whatever schema revision the database is at. Within one transaction this is one
    state; the rows are read in pieces and not held."""
    found = MetaData()
    found.reflect(connection)
    rows: dict[str, int] = {}
    digests: dict[str, str] = {}
    for name in sorted(found.tables):
        rows[name], digests[name] = _table(connection, found.tables[name])
    return Contents(rows, digests)


def _table(connection: Connection, table: Table) -> tuple[int, str]:
    # By name, so that a column which a migration put at another place makes no difference.
    columns = sorted(table.columns, key=lambda column: column.name)
    result = connection.execute(select(*columns), execution_options={"stream_results": True, "yield_per": 500})
    total, count = 0, 0
    for row in result:
        line = json.dumps([_plain(value) for value in row], sort_keys=True).encode()
        total = (total + int.from_bytes(hashlib.sha256(line).digest())) % ROUND
        count += 1
    return count, f"{total:064x}"


def _plain(value: Any) -> Any:
    match value:
        case datetime():  # SQLite keeps UTC without saying so
            return (value.astimezone(UTC) if value.tzinfo else value).replace(tzinfo=None).isoformat()
        case date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case Decimal():
            return str(value)
        case _:
            return value
