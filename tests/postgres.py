"""A PostgreSQL of our own in a temporary folder, from the system's binaries."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.live import free_port


def binaries() -> Path:
    """The newest installed server's folder. Raises LookupError with what to install."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: int(p.parts[-3]))
    if found:
        return found[-1].parent
    elsewhere = shutil.which("initdb")
    if elsewhere:
        return Path(elsewhere).resolve().parent
    raise LookupError("PostgreSQL's server is not installed. Install it (Debian: apt-get install postgresql).")


@dataclass
class PostgresCluster:
    url: str  # of the maintenance database
    folder: Path | None = None
    port: int = 0

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[PostgresCluster]:
        """A server for the length of the block; `TEST_POSTGRESQL_URL` instead, where set."""
        given = os.environ.get("TEST_POSTGRESQL_URL")
        if given:
            yield cls(given)
            return
        folder = Path(tempfile.mkdtemp(prefix="suite-pg-"))
        cluster = cls("", folder, free_port())
        cluster.url = f"postgresql+psycopg://suite@127.0.0.1:{cluster.port}/postgres"
        try:
            cluster._make()
            cluster.start()
            yield cluster
        finally:
            cluster.stop("immediate")
            shutil.rmtree(folder, ignore_errors=True)

    def new_database(self, name: str) -> str:
        """Create (or create anew) a database; its URL."""
        admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        with admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        admin.dispose()
        return make_url(self.url).set(database=name).render_as_string(hide_password=False)

    def _make(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.folder, "postgres")
        self._run(
            "initdb",
            "-D",
            str(self.folder / "data"),
            "-U",
            "suite",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "-N",
        )
        with (self.folder / "data" / "postgresql.conf").open("a") as conf:
            conf.write(
                f"port={self.port}\nlisten_addresses='127.0.0.1'\nunix_socket_directories='{self.folder}'\n"
                "fsync=off\nfull_page_writes=off\nmax_connections=100\n"
            )

    def start(self) -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", str(self.folder / "log"), "-w", "start")

    def stop(self, mode: str = "fast") -> None:
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop", check=False)

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        command = [str(binaries() / program), *arguments]
        who = None
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            who = pwd.getpwnam("postgres").pw_uid
        done = subprocess.run(
            command, check=False, user=who, cwd="/tmp", capture_output=True, text=True, stdin=subprocess.DEVNULL
        )
        if check and done.returncode:
            raise RuntimeError(f"{program}: {done.stdout}{done.stderr}")
