"""Pages as bytes. A step's page is drawn once for each revision, language and set of choices, and cut at its slots
(token, ticks, progress, messages); answering a request joins the pieces."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from public_site.prose import prose

HERE = Path(__file__).parent
SLOT = re.compile("\x01([^\x02]*)\x02")
SHEET = "site.css"  # of every page; another one stands beside it where a page needs more
VARIABLE = re.compile(r"--[a-z][a-z-]*")  # of the style sheet; long for its readers here, short on the wire
# HTML closes these by itself, and a result has two hundred of them.
NEEDLESS = re.compile(r"</(?:li|dt|dd|option)>|</p>(?=\s*</?(?:p|ul|dl|h[123]|section|div|article|main)\b)")


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["prose"] = prose
    return environment


@cache
def style_sheet(name: str = SHEET) -> tuple[str, bytes]:
    """Its address (which changes with its content, so that it may be cached) and its bytes."""
    text = (HERE / "static" / name).read_text(encoding="utf-8").replace("\n", "").replace(";}", "}")
    names = {name: f"--{number:x}" for number, name in enumerate(dict.fromkeys(VARIABLE.findall(text)))}
    content = VARIABLE.sub(lambda name: names[name[0]], text).encode()
    return f"/{name.removesuffix('.css')}-{hashlib.sha256(content).hexdigest()[:12]}.css", content


def draw(template: str, **values: Any) -> str:
    """The page as text; every page has `words`, `locale`, `leave`."""
    given = {
        "style_sheet": style_sheet()[0],
        "notice": "",
        "kosovo": False,
        "share": False,
        "about": True,
        "again": None,
        "link": None,
        "offers": (),
        "crisis_lines": (),
        "token": "",
        "languages": (),
        "towns": (),
        "door": "",
        "query": "",
        "uncount": "",
        "recount": "",
        "far": 0,
    }
    return NEEDLESS.sub("", _templates().get_template(template).render(**given | values))


class Prepared:
    """A page cut at its slots."""

    def __init__(self, text: str) -> None:
        pieces = SLOT.split(text)  # literal, name, literal, name, …
        self._pieces = [piece.encode() for piece in pieces[::2]]
        self._names = pieces[1::2]

    def filled(self, values: Mapping[str, str | Markup]) -> bytes:
        """Slots that `values` does not name stay empty. Plain text is escaped, Markup is not."""
        out = [self._pieces[0]]
        for name, piece in zip(self._names, self._pieces[1:], strict=True):
            value = values.get(name)
            if value:
                out.append(escape(value).encode())
            out.append(piece)
        return b"".join(out)
