"""The parts of a publication's pages: what each shows, and the preparing of all of them before anybody asks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from markupsafe import Markup

from assessment.document import Banding, Wording
from assessment.flow import Step
from public_site.asking import view_of
from public_site.edition import Edition
from public_site.pages import Prepared, draw
from public_site.visiting import Visit
from public_site.words import Words, spoken


def prepare(edition: Edition, doors: Iterable[Visit]) -> Iterator[None]:
    """Draws all that does not hang on somebody's answers, one part a turn. `doors`: the ways in, one for each country
    and language. What is left to the first who comes by: steps whose choices depend on answers."""
    for tag in edition.locales:
        words, texts = spoken(tag), edition.texts(tag)
        for step in edition.flow.settled.values():
            question(edition, step, words)
            yield
        for profile in edition.document.profiles:
            about = {each.code: edition.instances(each, tag) for each in profile.bandings}
            for each in profile.bandings:
                for band, name in product(each.bands, about[each.code]):
                    ribbon(edition, words, f"profile.{profile.code}.band.{each.code}", each, band.code, name)
                    yield
            for block in profile.blocks:
                for name in about.get(block.banding, ("",)):
                    texts.prose(f"profile.{profile.code}.block.{block.code}.text", name)
            yield
    for door in doors:
        frame(edition, door)
        intro(edition, door)
        yield


def framed(edition: Edition, visit: Visit, main: bytes, title: str = "") -> bytes:
    """The page of a run around its main part. `title`: what stands before the one of all pages."""
    return frame(edition, visit).joined({"main": main, "title": title})


def frame(edition: Edition, visit: Visit) -> Prepared:
    key = ("frame", visit.locale.tag, visit.address, visit.leave, visit.notice)
    return edition.prepared(key, lambda: draw("run.html", **visit.frame(edition.locales)))


def question(edition: Edition, step: Step, words: Words) -> Prepared:
    """A step, with its slots open."""
    locale = words.locale.tag
    shown = tuple(choice.code for choice in step.choices), tuple(row.code for row in step.rows)

    def make() -> str:
        return draw("step.html", step=view_of(step, edition.texts(locale), words), words=words)

    return edition.prepared(("step", locale, step.key, shown), make)


def intro(edition: Edition, visit: Visit) -> Prepared:
    """The page before the questions, whole, with its slots open."""
    locale = visit.locale.tag

    def make() -> str:
        texts, document = edition.texts(locale), edition.document
        wording, attribution = rights_of(edition, visit.words)
        return draw(
            "intro.html",
            title=texts.get("title"),
            summary=texts.get("summary"),
            consent=texts.get("consent"),
            minutes=document.minutes,
            demonstration=document.demonstration,
            wording=wording,
            attribution=attribution,
            up=visit.up,
            **visit.frame(edition.locales) | visit.doorstep(edition.locales),
        )

    return edition.prepared(("intro", locale, visit.address, visit.up, visit.leave, visit.trail, visit.notice), make)


def ribbon(edition: Edition, words: Words, key: str, banding: Banding, here: str, about: str) -> Markup:
    """The head of a reading: its band, and where that lies among all that there are. `key`: of the bands' texts."""
    texts = edition.texts(words.locale.tag)

    def make() -> str:
        named = [(texts.get(f"{key}.{band.code}.title", about), band.level.value, band.code) for band in banding.bands]
        steps = [(title, level, code == here) for title, level, code in named]
        band, level = next(((title, level) for title, level, is_here in steps if is_here), ("", ""))
        return draw("ribbon.html", words=words, steps=steps, about=about, band=band, level=level)

    return edition.prepared(("ribbon", words.locale.tag, key, here, about), make).filled({})


def rights_of(edition: Edition, words: Words) -> tuple[str, list[str]]:
    """Whose words these are, in a sentence (nothing where they are simply ours), and whom they are owed to."""
    rights = edition.document.rights
    tags = (words.locale.tag, words.locale.derived_from)
    own = next((each for tag in tags for each in rights.wordings if each.locale == tag), None)
    wording = own.wording if own else (Wording.WORKING if rights.instrument else Wording.OWN)
    sentence = "" if wording is Wording.OWN else words[f"wording.{wording.value}"]
    owed = own.attribution if own and wording is not Wording.WORKING else ""
    told = edition.texts(words.locale.tag).get("rights.attribution")
    return sentence, list(dict.fromkeys(line for line in (told, owed) if line))
