"""The result page: what the answers come to, in the order of what matters most to the person reading."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction

from assessment.document import Banding, BlockKind, Facts, Profile
from assessment.scoring import Outcome, Reading, ShownBlock, Status, conclude
from content_store.statistics import Cohort, Event, Referred, Use, read_as, referred, took, used
from public_site.cards import Card, Help
from public_site.counting import Once
from public_site.edition import Edition, Texts
from public_site.pages import draw
from public_site.run import COMPLETED, RESULT, Run
from public_site.token import Purpose
from public_site.visiting import Visit
from public_site.words import Words

WITH_READING = frozenset({BlockKind.HEADLINE, BlockKind.MEANING, BlockKind.RAISED})


@dataclass(frozen=True, slots=True)
class Alert:
    """A safety flag with its texts, or texts that stand alone (`title` empty)."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RibbonStep:
    title: str
    level: str
    here: bool


@dataclass(frozen=True, slots=True)
class ReadingView:
    about: str
    band: str
    level: str
    ribbon: tuple[RibbonStep, ...]
    score: str
    headline: tuple[str, ...]
    meaning: tuple[str, ...]
    raised: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ResultView:
    title: str
    demonstration: bool
    status: str
    urgent: tuple[Alert, ...]
    crisis_lines: tuple[Card, ...]
    warnings: tuple[Alert, ...]
    readings: tuple[ReadingView, ...]
    texts: dict[str, tuple[str, ...]] = field(default_factory=dict)  # block kind -> what no reading took


def serve(
    edition: Edition, run: Run, facts: Facts, visit: Visit, cohort: Cohort
) -> tuple[Run, bytes, tuple[Once, ...]]:
    """The run as it is now, its result, and what to count. Raises Unavailable."""
    outcome = conclude(edition.flow, run.answers, facts)
    known = dict(facts)
    for name in ("sex", "age"):
        if isinstance(answer := run.answers.get(name), str | int) and answer:
            known[name] = answer
    help_ = visit.help_for(outcome.needs, known, visit.locale.tag, edition.texts(visit.locale.tag).instances())
    occasions: tuple[Once, ...] = ()
    if not run.has(COMPLETED):
        run = run.marked(COMPLETED)
        events = tuple(_events(run, outcome, help_, cohort, visit.now.timestamp()))
        occasions = (Once("result", events),)
    run = run._replace(at=RESULT)
    view = view_of(edition, outcome, help_, visit)
    body = draw(
        "result.html",
        result=view,
        offers=help_.cards,
        towns=help_.towns,
        place=run.place,
        token=edition.seal(run, visit.keys, visit.purpose, visit.now),
        action=visit.action,
        restart=visit.action + visit.trail.query,
        door="" if visit.purpose is Purpose.PREVIEW else f"{visit.action}service",
        **visit.frame(edition.locales),
    )
    return run, body.encode(), occasions


def _events(run: Run, outcome: Outcome, help_: Help, cohort: Cohort, now: float) -> Iterable[Event]:
    yield used(cohort, Use.COMPLETED, source=run.source)
    yield took(cohort, now - run.began)
    for reading in outcome.readings:
        if reading.band is not None:
            yield read_as(cohort, outcome.profile, reading.banding, reading.band.code, loop=reading.loop)
    if help_.cards:
        yield referred(cohort, Referred.SHOWN)
    for card in help_.cards:
        yield referred(cohort, Referred.SHOWN, service_id=card.id)
    if help_.none_local:
        yield referred(cohort, Referred.NONE_LOCAL)
    if is_urgent(outcome):
        yield referred(cohort, Referred.CRISIS_SHOWN)


def is_urgent(outcome: Outcome) -> bool:
    return any(flag.crisis for flag in outcome.flags) or any(
        shown.block.kind is BlockKind.CRISIS for shown in outcome.blocks
    )


def view_of(edition: Edition, outcome: Outcome, help_: Help, visit: Visit) -> ResultView:
    """What the template draws."""
    texts, words = edition.texts(visit.locale.tag), visit.words
    telling = _Telling(edition, outcome, texts, words)
    status = "" if outcome.status is Status.COMPLETE else words[f"result.{outcome.status.value}"]
    urgent = telling.alerts(crisis=True)
    return ResultView(
        title=texts.get("title"),
        demonstration=edition.document.demonstration,
        status=status,
        urgent=urgent,
        crisis_lines=help_.crisis if urgent else (),
        warnings=telling.alerts(crisis=False),
        readings=telling.readings(),
        texts=telling.rest(),
    )


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
        alone = tuple(self._said(s) for s in self._outcome.blocks if s.block.kind is kind and not s.block.flag)
        return (*alerts, *([Alert("", alone)] if alone else []))

    def readings(self) -> tuple[ReadingView, ...]:
        shown = [each for each in self._outcome.readings if each.band is not None]
        return tuple(self._reading(each, several=len(shown) > 1) for each in shown)

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
        key = f"{self._key}.band.{banding.code}"
        here = reading.band.code if reading.band else ""
        level = reading.band.level.value if reading.band else ""
        ribbon = tuple(
            RibbonStep(self._texts.get(f"{key}.{band.code}.title", about), band.level.value, band.code == here)
            for band in banding.bands
        )
        return ReadingView(
            about=about,
            band=self._texts.get(f"{key}.{here}.title", about),
            level=level,
            ribbon=ribbon,
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

    def _said(self, shown: ShownBlock) -> str:
        loop_text = ""
        if shown.loop:
            banding = self._bandings.get(shown.block.banding)
            section = self._edition.loop_of(banding) if banding else ""
            loop_text = self._texts.instance(section, shown.loop) or self._texts.any_instance(shown.loop)
        return self._texts.get(f"{self._key}.block.{shown.block.code}.text", loop_text)


def _plain(value: int | Fraction) -> str:
    """Whole where it is whole, else to one decimal."""
    return str(int(value)) if value == int(value) else f"{float(value):.1f}"
