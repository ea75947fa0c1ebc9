"""The end of a run: whether somebody wants to see the result, and the result, what matters most to them first."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from assessment.document import Banding, BlockKind, Facts, Level, Profile
from assessment.scoring import Need, Outcome, Reading, ShownBlock, Status, conclude
from content_store.statistics import Cohort, Event, Referred, Use, read_as, referred, referred_at, took, used
from public_site.cards import MOST, Card, Help
from public_site.counting import Once
from public_site.edition import Edition, Texts
from public_site.pages import draw
from public_site.parts import framed, ribbon, rights_of
from public_site.plain_pages import ANYBODY
from public_site.run import AGREED, COMPLETED, LATER, OFFERED, PERMISSION, RESULT, Run
from public_site.token import Purpose
from public_site.visiting import Visit
from public_site.words import Words

WITH_READING = frozenset({BlockKind.HEADLINE, BlockKind.MEANING, BlockKind.RAISED})
SHARED = ("meaning", "raised")
WEIGHT = {level.value: weight for weight, level in enumerate(Level)}


@dataclass(frozen=True, slots=True)
class Alert:
    """A safety flag with its texts, or texts that stand alone (`title` empty)."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadingView:
    about: str
    level: str
    head: Markup
    score: str
    headline: tuple[str, ...]
    meaning: tuple[str, ...]
    raised: tuple[str, ...]

    def without(self, part: str, told: Collection[str]) -> ReadingView:
        """`part`: one of SHARED."""
        kept = tuple(text for text in getattr(self, part) if text not in told)
        return replace(self, meaning=kept) if part == "meaning" else replace(self, raised=kept)


@dataclass(frozen=True, slots=True)
class Shared:
    """What is the same for several readings (substances, as a rule), told once."""

    about: tuple[str, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    """`crisis_lines` are shown on every result: on top where something is urgent, else beside the services."""

    title: str
    demonstration: bool
    status: str
    urgent: tuple[Alert, ...]
    crisis: tuple[str, ...]
    crisis_lines: tuple[Card, ...]
    warnings: tuple[Alert, ...]
    readings: tuple[ReadingView, ...]
    shared: dict[str, tuple[Shared, ...]]
    rights: tuple[str, ...]  # whose words these are: whoever reads a printed result must know
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)  # block kind -> what no reading took


def serve(
    edition: Edition, run: Run, facts: Facts, visit: Visit, cohort: Cohort
) -> tuple[Run, bytes, tuple[Once, ...]]:
    """The run as it is now, its last page, and what to count. Where the author asks for permission first, no number is
    shown before it is given. Raises Unavailable."""
    outcome = conclude(edition.flow, run.answers, facts)
    occasions: tuple[Once, ...] = ()
    if not run.has(COMPLETED):
        run = run.marked(COMPLETED)
        occasions = (Once("result", tuple(_completed(run, outcome, cohort, visit.now.timestamp()))),)
    waits = any(shown.block.kind is BlockKind.PERMISSION for shown in outcome.blocks) and not run.has(AGREED)
    run = run._replace(at=RESULT if not waits else LATER if run.at == LATER else PERMISSION)
    help_ = _help(edition, run, outcome, facts, visit)
    if run.at == RESULT and not run.has(OFFERED):
        run = run.marked(OFFERED)
        occasions += (Once("offered", tuple(_offered(help_, outcome, cohort))),)
    return run, _page(edition, run, outcome, help_, visit), occasions


def _help(edition: Edition, run: Run, outcome: Outcome, facts: Facts, visit: Visit) -> Help:
    """What the rules ask for; what the person asks for instead; and, while nobody has seen the result, what says
    nothing of it."""
    known = dict(facts)
    for name in ("sex", "age"):
        if isinstance(answer := run.answers.get(name), str | int) and answer:
            known[name] = answer
    needs = outcome.needs
    if run.at != RESULT:
        needs = (ANYBODY,)
    elif run.wanted:
        needs = (Need((run.wanted,), MOST, ""),)
    substances = edition.texts(visit.locale.tag).instances()
    return visit.guide().help_for(needs, known, visit.words, visit.now, substances)


