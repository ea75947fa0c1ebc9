"""Somebody who takes a questionnaire: reads the page in hand, fills in its form, presses a button."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import unescape
from typing import Any

from flask.testing import FlaskClient


class Respondent:
    """`headers` go with every request, as a browser's do."""

    def __init__(self, client: FlaskClient, address: str, **headers: str) -> None:
        self.client = client
        self.address = address
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.status = 0
        self.page = ""

    def open(self, address: str = "") -> Respondent:
        self._take(self.client.get(address or self.address, headers=self.headers))
        return self

    def press(self, go: str = "next", /, at: str = "", **fields: str | Sequence[str]) -> Respondent:
        """Sends the form with these fields; `__` in a name stands for a dot, `AT` for an at-sign."""
        sent = {name.replace("__", ".").replace("AT", "@"): value for name, value in fields.items()}
        return self.send({"t": self.token, "go": go, **sent}, at=at)

    def send(self, fields: dict[str, Any], at: str = "") -> Respondent:
        self._take(self.client.post(at or self.action, data=fields, headers=self.headers))
        return self

    def begin(self) -> Respondent:
        return self.open().press()

    def _take(self, response: Any) -> None:
        self.response = response
        self.status = response.status_code
        self.page = response.get_data(as_text=True)

    @property
    def token(self) -> str:
        return self._one(r'name="t" value="([^"]+)"')

    @property
    def action(self) -> str:
        return self._one(r'<form[^>]* action="([^"]+)"')

    @property
    def heading(self) -> str:
        return unescape(re.sub(r"<[^>]+>", "", self._one(r"(?s)<h1[^>]*>(.*?)</h1>"))).strip()

    @property
    def asked(self) -> list[str]:
        """Names of the fields that the page offers."""
        names = re.findall(r'<(?:input|select|textarea)[^>]* name="([^"]+)"', self.page)
        return list(dict.fromkeys(name for name in names if name != "t"))

    @property
    def ticked(self) -> list[str]:
        return re.findall(r'value="([^"]*)"[^>]* checked', self.page)

    def sees(self, words: str) -> bool:
        return words in unescape(self.page)

    def _one(self, pattern: str) -> str:
        found = re.search(pattern, self.page)
        assert found, f"no {pattern} in a page of status {self.status}: {self.page[:600]}"
        return unescape(found[1])
