"""A published revision made ready to be walked: flow, token codec, texts by language, prepared pages."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Protocol

from markupsafe import Markup

from assessment.document import Banding, Questionnaire
from assessment.flow import Flow
from content_store.transliteration import to_latin
from public_site import token as tokens
from public_site.pages import Parts, Prepared
from public_site.prose import prose
from public_site.run import Codec, Run
from public_site.token import BadToken, Keys, Purpose, Sealed
from public_site.words import catalogue

PREVIEWED = 2**20  # bytes of prepared parts of a draft that is looked at
LOOP = "{loop}"


class Published(Protocol):
    """What `publishing.snapshot` gives."""

    @property
    def revision_id(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def slug(self) -> str: ...
    @property
    def document(self) -> Questionnaire: ...
    @property
    def texts(self) -> Mapping[str, Mapping[str, str]]: ...
    @property
    def countries(self) -> tuple[str, ...]: ...


@dataclass(frozen=True, slots=True)
class Texts:
    """The document's texts in one language."""

    by_key: Mapping[str, str]
    loops: Mapping[str, str]  # looped section -> the list whose choices it is repeated for
    drawn: dict[tuple[str, str], Markup] = field(default_factory=dict, compare=False, repr=False)

    def get(self, key: str, loop_text: str = "") -> str:
        """Empty where the document has none. `{loop}` becomes the name of what is being asked about."""
        return self.by_key.get(key, "").replace(LOOP, loop_text)

    def prose(self, key: str, loop_text: str = "") -> Markup:
        """The same as paragraphs and lists, made once."""
        about = loop_text if self.names_loop(key) else ""
        made = self.drawn.get((key, about))
        if made is None:
            made = self.drawn[key, about] = prose(self.get(key, about))
        return made

    def instance(self, section: str, loop: str) -> str:
        """What an instance of a looped section is about, in words."""
        return self.get(f"choices.{self.loops[section]}.{loop}.text") if loop and section in self.loops else ""

    def any_instance(self, loop: str) -> str:
        """The same where it is not known which loop is meant."""
        return next((text for section in self.loops if (text := self.instance(section, loop))), "")

    def instances(self) -> dict[str, str]:
        """Everything that loops are repeated for, by code: substances, as a rule."""
        lists = set(self.loops.values())
        parts = {key: key.split(".") for key in self.by_key if key.startswith("choices.")}
        return {part[2]: self.by_key[key] for key, part in parts.items() if part[1] in lists}

    def names_loop(self, key: str) -> bool:
        return LOOP in self.by_key.get(key, "")


class Edition:
    def __init__(self, published: Published, parts: Parts | None = None) -> None:
        self.revision_id = published.revision_id
        self.digest = published.digest
        self.slug = published.slug
        self.document = published.document
        self.countries = frozenset(published.countries)
        self.flow = Flow(published.document)
        self.codec = Codec(published.document)
        texts = {tag: by_key for tag, by_key in published.texts.items() if by_key}
        if "sr-Cyrl" in texts and "sr-Latn" not in texts:
            texts["sr-Latn"] = {key: to_latin(text) for key, text in texts["sr-Cyrl"].items()}
        loops = {
            section.code: published.document.item(section.loop_over).choices
            for section in published.document.sections
            if section.loop_over
        }
        self._texts = {tag: Texts(by_key, loops) for tag, by_key in texts.items()}
        self._parts = parts or Parts(PREVIEWED)

    @cached_property
    def locales(self) -> tuple[str, ...]:
        """In registry order: those in which both the document and the site itself speak."""
        return tuple(tag for tag in catalogue() if tag in self._texts)

    def best(self, wanted: str) -> str | None:
        """The language to show for the one wanted: whole pages, never a mixture. None: there is none to show."""
        locales = self.locales
        if wanted in locales:
            return wanted
        script = {"sr-Cyrl": "sr-Latn", "sr-Latn": "sr-Cyrl"}.get(wanted)
        for tag in (script, "en", self.document.source_locale):
            if tag in locales:
                return tag
        return locales[0] if locales else None

    def loop_of(self, banding: Banding) -> str:
        """The looped section whose instances a banding reads one by one; empty: it reads the run as a whole."""
        return self.document.scale(banding.scale).loop if banding.scale else banding.loop

    def instances(self, banding: Banding, tag: str) -> tuple[str, ...]:
        """What a banding's readings can be about, in words; one empty name where it reads the run as a whole."""
        section, texts = self.loop_of(banding), self.texts(tag)
        loops = self.document.choice_list(texts.loops[section]).choices if section in texts.loops else ()
        return tuple(texts.instance(section, loop.code) for loop in loops) or ("",)

    def texts(self, tag: str) -> Texts:
        return self._texts[tag]

    def prepared(self, key: Hashable, make: Callable[[], str]) -> Prepared:
        """The part for a key, drawn when it is first asked for."""
        return self._parts.get((self.digest, self.revision_id, key), make)

    def seal(self, run: Run, keys: Keys, purpose: Purpose, now: datetime) -> str:
        plain = self.codec.pack(run, int(now.timestamp()))
        return tokens.seal(plain, keys.current(), purpose, self.revision_id, self.digest)

    def unseal(self, token: Sealed, keys: Keys, purpose: Purpose, now: datetime) -> Run:
        """Raises BadToken, Unavailable."""
        if token.revision_id != self.revision_id:
            raise BadToken("another revision")
        plain = tokens.unseal(token, keys.by_kid(token.kid), purpose, self.digest)
        return self.codec.unpack(plain, int(now.timestamp()))
