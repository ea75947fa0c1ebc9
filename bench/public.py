"""The public site as a phone meets it: steps a second beside «hello», weights, start-up, memory."""

from __future__ import annotations

import re
import urllib.parse
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from bench.http import fetch, hello, memory_mib, rate, sent_bytes
from tests.live import Live, serving

INTRO = "/en/rs/alcohol/"
CYRILLIC = "/sr-Cyrl/rs/alcohol/"  # two bytes a letter: the heaviest pages
ROUNDS = 5


def show(folder: Path) -> None:
    """Print them."""
    with serving(folder / "live") as first:
        print(f"first start, demonstration loaded {first.seconds_to_first_page:6.1f} s")
    with serving(folder / "live") as live:
        print(f"start-up to the first page        {live.seconds_to_first_page:6.1f} s   (budget 5)")
        _weights(live)
        _speed(live)
        for number, size in memory_mib(live.process.pid).items():
            print(f"memory of process {number:15} {size:6.0f} MiB (budget 250)")


def _weights(live: Live) -> None:
    landing, (*steps, (result, last)) = fetch(live.address + "/sr-Cyrl/rs/"), list(_walk(live, CYRILLIC))
    style = re.search(r'href="([^"]+\.css)"', landing)
    assert style is not None, "a page without a style sheet"
    sheet = _bytes(fetch(live.address + style[1])), sent_bytes(live.address + style[1])
    heaviest, body = max(steps, key=lambda step: _bytes(step[0]))
    pages = {
        "landing page": (landing, sent_bytes(live.address + "/sr-Cyrl/rs/")),
        "introduction": (fetch(live.address + CYRILLIC), sent_bytes(live.address + CYRILLIC)),
        "heaviest step": (heaviest, sent_bytes(live.address + CYRILLIC, body)),
        "result": (result, sent_bytes(live.address + CYRILLIC, last)),
    }
    for name, (page, packed) in pages.items():
        travels, unpacked = (packed + sheet[1]) / 1024, (_bytes(page) + sheet[0]) / 1024
        print(f"weight of {name:23} {travels:6.1f} KB  (budget 30, sheet and all; {unpacked:.1f} unpacked, Cyrillic)")


def _speed(live: Live) -> None:
    """One after the other, and again: what else the machine does falls on all of them alike."""
    body = next(sent for _, sent in _walk(live, INTRO) if "q1=" in sent)
    rounds = []
    with hello("bench.hello:flask_app") as flask, hello("bench.hello:wsgi_app") as wsgi:
        for _ in range(ROUNDS):
            rounds.append((rate(live.address + INTRO, body), rate(flask, body), rate(wsgi, body)))
    steps, flasks, wsgis = (median(column) for column in zip(*rounds, strict=True))
    to_flask = median(step / flask for step, flask, _ in rounds)
    to_wsgi = median(step / wsgi for step, _, wsgi in rounds)
    print(f"public steps                      {steps:6.0f} /s  (medians of {ROUNDS} rounds)")
    print(f"hello Flask                       {flasks:6.0f} /s  step / hello Flask {to_flask:.2f} (budget 0.5)")
    print(f"hello plain WSGI                  {wsgis:6.0f} /s  step / hello WSGI  {to_wsgi:.2f} (aim 0.5)")


def _walk(live: Live, intro: str) -> Iterator[tuple[str, str]]:
    """The pages of a run, each with the body that was sent for it, up to the result."""
    page, fields = fetch(live.address + intro), {"consent": "yes"}
    for _ in range(40):
        token = re.search(r'name="t" value="([^"]+)"', page)
        if token is None:
            break
        sent = {"t": token[1], "go": "next", **fields}
        page = fetch(live.address + intro, sent)
        yield page, urllib.parse.urlencode(sent)
        if 'class="reading' in page:
            return
        fields = _some_answer(page)
    raise RuntimeError("the demonstration's alcohol check did not come to a result")


def _some_answer(page: str) -> dict[str, str]:
    """A valid answer to a step: the last choice, which is the one of most risk, that is no «rather not say»."""
    choices = re.findall(r'<input type="(?:radio|checkbox)" name="([^"]+)" value="([^"]+)"', page)
    said = [(name, value) for name, value in choices if value != "~"]
    if said and 'inputmode="' not in page:
        return dict(said[-1:])
    return {"age": "40"} if 'name="age"' in page else {}


def _bytes(page: str) -> int:
    return len(page.encode())
