"""The composition root (settings -> one Flask server with the public site at / and the console at /console/) and the
command line of the people who run the service: `python app.py --help`."""

from __future__ import annotations

import argparse
import gc
import ipaddress
import logging
import os
import re
import secrets
import socket
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Annotated

from flask import Flask, Response
from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

import auth
import auth.accounts
import auth.attempts
import auth.commands
import auth.roles
import content_store.commands
from content_store import schema
from content_store.db import Store, open_store
from content_store.permissions import Refusal

ADDRESS = re.compile(r"https://[a-z0-9.-]+(:[0-9]{1,5})?|http://(localhost|127\.0\.0\.1)(:[0-9]{1,5})?")
HOST_NAME = re.compile(r"\.?[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*(:[0-9]{1,5})?|\[[0-9A-Fa-f:]+\](:[0-9]{1,5})?")
ROOT = Path(__file__).resolve().parent
THREADS = 64
"""Of a worker. They are made as they are needed and take turns at the interpreter: steps are as fast with 4 (measured),
but four people on bad connections would shut everybody else out."""
WAITING_MOST = 48
"""Of these, how many may wait for what a browser is still sending."""


def _database(url: str) -> str:
    if not url:
        return url
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise ValueError("is no database address; for example sqlite:///var/console.db") from None
    backend = parsed.get_backend_name()
    if backend not in {"sqlite", "postgresql"}:
        raise ValueError("must begin with sqlite:/// or postgresql+psycopg://")
    if not parsed.database or parsed.database == ":memory:":
        raise ValueError("names no database; for example sqlite:////srv/console.db, with the path after the slashes")
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _host(host: str) -> str:
    if host == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host))
    except ValueError:
        raise ValueError("must be an IP address of this machine: 127.0.0.1, or 0.0.0.0 for all of them") from None


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise ValueError("is a file; it must be a folder")
    return path.resolve()


def _names(hosts: list[str]) -> list[str]:
    for host in hosts:
        if not HOST_NAME.fullmatch(host):
            raise ValueError(f"{host} is no host name. Write check.example.org, without https:// and without a path")
    return hosts


def _https(url: str) -> str:
    if not url.startswith("https://"):
        raise ValueError("must begin with https://")
    return url


def _address(url: str) -> str:
    if url and not ADDRESS.fullmatch(url):
        raise ValueError("must be https:// and a host, without a path: https://check.example.org")
    return url


def _origins(origins: list[str]) -> list[str]:
    return [_address(origin) for origin in origins]


