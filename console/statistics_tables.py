"""The tables of the statistics, made from what the store discloses: for the screen, and for files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import TypeVar

from babel.dates import format_date

from assessment.document import Level
from console import words
from console.figures import Figures, Rate, Value
from console.language import N_, _, of_reader
from content_store.before_after import Around, Change
from content_store.campaigns import CLASSES
from content_store.disclosure import Cell, Certain, added
from content_store.results import BandTable, LevelRow, ReferralRow, Step
from content_store.uptake import Row, TimeStep, Uptake

MEANINGS = (
    (N_("Run"), N_("One pass through a questionnaire, by whoever it was. Not a person: one person may "
"begin twice.")),
    (N_("Opened"), N_("The first page of a questionnaire was served. Approximate, since browsers load "
"ahead.")),
    (N_("Started"), N_("Somebody pressed the button that begins.")),
    (N_("Completed"), N_("Every question was behind them. Booked to the day the run began, so that it never "
"passes starts.")),
    (N_("Completion"), N_("Completed of started. The interval says how far chance alone may have moved it.")),
    (N_("Seen, answered, skipped"), N_("Runs that met the question, and went on from it with or without an answer.")),
    (N_("Left"), N_("Seen and not gone on from, of runs too old to go on any more. Younger ones are "
"under way.")),
    (N_("Left of seen"), N_("How many of those who met the question left at it.")),
    (N_("Shown, followed"), N_("Results that listed a service; those from which a website was opened. "
"Calls are not counted.")),
    (N_("Only national"), N_("Results for which there was nothing but a line for the whole country.")),
    (N_("<5, <10 or hidden"), N_("A number so small, or so easily worked out from others, that it might tell on "
"somebody.")),
    ("60+", N_("A sum of what was shown; something was hidden besides.")),
)  # fmt: skip


UPTAKE = (N_("Opened"), N_("Started"), N_("Completed"), N_("Completion"))


def uptake_tables(found: Uptake, titles: Mapping[str, str], sources: Sequence[Row]) -> list[Figures]:
    """By time, country, language, questionnaire, its publications, source."""
    return [
        time_table(found.grain, found.series),
        _uptake("by-country", _("By country"), _("Country"), found.countries, words.country),
        _uptake("by-language", _("By language"), _("Language"), found.locales, words.language),
        _uptake("by-questionnaire", _("By questionnaire"), _("Questionnaire"), found.questionnaires,
                lambda slug: titles.get(slug, slug)),
        _uptake("by-publication", _("By publication"), _("Publication"), found.revisions, str),
        _uptake("by-source", _("Where runs came from"), _("Source"), sources, lambda code: _(CLASSES.get(code, code))),
        _times(found.time_steps),
    ]  # fmt: skip


RUNS_BY = {"day": N_("Runs by day"), "week": N_("Runs by week"), "month": N_("Runs by month")}
GRAINS = {"day": N_("Day"), "week": N_("Week"), "month": N_("Month")}


def time_table(grain: str, rows: Sequence[Row]) -> Figures:
    """By day, week or month."""
    return _uptake("by-time", _(RUNS_BY[grain]), _(GRAINS[grain]), rows, lambda key: period(key, grain))


def period(key: str, grain: str) -> str:
    """The day, week or month that begins on an ISO day."""
    first = date.fromisoformat(key)
    if grain == "month":
        return str(format_date(first, "LLLL y", locale=of_reader().babel()))
    return words.day(first) if grain == "day" else _("week of {first}", first=words.day(first))


def _uptake(name: str, title: str, head: str, rows: Iterable[Row], called: Callable[[str], str]) -> Figures:
    def values(row: Row) -> tuple[Value, ...]:
        one = row.measures
        return called(row.key), one.opened, one.started, one.completed, Rate(one.completed, one.started)

    return Figures(name, title, (head, *map(_, UPTAKE)), tuple(values(row) for row in rows))


def _times(steps: Sequence[TimeStep]) -> Figures:
    rows = tuple((words.span(one.above, one.until), one.runs) for one in steps)
    return Figures("completion-time", _("Time to a result"), (_("From start to result"), _("Runs")), rows)


def funnel_table(steps: Sequence[Step]) -> Figures:
    """Question by question."""
    head = (
        _("Question"),
        _("Seen"),
        _("Answered"),
        _("Skipped"),
        _("Went back to"),
        _("Left"),
        _("Left of seen"),
        _("Under way"),
    )
    rows = tuple(
        (_asked(place, one), one.seen, one.answered, one.skipped, one.returned, one.left, Rate(one.left, one.seen),
         one.in_progress)
        for place, one in numbered(steps)
    )  # fmt: skip
    return Figures("questions", _("Question by question"), head, rows)


CERTAIN = {
    Certain.MORE: N_("more leave"),
    Certain.FEWER: N_("fewer leave"),
    Certain.ALIKE: N_("no difference to be seen"),
    Certain.TOO_FEW: N_("too few to compare"),
}


def around_table(found: Around) -> Figures:
    """Question by question, before and after a publication."""
    head = (_("Question"), _("Difference"), _("Left before"), _("Left since"))
    rows = tuple(
        (_asked(place, one), _(CERTAIN[one.certain]), Rate(one.before.left, one.before.seen),
         Rate(one.after.left, one.after.seen))
        for place, one in numbered(found.changes)
    )  # fmt: skip
    title = _("Before and after publication {number} of {day}", number=found.number, day=words.day(found.day))
    return Figures("before-and-after", title, head, rows)


FACTS = {"sex": N_("Sex"), "age": N_("Age")}


def _asked(place: int, one: Step | Change) -> str:
    return _(FACTS[one.item]) if one.item in FACTS else f"{place}. {one.text or one.item}"


Asked = TypeVar("Asked", Step, Change)


def numbered(steps: Sequence[Asked]) -> list[tuple[int, Asked]]:
    """Questions with their number; what is asked of the person before them has none."""
    before = sum(one.item in FACTS for one in steps)
    return [(place - before, one) for place, one in enumerate(steps, 1)]


def band_tables(found: Sequence[BandTable]) -> list[Figures]:
    """Each reading by month and country, its sum first."""
    return [_bands(one, number) for number, one in enumerate(found, 1)]


def _bands(one: BandTable, number: int) -> Figures:
    codes = list(one.bands)
    whole = added(one.total[code] for code in codes)
    shares: list[Value] = [part for code in codes for part in (one.total[code], Rate(one.total[code], _plain(whole)))]
    head = [name for code in codes for name in (one.bands[code], _("{band}, of all shown", band=one.bands[code]))]
    rows: list[tuple[Value, ...]] = [(_("All of it"), "", *shares)]
    for row in one.rows:
        line = _plain(added(row.cells[code] for code in codes))
        hides = any(row.cells[code].n is None for code in codes)
        parts: list[Value] = []
        for code in codes:
            parts += [row.cells[code], Rate(row.cells[code], HIDDEN_WHOLE if hides else line)]
        rows.append((month(row.month), words.country(row.country), *parts))
    versions = ", ".join(str(revision) for revision in one.revisions)
    title = _("{reading}, publication {versions}", reading=reading(one), versions=versions)
    return Figures(f"results-{number}", title, (_("Month"), _("Country"), *head), tuple(rows))


HIDDEN_WHOLE = Cell(None, "hidden")


def _plain(cell: Cell) -> Cell:
    return Cell(cell.n, str(cell.n)) if cell.n is not None else cell


def reading(one: BandTable) -> str:
    """What was read, about which substance, and as whose."""
    profile, _sign, rest = one.banding.partition("/")
    code, _sign, loop = rest.partition("@")
    score, way = (
        title or name.replace("_", " ").capitalize() for title, name in zip(one.called, (code, profile), strict=True)
    )
    about = " " + _("for {substance}", substance=words.substance(loop).lower()) if loop else ""
    return f"{score}{about} ({way})"


def month(key: str) -> str:
    """`2026-10` as Oct 2026."""
    return str(format_date(date.fromisoformat(f"{key}-01"), "LLL y", locale=of_reader().babel()))


LEVELS = {
    Level.NONE: N_("No risk"),
    Level.LOW: N_("Lower risk"),
    Level.MODERATE: N_("Moderate risk"),
    Level.HIGH: N_("High risk"),
    Level.SEVERE: N_("Very high risk"),
}


def level_table(rows: Sequence[LevelRow], titles: Mapping[str, str]) -> Figures:
    """By how serious the result was."""
    head = (_("Result"), _("Month"), _("Country"), _("Questionnaire"), _("Shown"), _("Followed"),
            _("Followed of shown"))  # fmt: skip
    values = tuple(
        (_(LEVELS[Level(one.level)]), month(one.month), words.country(one.country), titles.get(one.slug, one.slug),
         one.shown, one.clicked, Rate(one.clicked, one.shown))
        for one in sorted(rows, key=lambda row: row.month, reverse=True)
    )  # fmt: skip
    return Figures("services-by-result", _("Services followed, by how serious the result was"), head, values)


def referral_table(rows: Sequence[ReferralRow], titles: Mapping[str, str]) -> Figures:
    """By month, country and questionnaire."""
    head = (_("Month"), _("Country"), _("Questionnaire"), _("Shown"), _("Followed"), _("Followed of shown"),
            _("Only national"), _("Crisis lines shown"), _("Crisis lines used"))  # fmt: skip
    values = tuple(
        (month(one.month), words.country(one.country), titles.get(one.slug, one.slug), one.shown, one.clicked,
         Rate(one.clicked, one.shown), one.none_local, one.crisis_shown, one.crisis_used)
        for one in sorted(rows, key=lambda row: row.month, reverse=True)
    )  # fmt: skip
    return Figures("services", _("Services shown and followed"), head, values)
