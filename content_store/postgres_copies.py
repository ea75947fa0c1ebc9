"""Copies of a PostgreSQL database, with the server's own tools."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from content_store import ledger
from content_store.contents import Contents, contents_of
from content_store.permissions import Invalid, Unavailable

EMPTIED = """
SET lock_timeout = '10s';
DO $$
DECLARE one record;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
    EXECUTE format('DROP TABLE IF EXISTS public.%I CASCADE', one.tablename);
  END LOOP;
  FOR one IN
    SELECT f.oid::regprocedure AS signature FROM pg_proc f
    WHERE f.pronamespace = 'public'::regnamespace
      AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = f.oid AND d.deptype = 'e')
  LOOP
    EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', one.signature);
  END LOOP;
END $$;
"""


def dump(url: URL, target: Path) -> tuple[Contents, str]:
    """Dump one state of the database to a file, in the custom format; what is in that very state, and its schema
    revision."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
        state = connection.scalar(text("SELECT pg_export_snapshot()"))
        revision = MigrationContext.configure(connection).get_current_revision()
        if revision is None:
            raise Invalid({"database": "There is nothing to back up: the database is empty."})
        how = ("--format=custom", "--no-owner", "--no-privileges", f"--snapshot={state}", f"--file={target}")
        _run(url, "pg_dump", *how)
        contents = contents_of(connection)
        with Session(connection) as session:
            if bad := ledger.verify(session):
                raise Invalid({"database": f"The ledger does not hold together (entry {bad}). Look into that first."})
    return contents, revision


def proved(copy: Path, tables: set[str]) -> None:
    """Raises Invalid where the file is no dump, or not one of these tables."""
    command = [_tool("pg_restore"), "--list", str(copy)]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if listed.returncode:
        raise Invalid({"file": "The database in this backup is damaged. Use another backup."})
    mark = " TABLE DATA public "
    found = {line.partition(mark)[2].split()[0] for line in listed.stdout.splitlines() if mark in line}
    if found != tables:
        raise Invalid({"file": "This holds no database of this system."})


def restore(copy: Path, url: URL) -> None:
    """Put a proved dump in place of what the database holds, in one transaction."""
    _check_ours(url)
    with tempfile.NamedTemporaryFile(suffix=".sql") as script, tempfile.NamedTemporaryFile("w", suffix=".sql") as first:
        first.write(EMPTIED)
        first.flush()
        _command([_tool("pg_restore"), "--no-owner", "--no-privileges", f"--file={script.name}", str(copy)])
        steps = ("--single-transaction", "--set=ON_ERROR_STOP=1", f"--file={first.name}", f"--file={script.name}")
        _run(url, "psql", "--no-psqlrc", "--quiet", *steps)


def contents(url: URL) -> Contents:
    """What is in the database now."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="REPEATABLE READ")
    with engine.connect() as connection:
        return contents_of(connection)


def _check_ours(url: URL) -> None:
    with create_engine(url, poolclass=NullPool).connect() as connection:
        tables = set(inspect(connection).get_table_names())
    if tables and "alembic_version" not in tables:
        raise Invalid({"database": "This database belongs to something else. Name another one."})


def _run(url: URL, tool: str, *arguments: str) -> None:
    # The password goes by the environment: arguments can be read by everybody on the machine.
    plain = url.set(drivername="postgresql", password=None).render_as_string()
    _command([_tool(tool), f"--dbname={plain}", "--no-password", *arguments], password=url.password)


def _command(command: list[str], *, password: object = None) -> None:
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise Unavailable(f"{Path(command[0]).name}: {said[0] if said else 'failed'}")


def _tool(name: str) -> str:
    """The newest installed, since a dump tool must not be older than its server."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    found = str(installed[-1]) if installed else shutil.which(name)
    if not found:
        raise Unavailable(f"{name} is not installed. Install PostgreSQL's client programs.")
    return found
