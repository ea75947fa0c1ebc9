"""The editor of a score: what it adds up, how each part counts, what stands for a missing answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import dash_bootstrap_components as dbc
from dash import dcc, html
from dash.development.base_component import Component

from assessment.document import CHOSEN, MEASURED, Method, NotAsked, Questionnaire, Scale, Term, Unanswered
from assessment.messages import PlaceKind
from console.behind import behind
from console.controls import Controls, name
from console.language import N_, _, of_reader
from console.outline import Drawn, Part, as_sent
from console.reckoning import as_typed

METHODS = (
    (Method.SUM.value, N_("The sum of these")),
    (Method.MEAN.value, N_("Their mean")),
    (Method.MAX.value, N_("The highest of these")),
    (Method.MIN.value, N_("The lowest of these")),
    (Method.COUNT.value, N_("How many have certain answers")),
)
MISSING = (
    (Unanswered.NO_SCORE.value, N_("There is no score")),
    (Unanswered.PRORATE.value, N_("The rest makes up for it")),
    (Unanswered.LEFT_OUT.value, N_("It is left out")),
)
NOT_ASKED = ((NotAsked.ZERO.value, N_("It counts as 0")), (NotAsked.OUT.value, N_("It is left out")))


@dataclass(frozen=True, slots=True)
class ScaleEditor:
    document: Questionnaire
    controls: Controls
    address: Callable[[Part], str]

    def draw(self, scale: Scale) -> Component:
        title = name("text", f"scale.{scale.code}.title")
        known = {one.code: one.text for _, one in self.document.items()}
        return html.Div(
            [
                self._head(scale),
                self.controls.line(title, _("Name"), scale.title),
                html.P(made(scale), className="counts-in"),
                html.Ul([self._term(scale, term, known) for term in scale.terms], className="terms"),
                self._adding(scale),
                self._reckoning(scale),
                self._limits(scale),
                self._possible(scale),
                self._readers(scale),
                behind(self.controls, PlaceKind.SCALE, scale.code, scale.note),
                self._removal(scale),
            ],
            className="editor",
        )

    def _head(self, scale: Scale) -> Component:
        codes = [one.code for one in self.document.scales]
        at = codes.index(scale.code)
        acts = [
            self.controls.arrows(
                PlaceKind.SCALE, scale.code, _("this score"), first=at == 0, last=at == len(codes) - 1
            ),
            self.controls.button(name("duplicate", PlaceKind.SCALE.value, scale.code), _("Duplicate")),
        ]
        title = html.H2([_("Score "), html.Code(scale.code)])
        return html.Div([title, html.Div(acts, className="editor-acts movable")], className="editor-head")

    def _adding(self, scale: Scale) -> Component | str:
        """What could count in it and does not yet: questions, rows of grids, other scores."""
        counted = {term.of for term in scale.terms}
        offers = [
            (of, words)
            for of, words in self._countable(scale)
            if of not in counted and of.partition(".")[0] not in counted
        ]
        if not offers:
            return ""
        adds = [self.controls.button(name("add_term", scale.code, of), of, title=words) for of, words in offers]
        return html.Details([html.Summary(_("Count something else in it, too")), html.Div(adds, className="adding")])

    def _countable(self, scale: Scale) -> Iterator[tuple[str, str]]:
        for _section, item in self.document.items():
            if item.kind in CHOSEN | MEASURED:
                yield item.code, item.text
            yield from ((f"{item.code}.{row.code}", row.text) for row in item.rows)
        yield from ((one.code, one.title or one.code) for one in self.document.scales if one.code != scale.code)

    def _removal(self, scale: Scale) -> Component:
        act = self.controls.button(name("remove_score", scale.code), _("Remove this score"), tone="outline-danger")
        words = html.P(_("Nothing may read it any more: no results, no condition, no other score."))
        return html.Details([html.Summary(_("Remove this score")), words, act], className="removal")

    def _readers(self, scale: Scale) -> Component:
        read = [
            part
            for profile in self.document.profiles
            for banding in profile.bandings
            if banding.scale == scale.code
            for part in (
                self._link("banding", f"{profile.code}.{banding.code}", f"{profile.code} › {banding.code}"),
                ", ",
            )
        ][:-1]
        if read:
            return html.P([_("Read by "), *read, "."], className="counts-in")
        add = self.controls.button(name("add_results", scale.code), _("Add results for it"))
        return html.Div([html.P(_("Nothing reads this score yet.")), add], className="adding")

    # What it is made of

    def _term(self, scale: Scale, term: Term, known: Mapping[str, str]) -> Drawn:
        code = term.of.partition(".")[0]
        address = self.address(Part("item" if code in known else "scale", code))
        return _drawn_term(of_reader().tag, self.controls, scale.code, term, known.get(code, ""), address)

    def _reckoning(self, scale: Scale) -> Component:
        of = scale.code
        fields = [
            self.controls.pick(
                name("scale", of, "method"),
                _("The score is"),
                scale.method.value,
                [(code, _(words)) for code, words in METHODS],
            )
        ]
        if scale.method is Method.COUNT:
            counted = name("scale", of, "counted")
            fields.append(
                self.controls.several(counted, _("Answers that are counted"), scale.counted, self._answers(scale))
            )
        fields += [self._loop(scale)] if self._loops() else []
        after = [
            self.controls.number(name("scale", of, "multiply"), _("Then times"), scale.multiply),
            self.controls.number(name("scale", of, "add"), _("Then plus"), scale.add),
            self.controls.number(
                name("scale", of, "decimals"),
                _("Rounded to places"),
                scale.decimals,
                help_text=_("Empty: not rounded."),
            ),
        ]
        plain = scale.multiply == 1 and not scale.add and scale.decimals is None
        more = html.Details(
            [html.Summary(_("Multiply, add, round")), html.Div(after, className="in-a-row")], open=not plain
        )
        row = html.Div(fields, className="in-a-row")
        return html.Fieldset([html.Legend(_("How it is reckoned")), row, self._missing(scale), more])

    def _answers(self, scale: Scale) -> list[tuple[str, str]]:
        """The answers there are to what the score is made of, and what is counted already."""
        made_of = {term.of.partition(".")[0] for term in scale.terms}
        lists = {item.choices for _section, item in self.document.items() if item.code in made_of}
        known = {
            choice.code: f"{choice.text} ({choice.code})"
            for one in self.document.choice_lists
            if one.code in lists
            for choice in one.choices
        }
        return list({**{code: code for code in scale.counted}, **known}.items())

    def _loops(self) -> list[str]:
        return [section.code for section in self.document.sections if section.loop_over]

    def _loop(self, scale: Scale) -> Component:
        loops = [("", _("Once, over all"))] + [(code, _("For each of {code}", code=code)) for code in self._loops()]
        return self.controls.pick(name("scale", scale.code, "loop"), _("There is one score"), scale.loop, loops)

    def _missing(self, scale: Scale) -> Component:
        of = scale.code
        unanswered = name("scale", of, "unanswered")
        fields = [
            self.controls.pick(
                unanswered,
                _("Where something is unanswered"),
                scale.unanswered.value,
                [(code, _(words)) for code, words in MISSING],
            ),
            self.controls.pick(
                name("scale", of, "not_asked"),
                _("Where something is not asked"),
                scale.not_asked.value,
                [(code, _(words)) for code, words in NOT_ASKED],
            ),
        ]
        if scale.unanswered is Unanswered.PRORATE:
            most = name("scale", of, "missing_most")
            fields.append(self.controls.number(most, _("Unanswered at most"), scale.missing_most))
        if scale.unanswered is Unanswered.LEFT_OUT:
            least = name("scale", of, "answered_least")
            fields.append(self.controls.number(least, _("Answered at least"), scale.answered_least))
        return html.Div(fields, className="in-a-row")

    def _limits(self, scale: Scale) -> Component:
        limits = [
            self.controls.number(name("scale", scale.code, "minimum"), _("Lowest score"), scale.minimum),
            self.controls.number(name("scale", scale.code, "maximum"), _("Highest score"), scale.maximum),
        ]
        return html.Fieldset([html.Legend(_("As published")), html.Div(limits, className="in-a-row")])

    def _possible(self, scale: Scale) -> Component:
        """Counted when it is asked for: it may take a while, and every edit may change it."""
        ids = self.controls.ids
        words = _("Count how many ways lead to each score")
        button = dbc.Button(words, id=ids.row("count", scale.code), n_clicks=0, color="outline-secondary", size="sm")
        counted = html.Div(id=ids.row("counted", scale.code), role="status", className="mt-3")
        return html.Fieldset([html.Legend(_("Possible scores")), button, dcc.Loading(counted, delay_show=300)])

    def _link(self, kind: str, code: str, words: str) -> Component:
        return dcc.Link(words, href=self.address(Part(kind, code)))


@lru_cache(maxsize=2000)
def _drawn_term(_language: str, controls: Controls, scale: str, term: Term, words: str, address: str) -> Drawn:
    """Kept: a score may be made of hundreds, of which an edit changes one."""
    how = [f"× {term.weight}"] if term.weight != 1 else []
    how += [_("reversed")] if term.reverse else []
    if term.recode:
        how.append(", ".join(_("{points} counts as {to}", points=one.points, to=one.to) for one in term.recode))
    out = controls.button(
        name("remove_term", scale, term.of), _("Take out"), title=_("{of} counts no more", of=term.of)
    )
    link = dcc.Link(term.of, href=address)
    said = html.Span([link, " ", words, html.Span(", ".join(how), className="how")])
    return as_sent(html.Li([html.Div([said, out], className="term"), _how(controls, scale, term)]))


def _how(controls: Controls, scale: str, term: Term) -> Component:
    """How one part counts; out of sight, for most count as they are."""
    of = (scale, term.of)
    fields = [
        controls.number(name("term_weight", *of), _("{of} counts times", of=term.of), term.weight),
        controls.line(
            name("term_recode", *of),
            _("Points of {of} that count as others", of=term.of),
            as_typed(term.recode),
            help_text=_("For example: 1 = 0, 2 = 1"),
            code=True,
        ),
        controls.check(
            name("term_reverse", *of),
            _("Reverse {of}", of=term.of),
            term.reverse,
            help_text=_("The most points count as the least."),
        ),
    ]
    return html.Details([html.Summary(_("How it counts")), html.Div(fields, className="in-a-row")], className="small")


def made(scale: Scale) -> str:
    """How the score is made, in a sentence."""
    how = {
        "sum": _("Sum of these"),
        "mean": _("Mean of these"),
        "max": _("Highest of these"),
        "min": _("Lowest of these"),
        "count": _("Count of these"),
    }[scale.method.value]
    after = [f"× {scale.multiply}"] if scale.multiply != 1 else []
    after += [f"+ {scale.add}"] if scale.add else []
    missing = {
        "no_score": _("an unanswered question leaves no score"),
        "prorate": _("up to {missing_most} unanswered are made up for", missing_most=scale.missing_most),
        "left_out": _("unanswered questions are left out"),
    }
    return ", ".join([how, *([" ".join(after)] if after else [])]) + f"; {missing[scale.unanswered.value]}."