def _page(edition: Edition, run: Run, outcome: Outcome, help_: Help, visit: Visit) -> bytes:
    given: dict[str, Any] = {
        "result": view_of(edition, outcome, help_, visit.words),
        "token": edition.seal(run, visit.keys, visit.purpose, visit.now),
        "action": visit.action,
        "words": visit.words,
    }
    if run.at == PERMISSION:
        return framed(edition, visit, draw("permission.html", **given).encode())
    if run.at == LATER:
        offers = [card for card in help_.cards if not card.crisis]
        return framed(edition, visit, draw("later.html", offers=offers, **given).encode())
    door = "" if visit.purpose is Purpose.PREVIEW else "service"  # beside the page: the run's own address
    found = {"offers": help_.cards, "towns": help_.towns, "kinds": help_.kinds, "far": help_.far}
    chosen = {"place": run.place, "wanted": run.wanted}
    restart = visit.action + visit.trail.query
    main = draw("result.html", door=door, restart=restart, **found, **chosen, **given)
    return framed(edition, visit, main.encode())


def _completed(run: Run, outcome: Outcome, cohort: Cohort, now: float) -> Iterable[Event]:
    yield used(cohort, Use.COMPLETED, source=run.source)
    yield took(cohort, now - run.began)
    for reading in outcome.readings:
        if reading.band is not None:
            yield read_as(cohort, outcome.profile, reading.banding, reading.band.code, loop=reading.loop)
    if is_urgent(outcome):
        yield referred(cohort, Referred.CRISIS_SHOWN)


def _offered(help_: Help, outcome: Outcome, cohort: Cohort) -> Iterable[Event]:
    if help_.cards:
        yield referred(cohort, Referred.SHOWN)
        if outcome.level:
            yield referred_at(cohort, Referred.SHOWN, outcome.level)
    for card in help_.cards:
        yield referred(cohort, Referred.SHOWN, service_id=card.id)
    if help_.none_local:
        yield referred(cohort, Referred.NONE_LOCAL)


def is_urgent(outcome: Outcome) -> bool:
    """Whether something of this very run calls for help at once. A crisis text that everybody gets does not."""
    return any(flag.crisis for flag in outcome.flags) or any(
        shown.block.kind is BlockKind.CRISIS and not _for_everybody(shown) for shown in outcome.blocks
    )


def _for_everybody(shown: ShownBlock) -> bool:
    block = shown.block
    return not (block.when or block.flag or block.banding)


def view_of(edition: Edition, outcome: Outcome, help_: Help, words: Words) -> ResultView:
    """What the templates draw. Its texts are prepared: paragraphs and lists, not words."""
    texts = edition.texts(words.locale.tag)
    telling = _Telling(edition, outcome, texts, words)
    status = "" if outcome.status is Status.COMPLETE else words[f"result.{outcome.status.value}"]
    readings, shared = _told_once(telling.readings())
    wording, attribution = rights_of(edition, words)
    return ResultView(
        title=texts.get("title"),
        demonstration=edition.document.demonstration,
        status=status,
        urgent=telling.alerts(crisis=True),
        crisis=telling.crisis(),
        crisis_lines=help_.crisis,
        warnings=telling.alerts(crisis=False),
        readings=readings,
        shared=shared,
        rights=tuple(filter(None, (wording, *attribution))),
        texts=telling.rest(),
    )


def _told_once(
    readings: tuple[ReadingView, ...],
) -> tuple[tuple[ReadingView, ...], dict[str, tuple[Shared, ...]]]:
    """The readings without what several of them say word for word, and that, once for each set that it is true of."""
    shared: dict[str, tuple[Shared, ...]] = {}
    for part in SHARED:
        about: dict[str, tuple[str, ...]] = {}
        for one in readings:
            for text in getattr(one, part) if one.about else ():
                about[text] = (*about.get(text, ()), one.about)
        together: dict[tuple[str, ...], tuple[str, ...]] = {}
        for text, names in about.items():
            if len(names) > 1:
                together[names] = (*together.get(names, ()), text)
        told = {text for texts in together.values() for text in texts}
        readings = tuple(one.without(part, told) for one in readings)
        shared[part] = tuple(Shared(names, texts) for names, texts in together.items())
    return readings, shared


