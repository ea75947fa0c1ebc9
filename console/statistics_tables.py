"""The tables of the statistics, made from what the store discloses: for the screen, and for files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from console import words
from console.figures import Figures, Rate, Value
from content_store import questionnaires
from content_store.campaigns import CLASSES
from content_store.db import Desk
from content_store.disclosure import Cell, added
from content_store.paging import Wanted
from content_store.permissions import Permission
from content_store.results import BandTable, ReferralRow, Step
from content_store.uptake import Row, TimeStep, Uptake

MEANINGS = (
    ("Run", "One pass through a questionnaire, by whoever it was. Not a person: one person may begin twice."),
    ("Opened", "The first page of a questionnaire was served. Approximate, since browsers load ahead."),
    ("Started", "Somebody pressed the button that begins."),
    ("Completed", "Every question was behind them. Booked to the day the run began, so that it never passes starts."),
    ("Completion", "Completed of started. The interval says how far chance alone may have moved it."),
    ("Seen, answered, skipped", "Runs that met the question, and went on from it with or without an answer."),
    ("Left", "Seen and not gone on from, of runs too old to go on any more. Younger ones are under way."),
    ("Left of seen", "How many of those who met the question left at it."),
    ("Shown, followed", "Results that listed a service; results from which one was followed, by telephone or a link."),
    ("Only national", "Results for which there was nothing but a line for the whole country."),
    ("<5, <10 or hidden", "A number so small, or so easily worked out from others, that it might tell on somebody."),
    ("60+", "A sum of what was shown; something was hidden besides."),
)  # fmt: skip


def titles_of(desk: Desk) -> dict[str, str]:
    """What questionnaires are called, for who may know."""
    if not desk.actor.holds(Permission.QUESTIONNAIRES_READ):
        return {}
    return {row.slug: row.title for row in questionnaires.listing(desk, Wanted(size=500, sort="title")).rows}


UPTAKE = ("Opened", "Started", "Completed", "Completion")


def uptake_tables(found: Uptake, titles: Mapping[str, str], sources: Sequence[Row]) -> list[Figures]:
    """By time, country, language, questionnaire, source."""
    return [
        time_table(found.grain, found.series),
        _uptake("by-country", "By country", "Country", found.countries, words.country),
        _uptake("by-language", "By language", "Language", found.locales, words.language),
        _uptake("by-questionnaire", "By questionnaire", "Questionnaire", found.questionnaires,
                lambda slug: titles.get(slug, slug)),
        _uptake("by-source", "Where runs came from", "Source", sources, lambda code: CLASSES.get(code, code)),
        _times(found.time_steps),
    ]  # fmt: skip


def time_table(grain: str, rows: Sequence[Row]) -> Figures:
    """By day, week or month."""
    return _uptake("by-time", f"Runs by {grain}", grain.capitalize(), rows, lambda key: period(key, grain))


def period(key: str, grain: str) -> str:
    """The day, week or month that begins on an ISO day."""
    first = date.fromisoformat(key)
    if grain == "month":
        return f"{first:%B %Y}"
    return words.day(first) if grain == "day" else f"week of {words.day(first)}"


def _uptake(name: str, title: str, head: str, rows: Iterable[Row], called: Callable[[str], str]) -> Figures:
    def values(row: Row) -> tuple[Value, ...]:
        one = row.measures
        return called(row.key), one.opened, one.started, one.completed, Rate(one.completed, one.started)

    return Figures(name, title, (head, *UPTAKE), tuple(values(row) for row in rows))


def _times(steps: Sequence[TimeStep]) -> Figures:
    rows = tuple((words.span(one.above, one.until), one.runs) for one in steps)
    return Figures("completion-time", "Time to a result", ("From start to result", "Runs"), rows)


def funnel_table(steps: Sequence[Step]) -> Figures:
    """Question by question."""
    head = ("Question", "Seen", "Answered", "Skipped", "Went back to", "Left", "Left of seen", "Under way")
    rows = tuple(
        (FACTS.get(one.item, f"{place}. {one.text or one.item}"), one.seen, one.answered, one.skipped,
         one.returned, one.left, Rate(one.left, one.seen), one.in_progress)
        for place, one in numbered(steps)
    )  # fmt: skip
    return Figures("questions", "Question by question", head, rows)


FACTS = {"sex": "Sex", "age": "Age"}


def numbered(steps: Sequence[Step]) -> list[tuple[int, Step]]:
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
    head = [name for code in codes for name in (one.bands[code], f"{one.bands[code]}, of all shown")]
    rows: list[tuple[Value, ...]] = [("All of it", "", *shares)]
    for row in one.rows:
        line = _plain(added(row.cells[code] for code in codes))
        hides = any(row.cells[code].n is None for code in codes)
        parts: list[Value] = []
        for code in codes:
            parts += [row.cells[code], Rate(row.cells[code], HIDDEN_WHOLE if hides else line)]
        rows.append((month(row.month), words.country(row.country), *parts))
    versions = ", ".join(str(revision) for revision in one.revisions)
    title = f"{reading(one.banding)}, publication {versions}"
    return Figures(f"results-{number}", title, ("Month", "Country", *head), tuple(rows))


HIDDEN_WHOLE = Cell(None, "hidden")


def _plain(cell: Cell) -> Cell:
    return Cell(cell.n, str(cell.n)) if cell.n is not None else cell


def reading(banding: str) -> str:
    """`profile/banding@instance` in words."""
    profile, _, rest = banding.partition("/")
    code, _, loop = rest.partition("@")
    about = f" for {words.substance(loop).lower()}" if loop else ""
    return f"{code.replace('_', ' ').capitalize()}{about} ({profile.replace('_', ' ')})"


def month(key: str) -> str:
    """`2026-10` as Oct 2026."""
    return f"{date.fromisoformat(f'{key}-01'):%b %Y}"


def referral_table(rows: Sequence[ReferralRow], titles: Mapping[str, str]) -> Figures:
    """By month, country and questionnaire."""
    head = ("Month", "Country", "Questionnaire", "Shown", "Followed", "Followed of shown", "Only national",
            "Crisis lines shown", "used")  # fmt: skip
    values = tuple(
        (month(one.month), words.country(one.country), titles.get(one.slug, one.slug), one.shown, one.clicked,
         Rate(one.clicked, one.shown), one.none_local, one.crisis_shown, one.crisis_used)
        for one in sorted(rows, key=lambda row: row.month, reverse=True)
    )  # fmt: skip
    return Figures("services", "Services shown and followed", head, values)
