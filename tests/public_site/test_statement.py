"""What the privacy page says is kept, held against the tables that there are."""

from __future__ import annotations

import re

from content_store import models, periods, statistics  # noqa: F401
from content_store.contents import contents_of
from content_store.db import Base
from content_store.statistics import Asked, Referred, Use
from public_site import counting, statement
from public_site.words import catalogue
from tests.public_site.conftest import Public
from tests.public_site.respondent import Respondent

VISITS_WRITE = {"counts", "keys", "batches"}


def test_the_statement_speaks_for_every_table_and_for_each_once() -> None:
    said = [table for tables in statement.KEPT.values() for table in tables]
    assert sorted(said) == sorted(Base.metadata.tables)


def test_the_statement_names_everything_that_is_counted() -> None:
    said = [name for names in statement.COUNTED.values() for name in names]
    assert sorted(said) == sorted([*Use, *Asked, *Referred, "time_day", "band_week", "level", "source"])


def test_what_a_visit_can_write_holds_no_column_but_these() -> None:
    """A new column of a counter must be thought about here, and said on the page, before it can be kept."""
    columns = {
        f"{table}.{column.name}"
        for phrase in VISITS_WRITE
        for table in statement.KEPT[phrase]
        for column in Base.metadata.tables[table].columns
    }
    cell = {"slot", "country", "revision_id", "locale", "n"}
    known = {
        "use_day": cell | {"start_day", "source", "metric"},
        "item_day": cell | {"start_day", "item", "metric"},
        "time_day": cell | {"start_day", "bucket"},
        "use_sum": cell | {"start_day", "source", "metric"},
        "item_sum": cell | {"start_day", "item", "metric"},
        "time_sum": cell | {"start_day", "bucket"},
        "band_week": cell | {"week", "banding", "band"},
        "referral_week": cell | {"week", "service_id", "metric"},
        "flush_log": {"batch_id", "slot", "at_minute"},
        "token_keys": {"day", "kid", "secret", "created_at"},
    }
    assert columns == {f"{table}.{column}" for table, names in known.items() for column in names}


def test_a_whole_visit_changes_no_table_but_those_the_page_says_it_does(public: Public) -> None:
    def kept() -> dict[str, str]:
        public.site.counts.flush()
        with public.store.engine.connect() as connection:
            return contents_of(connection).digests

    before = kept()
    ana = Respondent(public.client, "/en/rs/small/")
    for address in ("/", "/en/", "/en/rs/", "/en/privacy/", "/nowhere/", "/en/rs/small/?c=unknown"):
        ana.open(address)
    ana.begin().press("stay", at="/sq/rs/small/").press(q1="daily").press(q2="daily").press(place="rs-novi-sad")
    public.client.get("/leave?r=1&l=en&c=rs")
    after = kept()
    written = {table for table in after if after[table] != before[table]}
    assert written <= {table for phrase in VISITS_WRITE for table in statement.KEPT[phrase]}
    assert {"use_day", "item_day", "band_week", "token_keys"} <= written


def test_the_pages_say_what_is_kept_and_how_long_in_every_language(public: Public) -> None:
    """The figures on them are the code's own. That a key is gone after two days: `content_store/test_token_keys.py`."""
    kept = (periods.AT_FIRST.kept_for.days, statistics.BATCHES_KEPT.days, counting.FORGOTTEN_AFTER)
    assert kept == (761, 1, 2 * 3600)
    for tag, words in catalogue().items():
        ana = Respondent(public.client, "").open(f"/{tag}/what-we-count/")
        assert re.search(r"\b25\b", ana.page), tag
        assert all(ana.sees(words[f"counting.{name}"]) for name in statement.COUNTED), tag
        ana.open(f"/{tag}/privacy/")
        assert all(ana.sees(words[f"privacy.kept.{name}"]) for name in (*statement.KEPT, "nothing")), tag
