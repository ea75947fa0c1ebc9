"""The same way through the site, once in every language: nobody meets a page that is half in another one."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape

import pytest

from assessment.plain import texts
from content_store.db import Store
from content_store.locales import COUNTRIES
from public_site.pages import style_sheet
from public_site.words import FALLBACK, catalogue
from tests.cast import put_people
from tests.content import publish_now
from tests.public_site.conftest import Public, opened, put_services
from tests.public_site.respondent import Respondent
from tests.test_languages import DOCUMENTS, FILES, SITE

ALCOHOL = DOCUMENTS["alcohol"]
ENGLISH = [text for text in (*SITE.values(), *texts(ALCOHOL).values()) if len(text) > 12 and "{" not in text]
ANSWERS = {"consent": "yes", "sex": "female", "age": "40", "q1": "many_a_week", "q2": "ten_or_more"}
ANSWERS |= {f"q{number}": "daily" for number in range(3, 9)} | {"q9": "this_year", "q10": "this_year"}


@pytest.fixture
def everywhere(sqlite_store: Store) -> Iterator[Public]:
    """The demonstration's first questionnaire, published in every language and country."""
    put_people(sqlite_store)
    put_services(sqlite_store)
    words = {tag: given for name, (tag, _, given) in FILES.items() if name.startswith("alcohol.")}
    publish_now(sqlite_store, ALCOHOL, [FALLBACK, "sr-Latn", *words], list(COUNTRIES), words)
    yield from opened(sqlite_store)


def test_a_visit_from_the_first_page_to_the_result_is_in_one_language(everywhere: Public) -> None:
    for tag in catalogue():
        paths = ("", "privacy/", "what-we-count/?count=no", "rs/", "poster/rs/", "nowhere/")
        front = [f"/{tag}/{path}" for path in paths]
        ana = Respondent(everywhere.client, f"/{tag}/rs/alcohol/")
        pages = [ana.open(address).page for address in front] + [*_answered(ana)]
        assert len(pages) == len(front) + 1 + len(ANSWERS) + len(("not now", "show"))
        for page in pages:
            assert f'<html lang="{tag}"' in page
            assert len(page.encode()) + len(style_sheet()[1]) <= 30 * 1024
            english = [text for text in ENGLISH if text in unescape(page)]
            assert bool(english) is (tag == FALLBACK), english
        assert catalogue()[tag]["wording.working"] in unescape(pages[-1])  # as on the first page: it may be printed


def _answered(ana: Respondent) -> Iterator[str]:
    """The pages of a run, one for each answer, to the result, which is put off once."""
    yield ana.open().page
    while "ribbon" not in ana.page:
        ana.press("later" if 'value="later"' in ana.page else "next", **{field: ANSWERS[field] for field in ana.asked})
        assert ana.status == 200
        yield ana.page
