"""Authored plain text as HTML: a blank line parts paragraphs, lines that start with `- ` make a list. Nothing else is
markup, so whatever an author or a translator types is shown as typed."""

from __future__ import annotations

from itertools import groupby

from markupsafe import Markup, escape


def prose(text: str) -> Markup:
    """What is markup already was made here before."""
    if isinstance(text, Markup):
        return text
    parts: list[Markup] = []
    for paragraph in text.replace("\r", "").split("\n\n"):
        for listed, lines in groupby(paragraph.strip("\n").split("\n"), key=lambda line: line.startswith("- ")):
            block = list(lines)
            parts.append(_list(block) if listed else _paragraph(block))
    return Markup("\n").join(part for part in parts if part)


def _list(lines: list[str]) -> Markup:
    items = Markup("").join(Markup("<li>{}</li>").format(line[2:].strip()) for line in lines)
    return Markup("<ul>{}</ul>").format(items)


def _paragraph(lines: list[str]) -> Markup:
    inner = Markup("<br>").join(escape(line.strip()) for line in lines if line.strip())
    return Markup("<p>{}</p>").format(inner) if inner else Markup("")