class Settings(BaseSettings):
    """Read from the environment; each has a row in the README's configuration table (a test compares)."""

    model_config = SettingsConfigDict(extra="ignore", env_ignore_empty=True)

    host: Annotated[str, AfterValidator(_host)] = "127.0.0.1"
    port: Annotated[int, Field(ge=1, le=65535)] = 8050
    var: Annotated[Path, AfterValidator(_folder)] = ROOT / "var"
    database_url: Annotated[str, AfterValidator(_database)] = ""  # empty: console.db in `var`
    workers: Annotated[int, Field(ge=1, le=64)] = 1
    trusted_hosts: Annotated[list[str], NoDecode, AfterValidator(_names)] = Field(default_factory=list)
    proxies: Annotated[int, Field(ge=0, le=5)] = 0
    leave_to: Annotated[str, AfterValidator(_https)] = "https://www.wikipedia.org/"
    public_address: Annotated[str, AfterValidator(_address)] = ""
    embed_origins: Annotated[list[str], NoDecode, AfterValidator(_origins)] = Field(default_factory=list)
    trial_languages: bool = False
    demonstration: bool = False

    def model_post_init(self, _context: object) -> None:
        self.database_url = self.database_url or f"sqlite:///{self.var / 'console.db'}"
        if self.workers > 1 and self.database_url.startswith("sqlite"):
            raise ValueError("WORKERS must be 1 with SQLite: it wants one writing process. Use PostgreSQL for more.")
        if self.proxies and not self.trusted_hosts:
            raise ValueError("PROXIES needs TRUSTED_HOSTS: else whoever comes by says under which name links are made.")

    @property
    def here(self) -> str:
        """The address that the server itself listens on."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    @property
    def reached_at(self) -> str:
        """The address under which staff reach the console, as far as the settings tell."""
        known = self.trusted_hosts[0].lstrip(".") if self.trusted_hosts else ""
        return self.public_address or (f"https://{known}" if known else self.here)


def _several(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


def load_settings() -> Settings:
    """The settings, or an exit that names each bad variable and what it should be."""
    try:
        return Settings(trusted_hosts=_several("TRUSTED_HOSTS"), embed_origins=_several("EMBED_ORIGINS"))
    except ValidationError as error:
        lines = []
        for problem in error.errors():
            name = str(problem["loc"][0]).upper() if problem["loc"] else ""
            reason = problem["msg"].removeprefix("Value error, ")
            lines.append(f"  {name}={os.environ.get(name, '')!r}: {reason}" if name else f"  {reason}")
        sys.exit("The settings in the environment cannot be used:\n" + "\n".join(lines))


def installation_secret(folder: Path) -> bytes:
    """32 bytes that belong to this installation, made once into a file that only its owner may read.

    Exits where the file is readable by others, or is not one of ours."""
    path = folder / "secret.key"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as made:
            made.write(secrets.token_hex(32) + "\n")
    if path.stat().st_mode & 0o077:
        sys.exit(f"{path} can be read by others. Run: chmod 600 {path}")
    try:
        return bytes.fromhex(path.read_text().strip())
    except ValueError:
        sys.exit(f"{path} is not a key of this system. Put the right one back from your backup of it.")


def build(settings: Settings, store: Store) -> Flask:
    """The whole server, ready to serve. The store must be migrated. Slow (a second or two): Dash is imported here, so
    that the command line stays quick."""
    from werkzeug.middleware.proxy_fix import ProxyFix

    from auth import bodies, gate
    from console.app import build as build_console
    from pages import downloads, preview_frame, questionnaire_files, statistics_files
    from public_site import shortcut, site, words

    secret = installation_secret(settings.var)
    server = Flask(__name__, static_folder=None)
    server.extensions["store"] = store
    server.extensions["folder"] = settings.var
    server.config["WORKERS"] = settings.workers
    if settings.trusted_hosts:
        server.config["TRUSTED_HOSTS"] = settings.trusted_hosts
    server.config["DEMONSTRATION"] = settings.demonstration
    auth.install(server, store, secret)
    server.add_url_rule("/health", "health", health, methods=["GET"])
    gate.declare("health", gate.PUBLIC)
    gate.declare("public.*", gate.PUBLIC)
    words.try_right_to_left(settings.trial_languages)
    public = site.install(
        server,
        store,
        secret,
        slot=os.getpid() % 64,
        neutral=settings.leave_to,
        address=settings.public_address,
        partners=settings.embed_origins,
    )
    build_console(server, store)
    preview_frame.install(server)
    downloads.install(server)
    statistics_files.install(server)
    questionnaire_files.install(server)
    shortcut.install(server, public, gate.from_here)
    bodies.install(server, WAITING_MOST)
    if settings.proxies:  # outermost: all that follows must see the visitor's own host and scheme
        server.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            server.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    return server


def health() -> Response:
    """For a proxy or a watchdog: says only whether the process and its database answer."""
    from flask import current_app

    from content_store.db import visit
    from content_store.permissions import Unavailable

    store: Store = current_app.extensions["store"]
    try:
        with visit(store) as session:
            session.connection()
            good = schema.current(store) == schema.head()
    except Unavailable:
        good = False
    return Response("ok\n" if good else "not ready\n", 200 if good else 503, content_type="text/plain")


def server_from_environment() -> Flask:
    """What each worker process of the HTTP server calls."""
    settings = load_settings()
    server = build(settings, open_store(settings.database_url))
    server.extensions["public_site"].watch()
    gc.freeze()  # what is loaded now stays: no collection need walk through it while somebody waits for an answer
    return server


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(
        prog="python app.py",
        description="Run and look after the self-assessment service.",
        epilog="Every setting comes from the environment (PORT, HOST, DATABASE_URL, ...): see the README.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="COMMAND")
    serving = verbs.add_parser(
        "serve",
        help="serve the public site and the console",
        description="Serve over HTTP until interrupted. The database must be migrated (db upgrade).",
    )
    serving.add_argument(
        "--demonstration",
        action="store_true",
        help="migrate, load demonstration content and accounts if the store is empty, and say how to sign in; "
        "never use this for a service that people rely on",
    )
    serving.set_defaults(run=serve)
    content_store.commands.register(verbs)
    auth.commands.register(verbs)
    given = parser.parse_args(arguments)
    settings = load_settings()
    try:
        with closing(open_store(settings.database_url)) as store:
            return int(given.run(given, store, settings) or 0)
    except (Refusal, OSError) as refusal:
        reason = getattr(refusal, "strerror", None)
        print(f"Not done: {f'{refusal.filename}: {reason}' if reason else refusal}", file=sys.stderr)  # type: ignore[union-attr]
        return 2


def serve(given: argparse.Namespace, store: Store, settings: Settings) -> int:
    """Run the HTTP server in the foreground."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    _must_be_free(settings.host, settings.port)
    if given.demonstration or settings.demonstration:
        os.environ["DEMONSTRATION"] = "true"  # the workers read their settings again
        prepare_demonstration(store, installation_secret(settings.var))
    elif schema.current(store) != schema.head():
        print("The database is not at this version's schema. Run: python app.py db upgrade", file=sys.stderr)
        return 1
    installation_secret(settings.var)
    store.close()
    # It finds THREADS many. They wait for browsers, most of the time, not for processors.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    print(f"\nPublic site  {settings.here}/\nConsole      {settings.here}/console/\nStop with Ctrl+C.\n", flush=True)
    Granian(
        "app:server_from_environment",
        factory=True,
        address=settings.host,
        port=settings.port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        log_access=False,  # an access log would hold addresses
        log_level=LogLevels.warning,
        working_dir=ROOT,
        respawn_failed_workers=True,
    ).serve()
    return 0


def _must_be_free(host: str, port: int) -> None:
    """Raises OSError where nothing can listen there. The HTTP server would share the port with another one of ours,
    and every second request would go to the other's database."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise OSError(
                f"HOST={host} PORT={port}: {error.strerror}. Does it run already? Else set another."
            ) from None


def prepare_demonstration(store: Store, secret: bytes) -> None:
    """Migrate; where the store is empty, load the demonstration content and people."""
    from content_store.demo import load as demo

    schema.upgrade(store)
    if not demo.loaded(store):
        print("Loading demonstration content …", flush=True)
    demo.load(store)
    people = auth.accounts.demonstration_people(store, auth.attempts.Keys(secret))
    print("\nDEMONSTRATION: invented services, invented figures, accounts that anybody can read here.")
    print("Never rely on it and never put it on the Internet.\n")
    for person in people:
        code = "  and a code, which the next page shows" if person.role in auth.roles.WITH_SECOND_FACTOR else ""
        print(f"  {person.email:36} {person.password:28} {person.role}{code}")


if __name__ == "__main__":
    sys.exit(main())
