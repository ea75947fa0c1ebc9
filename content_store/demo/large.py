"""A large store, for measuring: 200 questions in a dozen languages, 10,000 services, two years of counts.

    python -m content_store.demo.large sqlite:///var/large.db

The database must be empty. It is demonstration content: nothing in it is real.
"""

from __future__ import annotations

import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from assessment.document import (
    Band,
    Banding,
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    CutOffs,
    Item,
    ItemKind,
    Level,
    Profile,
    Questionnaire,
    Range,
    ReferralRule,
    Scale,
    Section,
    Term,
)
from assessment.plain import texts
from content_store import directory, publishing, questionnaires, schema, towns, translations
from content_store.db import Store, desk_for, open_store, utcnow
from content_store.demo.actors import AUTHOR, REVIEWER, TRANSLATOR
from content_store.demo.editions import WHY
from content_store.demo.services import NAMESPACE, services
from content_store.locales import registered
from content_store.offer import AT_FIRST
from content_store.permissions import System
from content_store.statistics import (
    Asked,
    Cohort,
    Event,
    Referred,
    Use,
    add_batch,
    asked,
    read_as,
    referred,
    took,
    used,
)

SLUG = "large"
ITEMS, SECTION = 200, 20  # items in all, and in a section
SERVICES = 10_000
DAYS, ITEM_DAYS = 730, 56
SEED = 2015
LEVELS = (("low", Level.LOW), ("moderate", Level.MODERATE), ("high", Level.HIGH))


def make(store: Store, *, items: int = ITEMS, count: int = SERVICES, days: int = DAYS) -> None:
    """Fill an empty, migrated store."""
    today = utcnow().date()
    with desk_for(store, System()) as desk:
        towns.fill(desk)
    with desk_for(store, System()) as desk:
        directory.take_in(desk, _services(count, today), why="Measuring")
    document = questionnaire(items)
    revision = _publish(store, document)
    for number, events in enumerate(_counts(revision, document, today, days)):
        add_batch(store, f"large-{number}", number % 4, events)


def questionnaire(items: int = ITEMS) -> Questionnaire:
    """`items` questions of four choices, and a scale for each section, with three bands each."""
    codes = [f"q{number}" for number in range(1, items + 1)]
    parts = [codes[start : start + SECTION] for start in range(0, items, SECTION)]
    often = tuple(Choice(f"c{n}", f"Choice {n}", points=n) for n in range(4))
    scales = [Scale(f"part{n}", tuple(map(Term, part)), title=f"Part {n}") for n, part in enumerate(parts, 1)]
    most = {scale.code: 3 * len(scale.terms) for scale in scales}
    return Questionnaire(
        SLUG,
        "A large questionnaire",
        summary="Made for measuring.",
        choice_lists=(ChoiceList("often", often),),
        sections=tuple(
            Section(f"s{n}", tuple(_item(code, n) for code in part), title=f"Section {n}")
            for n, part in enumerate(parts, 1)
        ),
        scales=tuple(scales),
        profiles=(
            Profile(
                "general",
                tuple(_banding(code, high) for code, high in most.items()),
                blocks=tuple(_blocks(most)),
                rules=(ReferralRule("anybody", ("helpline", "outpatient")),),
            ),
        ),
        demonstration=True,
    )


def _item(code: str, section: int) -> Item:
    number = int(code[1:])
    earlier = f'q{number - 1} != "c0"' if number % SECTION == 5 else ""
    text = f"Question {number}: how often did this happen in the past twelve months, in part {section}?"
    return Item(code, ItemKind.SINGLE, text, show_if=earlier, choices="often")


def _banding(code: str, high: int) -> Banding:
    third, two = high // 3, 2 * high // 3
    ranges = (Range("low", 0, third), Range("moderate", third + 1, two), Range("high", two + 1, high))
    bands = tuple(Band(band, level, band.title()) for band, level in LEVELS)
    return Banding(code, bands, scale=code, cut_offs=(CutOffs(ranges),))


def _blocks(most: dict[str, int]) -> Iterator[Block]:
    for code in most:
        for band, _ in LEVELS:
            for kind in (BlockKind.HEADLINE, BlockKind.MEANING):
                text = f"The {kind.value} of {code} where it is {band}, in a sentence or two of the usual length."
                yield Block(f"{code}_{band}_{kind.value}", kind, text, banding=code, band=band)


def _publish(store: Store, document: Questionnaire) -> int:
    """Gives the revision's id."""
    words = texts(document)
    with desk_for(store, AUTHOR) as desk:
        draft = questionnaires.create(desk, document)
        as_reviewer = replace(desk, actor=REVIEWER)
        for locale in registered(testing=True):
            if locale.tag != document.source_locale and not locale.derived_from:
                given = {key: f"{text} ({locale.tag})" for key, text in words.items()}
                translations.take_in(replace(desk, actor=TRANSLATOR), draft.id, locale.tag, given)
                translations.approve_all(as_reviewer, draft.id, locale.tag)
        sent = publishing.send(desk, draft.id, draft.number, WHY, acknowledged=WHY)
        approved = publishing.approve(as_reviewer, sent.id, sent.version)
        tags = [one.locale for one in translations.coverage(desk, draft.id) if one.ready]
        made = publishing.publish(
            as_reviewer, sent.id, approved.version, locales=tags, countries=AT_FIRST, unserved=WHY
        )
        return made.revision_id


def _services(count: int, today: date) -> Iterator[directory.Arrival]:
    models = services(today)
    for number in range(count):
        model = models[number % len(models)]
        named = replace(model.particulars, name=f"{model.particulars.name} {number}")
        yield replace(model, key=str(uuid.uuid5(NAMESPACE, f"large-{number}")), particulars=named)


def _counts(revision: int, document: Questionnaire, today: date, days: int) -> Iterator[Counter[Event]]:
    """A batch for each seven days."""
    rng = Random(SEED)
    items = [item.code for _, item in document.items()]
    for start in range(0, days, 7):
        events = Counter[Event]()
        for ago in range(start, min(start + 7, days)):
            for country, locales in AT_FIRST.items():
                for locale in locales:
                    cohort = Cohort(country, revision, locale, today - timedelta(days=ago))
                    _count(events, cohort, items if ago < ITEM_DAYS else [], rng)
        yield events


def _count(events: Counter[Event], cohort: Cohort, items: list[str], rng: Random) -> None:
    for source in ("none", "search", "social"):
        started = rng.randint(5, 60)
        events[used(cohort, Use.OPENED, source=source)] = 2 * started
        events[used(cohort, Use.STARTED, source=source)] = started
        events[used(cohort, Use.COMPLETED, source=source)] = started - rng.randint(0, started // 3)
    for item in items:
        events[asked(cohort, item, Asked.SEEN)] = rng.randint(40, 60)
        events[asked(cohort, item, Asked.ANSWERED)] = rng.randint(30, 40)
    for seconds in (100, 200, 500):
        events[took(cohort, seconds)] = rng.randint(5, 20)
    for band, _ in LEVELS:
        events[read_as(cohort, "general", "part1", band)] += rng.randint(5, 20)
    events[referred(cohort, Referred.SHOWN)] += rng.randint(20, 60)
    events[referred(cohort, Referred.CLICKED)] += rng.randint(2, 20)


if __name__ == "__main__":
    target = open_store(sys.argv[1])
    schema.upgrade(target)
    make(target)
    target.close()
