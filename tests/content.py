"""Content for tests: documents, and the short ways to put them where a test needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessment.document import (
    Band,
    Banding,
    Block,
    BlockKind,
    Choice,
    ChoiceList,
    CutOffs,
    Flag,
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
from auth.roles import Account, Held, Role
from content_store import directory, publishing, questionnaires, translations
from content_store.db import Store, desk_for
from content_store.permissions import Actor, System
from content_store.publishing import Snapshot
from content_store.questionnaires import Draft
from tests.cast import ana, boris

FREQUENCY = ChoiceList(
    "frequency",
    (
        Choice("never", "Never", 0),
        Choice("monthly", "Monthly", 1),
        Choice("weekly", "Weekly", 2),
        Choice("daily", "Daily", 3),
    ),
)


def _blocks(banding: str, bands: Sequence[Band]) -> tuple[Block, ...]:
    return tuple(
        Block(f"{band.code}_{kind}", kind, f"{band.title}: {kind}.", banding, band.code)
        for band in bands
        for kind in (BlockKind.HEADLINE, BlockKind.MEANING)
    )


def small_document(code: str = "small", *, items: int = 2, title: str = "A small test") -> Questionnaire:
    """Without findings: questions with one list, a total, two bands, a rule for everybody."""
    asked = tuple(
        Item(f"q{n}", ItemKind.SINGLE, f"How often, part {n}?", choices="frequency") for n in range(1, items + 1)
    )
    bands = (Band("low", Level.LOW, "Low"), Band("high", Level.HIGH, "High"))
    cut = items * 3 // 2
    read = Banding("total", bands, "total", (CutOffs((Range("low", 0, cut), Range("high", cut + 1, items * 3))),))
    return Questionnaire(
        code=code,
        title=title,
        summary="What it is for.",
        choice_lists=(FREQUENCY,),
        sections=(Section("main", asked),),
        scales=(Scale("total", tuple(Term(one.code) for one in asked), minimum=0, maximum=items * 3),),
        profiles=(
            Profile(
                "everybody",
                (read,),
                blocks=_blocks("total", bands),
                rules=(ReferralRule("anyone", ("outpatient", "helpline")),),
            ),
        ),
    )


def audit_like_document(code: str = "drinking") -> Questionnaire:
    """Like AUDIT in shape, in other words: ten items, a gate after the first, four bands, cut-offs by sex, a flag."""
    gate = 'q1 != "never"'
    first = Item("q1", ItemKind.SINGLE, "How often do you drink alcohol?", choices="frequency")
    more = tuple(
        Item(f"q{n}", ItemKind.SINGLE, f"How often did trouble number {n} happen?", choices="frequency", show_if=gate)
        for n in range(2, 11)
    )
    bands = tuple(
        Band(name, level, name.capitalize())
        for name, level in (
            ("low", Level.LOW),
            ("moderate", Level.MODERATE),
            ("high", Level.HIGH),
            ("severe", Level.SEVERE),
        )
    )
    women = (Range("low", 0, 5), Range("moderate", 6, 12), Range("high", 13, 19), Range("severe", 20, 30))
    others = (Range("low", 0, 7), Range("moderate", 8, 14), Range("high", 15, 19), Range("severe", 20, 30))
    read = Banding("total", bands, "total", (CutOffs(women, 'sex == "female"'), CutOffs(others)))
    hurt = Block("hurt", BlockKind.CRISIS, "Somebody was hurt. You can talk about it now.", flag="hurt")
    return Questionnaire(
        code=code,
        title="Drinking",
        summary="Ten questions about alcohol.",
        minutes=3,
        choice_lists=(FREQUENCY,),
        sections=(Section("main", (first, *more), title="Your drinking"),),
        scales=(Scale("total", tuple(Term(f"q{n}") for n in range(1, 11)), "Total", minimum=0, maximum=30),),
        profiles=(
            Profile(
                "everybody",
                (read,),
                flags=(Flag("hurt", 'q9 == "daily"', "Somebody was hurt", crisis=True),),
                blocks=(hurt, *_blocks("total", bands)),
                rules=(
                    ReferralRule("crisis", ("emergency", "helpline"), "flag(hurt)"),
                    ReferralRule("anyone", ("outpatient", "helpline")),
                ),
            ),
        ),
    )


def put_questionnaire(store: Store, document: Questionnaire, by: Actor = ana) -> Draft:
    """A draft that `by` created."""
    with desk_for(store, by) as desk:
        return questionnaires.create(desk, document)


def translate(store: Store, draft: Draft, locale: str, words: Mapping[str, str] | None = None) -> None:
    """Translate every text (`words`, else the source with the locale's tag before it), one person proposing, another
    approving."""
    given = {key: f"{locale}: {text}" for key, text in texts(draft.document).items()} | dict(words or {})
    with desk_for(store, _translator(locale, 901)) as desk:
        translations.take_in(desk, draft.id, locale, given)
    with desk_for(store, _translator(locale, 902)) as desk:
        translations.approve_all(desk, draft.id, locale)


def publish_draft(
    store: Store, draft: Draft, locales: Sequence[str] = ("en",), countries: Sequence[str] = ("RS",)
) -> Snapshot:
    """Ana sends it, Boris approves and publishes it; warnings are accepted."""
    with desk_for(store, ana) as desk:
        review = publishing.send(desk, draft.id, draft.number, "please", acknowledged="It is a test.")
    with desk_for(store, boris) as desk:
        review = publishing.approve(desk, review.id, review.version)
    with desk_for(store, boris) as desk:
        return publishing.publish(
            desk,
            review.id,
            review.version,
            locales=locales,
            countries=countries,
            override="It is a test.",
            unserved="It is a test.",
        )


def publish_now(
    store: Store,
    document: Questionnaire,
    locales: Sequence[str] = ("en",),
    countries: Sequence[str] = ("RS",),
    words: Mapping[str, Mapping[str, str]] | None = None,
) -> Snapshot:
    """From nothing to public. A language without `words` gets marked source texts; sr-Latn follows sr-Cyrl."""
    draft = put_questionnaire(store, document)
    for locale in locales:
        derived = locale == "sr-Latn" and "sr-Cyrl" in locales
        if locale != document.source_locale and not derived:
            translate(store, draft, locale, (words or {}).get(locale))
    return publish_draft(store, draft, locales, countries)


def put_service(store: Store, by: Actor | None = None, **fields: Any) -> int:
    """A service in the directory, unless told otherwise Serbia's national helpline; its id."""
    line = {"country": "RS", "name": "National line", "kinds": ("helpline",), "national": True}
    fields = {**line, "phone": "+381 11 000 000", **fields}
    with desk_for(store, by or System()) as desk:
        return directory.save_service(desk, None, 0, **fields).id


def reworded(document: Questionnaire, code: str, text: str) -> Questionnaire:
    """The document with another text of an item; what an editor does most."""
    sections = tuple(
        replace(section, items=tuple(replace(i, text=text) if i.code == code else i for i in section.items))
        for section in document.sections
    )
    return replace(document, sections=sections)


def _translator(locale: str, person: int) -> Account:
    return Account(person, f"Translator {person}", grants=(Held(Role.TRANSLATOR, locales=(locale,)),))
