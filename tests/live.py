"""A real server of ours in a process of its own, for browser tests and benchmarks."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Live:
    address: str  # http://127.0.0.1:port
    process: subprocess.Popen[bytes]
    var: Path
    seconds_to_first_page: float

    def log(self) -> str:
        """What the server printed so far."""
        return (self.var / "server.log").read_text(errors="replace")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(var: Path, *, demonstration: bool = True, patience: float = 90, **settings: str) -> Iterator[Live]:
    """`python app.py serve` on a free port, with everything it keeps below `var`; ended with the block."""
    port = free_port()
    var.mkdir(parents=True, exist_ok=True)
    environment = {
        **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
        "PORT": str(port),
        "VAR": str(var),
        "DATABASE_URL": f"sqlite:///{var / 'console.db'}",
        **settings,
    }
    command = [sys.executable, "app.py", "serve", *(["--demonstration"] if demonstration else [])]
    begun = time.monotonic()
    with (var / "server.log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process, begun + patience, var / "server.log")
            yield Live(address, process, var, time.monotonic() - begun)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(address: str, process: subprocess.Popen[bytes], until: float, log: Path) -> None:
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address + "/health", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    raise RuntimeError("the server did not start:\n" + log.read_text(errors="replace")[-4000:])
