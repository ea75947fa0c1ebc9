"""The console in the language of whoever reads it. The English words in the source are the key; a language is a gettext
catalogue in `catalogues/`, named by its tag.

`_("Save")` gives the words at once, `N_("Save")` only marks what is drawn later, by `_(words)`: constants of modules,
labels of forms. `_("{n} review", "{n} reviews", n=3)` chooses the plural; every other value stands in by its name.
A `Said` from beneath is said again. `console.marked` collects what is marked."""

from __future__ import annotations

import gettext
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from assessment.sentences import Said
from console import here
from content_store.locales import LOCALES, Locale

SOURCE = "en"
CATALOGUES = Path(__file__).parent / "catalogues"
LANGUAGES = (SOURCE, *sorted(path.stem for path in CATALOGUES.glob("*.po")))
"""Tags of the languages that the console speaks."""


def N_(words: str) -> str:
    """The words as they are: a mark for those who collect them."""
    return words


def _(one: str, many: str = "", /, n: int | None = None, **values: object) -> str:
    """The words in the reader's language, with the values put in; `n` is written as a number of that language."""
    if isinstance(one, Said):
        return _(one.one, one.many, **{name: again(value) for name, value in one.values.items()})
    spoken = of_reader()
    if n is not None:
        values["n"] = number(n)
    if spoken.tag == SOURCE:
        words = many if many and n != 1 else one
    elif many and n is not None:
        words = _catalogue(spoken.tag).ngettext(one, many, n)
    else:
        words = _catalogue(spoken.tag).gettext(one) if one else ""
    return words.format(**values) if values else words


def again(value: object) -> Any:
    """What was `Said` beneath, in the reader's language; any other value as it is."""
    return _(value) if isinstance(value, Said) else value


def of_reader() -> Locale:
    """The language the console speaks to whoever asks; English to nobody in particular."""
    tag = here.language()
    return LOCALES[tag if tag in LANGUAGES else SOURCE]


def number(n: float) -> str:
    """With thousands apart, as the reader writes them."""
    return _number(of_reader().tag, n)


@lru_cache(maxsize=4096)  # a table of figures has thousands, most of them small
def _number(tag: str, n: float) -> str:
    return str(format_decimal(n, locale=LOCALES[tag].babel()))


@cache
def _catalogue(tag: str) -> gettext.GNUTranslations:
    """Compiled when it is first read: a compiled file beside the text would one day say something else."""
    compiled = BytesIO()
    with (CATALOGUES / f"{tag}.po").open("rb") as text:
        write_mo(compiled, read_po(text, locale=tag.replace("-", "_")))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
