"""`make bench`: the figures of speed and weight. Comparisons are ratios within this one run."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench import engine, proof, public, screens

PARTS: dict[str, Callable[[Path], None]] = {
    "engine": engine.show,
    "proof": proof.show,
    "public": public.show,
    "screens": screens.show,
}


def main(names: list[str]) -> None:
    """Run the parts named, or all."""
    if not set(names) <= set(PARTS):
        sys.exit(f"python -m bench [PART …], of: {', '.join(PARTS)}; all of them where none is named")
    print(f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}\n")
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        for name in names or PARTS:
            print(f"== {name}")
            PARTS[name](folder)
            print()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(sys.argv[1:])
