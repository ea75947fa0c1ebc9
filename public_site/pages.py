"""Pages from parts. A part (the frame around a run, a step, a reading, a service's card) is drawn once for each
revision or directory, language and set of choices, and cut at its slots (token, ticks, progress, messages); answering
a request joins the pieces."""

from __future__ import annotations

import hashlib
import re
import sys
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
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


def slot(name: str) -> str:
    """A place in a part for what is put in later; templates have the same."""
    return f"\x01{name}\x02"


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
    environment.globals["slot"] = slot
    return environment


@cache
def style_sheet(name: str = SHEET) -> tuple[str, bytes]:
    """Its address (which changes with its content, so that it may be cached) and its bytes."""
    text = (HERE / "static" / name).read_text(encoding="utf-8").replace("\n", "").replace(";}", "}")
    names = {name: f"--{number:x}" for number, name in enumerate(dict.fromkeys(VARIABLE.findall(text)))}
    content = VARIABLE.sub(lambda name: names[name[0]], text).encode()
    return f"/{name.removesuffix('.css')}-{hashlib.sha256(content).hexdigest()[:12]}.css", content


def draw(template: str, **values: Any) -> Markup:
    """A page, or a part of one; every whole page has `words`, `locale`, `leave`."""
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
        "towns": None,
        "door": "",
        "door_to_help": "",
        "query": "",
        "uncount": "",
        "recount": "",
        "far": 0,
    }
    return Markup(NEEDLESS.sub("", _templates().get_template(template).render(**given | values)))  # noqa: S704


class Prepared:
    """A part cut at its slots."""

    def __init__(self, text: str) -> None:
        pieces = SLOT.split(text)  # literal, name, literal, name, …
        self._first = pieces[0].encode()
        self._rest = tuple((name, piece.encode()) for name, piece in zip(pieces[1::2], pieces[2::2], strict=True))

    def joined(self, values: Mapping[str, str | Markup | bytes]) -> bytes:
        """Slots that `values` does not name stay empty. Plain text is escaped; Markup and bytes are not."""
        out = [self._first]
        for name, piece in self._rest:
            value = values.get(name)
            if value:
                out.append(value if isinstance(value, bytes) else escape(value).encode())
            out.append(piece)
        return b"".join(out)

    def filled(self, values: Mapping[str, str | Markup]) -> Markup:
        """The same, for templates to put into a page."""
        return Markup(self.joined(values).decode())  # noqa: S704 - of templates, and of what was escaped


class Parts:
    """Prepared parts by what they show, each drawn when it is first asked for. Where they come to more than `most`
    bytes, the oldest go."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._held: OrderedDict[Hashable, tuple[int, Prepared]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], str]) -> Prepared:
        held = self._held.get(key)
        if held is not None:
            return held[1]
        text = make()
        part, size = Prepared(text), sys.getsizeof(text)
        if self._held.setdefault(key, (size, part))[1] is part:  # nobody was quicker
            self._size += size
        while self._size > self._most and len(self._held) > 1:
            self._size -= self._held.popitem(last=False)[1][0]
        return part