class _Telling:
    """An outcome in one language."""

    def __init__(self, edition: Edition, outcome: Outcome, texts: Texts, words: Words) -> None:
        self._edition = edition
        self._outcome = outcome
        self._texts = texts
        self._words = words
        self._profile: Profile | None = edition.document.profile(outcome.profile) if outcome.profile else None
        self._key = f"profile.{outcome.profile}"
        self._bandings = {each.code: each for each in self._profile.bandings} if self._profile else {}
        self._read = {(each.banding, each.loop) for each in outcome.readings if each.band is not None}

    def alerts(self, *, crisis: bool) -> tuple[Alert, ...]:
        """Flags first, each with its blocks; then what stands alone."""
        alerts = []
        for flag in self._outcome.flags:
            if flag.crisis is crisis:
                own = tuple(self._said(shown) for shown in self._outcome.blocks if shown.block.flag == flag.code)
                alerts.append(Alert(self._texts.get(f"{self._key}.flag.{flag.code}.title"), own))
        kind = BlockKind.CRISIS if crisis else BlockKind.WARNING
        loose = (s for s in self._outcome.blocks if s.block.kind is kind and not s.block.flag)
        alone = tuple(self._said(shown) for shown in loose if not (crisis and _for_everybody(shown)))
        return (*alerts, *([Alert("", alone)] if alone else []))

    def crisis(self) -> tuple[str, ...]:
        """What everybody is told of what to do in a crisis."""
        blocks = self._outcome.blocks
        return tuple(self._said(s) for s in blocks if s.block.kind is BlockKind.CRISIS and _for_everybody(s))

    def readings(self) -> tuple[ReadingView, ...]:
        """In the author's order; of a loop the most serious first."""
        shown = [each for each in self._outcome.readings if each.band is not None]
        views = [self._reading(each, several=len(shown) > 1) for each in shown]
        loops = [view for view, each in zip(views, shown, strict=True) if each.loop]
        ranked = iter(sorted(loops, key=lambda view: -WEIGHT[view.level]))
        return tuple(next(ranked) if each.loop else view for view, each in zip(views, shown, strict=True))

    def rest(self) -> dict[str, tuple[str, ...]]:
        told: dict[str, list[str]] = {kind.value: [] for kind in BlockKind}
        for shown in self._outcome.blocks:
            block = shown.block
            taken = block.kind in WITH_READING and (block.banding, shown.loop) in self._read
            if not taken and not block.flag:
                told[block.kind.value].append(self._said(shown))
        return {kind: tuple(dict.fromkeys(texts)) for kind, texts in told.items()}

    def _reading(self, reading: Reading, *, several: bool) -> ReadingView:
        banding = self._bandings[reading.banding]
        section = self._edition.loop_of(banding)
        about = self._texts.instance(section, reading.loop)
        if not about and several and banding.scale:
            about = self._texts.get(f"scale.{banding.scale}.title")
        band = reading.band.code if reading.band else ""
        return ReadingView(
            about=about,
            level=reading.band.level.value if reading.band else "",
            head=ribbon(self._edition, self._words, f"{self._key}.band.{banding.code}", banding, band, about),
            score=self._score(banding, reading.loop),
            headline=self._blocks(BlockKind.HEADLINE, reading),
            meaning=self._blocks(BlockKind.MEANING, reading),
            raised=self._blocks(BlockKind.RAISED, reading),
        )

    def _blocks(self, kind: BlockKind, reading: Reading) -> tuple[str, ...]:
        where = (reading.banding, reading.loop)
        return tuple(
            self._said(shown)
            for shown in self._outcome.blocks
            if shown.block.kind is kind and not shown.block.flag and (shown.block.banding, shown.loop) == where
        )

    def _score(self, banding: Banding, loop: str) -> str:
        score = self._outcome.score(banding.scale, loop) if banding.scale else None
        if score is None or score.value is None:
            return ""
        most = self._edition.document.scale(banding.scale).maximum
        if most is None:
            return self._words.say("result.points", n=_plain(score.value))
        return self._words.say("result.points_of", n=_plain(score.value), max=most)

    def _said(self, shown: ShownBlock) -> Markup:
        loop_text = ""
        if shown.loop:
            banding = self._bandings.get(shown.block.banding)
            section = self._edition.loop_of(banding) if banding else ""
            loop_text = self._texts.instance(section, shown.loop) or self._texts.any_instance(shown.loop)
        return self._texts.prose(f"{self._key}.block.{shown.block.code}.text", loop_text)


def _plain(value: int | Fraction) -> str:
    """Whole where it is whole, else to one decimal."""
    return str(int(value)) if value == int(value) else f"{float(value):.1f}"
