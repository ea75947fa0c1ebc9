"""The walk: plain functions of an edition, a token and a form. They read nothing else and keep nothing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from assessment.document import Answers, Facts
from assessment.flow import Flow, Problem, Step, Unacceptable
from assessment.rehearsal import completed
from assessment.scoring import conclude
from assessment.states import State
from content_store.leaflets import Leaflet
from content_store.statistics import Asked, Cohort, Referred, Use, asked, referred, referred_at, used
from public_site import results
from public_site.asking import Form, complaint_slots, complaints, ticks
from public_site.cards import KINDS
from public_site.counting import Once
from public_site.edition import Edition
from public_site.parts import framed, intro, question
from public_site.plain_pages import bad_token, leaving, said, under_age
from public_site.run import AGREED, COMPLETED, ENDS, LATER, PERMISSION, RESULT, STARTED, SWITCHED, UNDER_AGE, Run
from public_site.token import BadToken, Sealed
from public_site.visiting import Answered, Visit

GO = frozenset({"next", "back", "stay", "later"})
OURS = frozenset({"t", "go"})


def first_page(edition: Edition, visit: Visit) -> Answered:
    """The page before the questions; its token is where a run begins."""
    run = Run.new(visit.country, visit.locale.tag, visit.trail.source, counted=visit.trail.counted)
    return Answered(200, _doorstep(edition, run, visit, {}))


def filled(edition: Edition, visit: Visit, answers: Answers, key: str) -> Answered:
    """A run that has come to the step `key` with these answers (or to the next that is asked, where it is passed over;
    empty: to its result), for looking at. What they leave open is left open, or, where it has to be answered, answered
    with what stands first. Raises Unavailable."""
    run = Run.new(visit.country, visit.locale.tag)._replace(began=int(visit.now.timestamp()), answers=dict(answers))
    walk = _Walk(edition, run, visit)
    return walk.stand_at(key)


def go_on(edition: Edition, token: Sealed, form: Form, visit: Visit) -> Answered:
    """One step of a run: whatever comes back, a page. Raises Unavailable, with nothing lost: the same token and form
    may be sent again."""
    try:
        run = edition.unseal(token, visit.keys, visit.purpose, visit.now)
        if run.country != visit.country:
            raise BadToken("another country")
    except BadToken:
        return bad_token(visit)
    go = list(form.get("go", ("next",)))
    fields = {name: values for name, values in form.items() if name not in OURS}
    walk = _Walk(edition, run, visit.along(run))
    return walk.refused_whole() if len(go) != 1 or go[0] not in GO else walk.go(go[0], fields)


def website(edition: Edition, token: Sealed, visit: Visit, leaflet: Leaflet | None) -> Answered:
    """The door between a service's card and its own site: counted once, and said that it leads away."""
    try:
        run = edition.unseal(token, visit.keys, visit.purpose, visit.now)
    except BadToken:
        return bad_token(visit)
    if leaflet is None or not leaflet.website or leaflet.country != run.country or not run.has(COMPLETED):
        return Answered(404, said(visit.words, "missing", leave=visit.leave))
    cohort = Cohort(run.country, edition.revision_id, run.locale, run.start_day)
    level = conclude(edition.flow, run.answers, {"country": run.country}).level
    followed = referred(cohort, Referred.CLICKED)
    occasions = [
        Once("clicked", (followed, referred_at(cohort, Referred.CLICKED, level)) if level else (followed,)),
        Once(f"clicked:{leaflet.id}", (referred(cohort, Referred.CLICKED, service_id=leaflet.id),)),
    ]
    if leaflet.crisis:
        occasions.append(Once("crisis_used", (referred(cohort, Referred.CRISIS_USED),)))
    return Answered.by(run, 200, leaving(visit.along(run), leaflet.name, leaflet.website), occasions)


class _Walk:
    """One request on its way. `occasions` gathers what happened; `state` is the document walked with the answers as
    they are, and walking is what costs, so it is done once for each set of answers, and only if it is asked for."""

    def __init__(self, edition: Edition, run: Run, visit: Visit) -> None:
        self.edition = edition
        self.run = run
        self.visit = visit
        self.flow: Flow = edition.flow
        self.facts: Facts = {"country": run.country} | ({"place": run.place} if run.place else {})
        self.occasions: list[Once] = []

    @cached_property
    def state(self) -> State:
        return self.flow.state(self.run.answers, self.facts)

    def go(self, go: str, fields: Form) -> Answered:
        if self.visit.locale.tag != self.run.locale and not self.run.has(SWITCHED) and self.run.has(STARTED):
            self.run = self.run.marked(SWITCHED)
            self._happened("switched", used(self.cohort, Use.LOCALE_SWITCHED, source=self.run.source))
        if self.run.at in ("", *ENDS):
            return self._from_end(go, fields) if self.run.at else self._from_intro(go, fields)
        step = self._step_in_hand()
        if step is None:  # cannot be, with a token of ours; the nearest question is still a better answer than an error
            return self._serve(self._after(self.run.at))
        match go:
            case "back":
                return self._back(step, fields)
            case "stay":
                return self._stay(step, fields)
            case "later":
                return self.refused_whole()
        return self._forward(step, fields)

    def stand_at(self, key: str) -> Answered:
        answers = completed(self.flow, self.run.answers, self.facts)
        self.state = self.flow.state(answers, self.facts)
        left = frozenset(step.item.code for step in self.state.asked)
        self.run = self.run._replace(answers=self.flow.kept(self.state, answers), seen=left, left=left)
        if self.flow.is_under_age(self.state):
            return self._too_young()
        if not key:
            self.run = self.run.marked(AGREED)
            return self._serve(None)
        order = self.flow.order(key)
        return self._serve(next((step for step in self.state.asked if step.order >= order), None))

    def refused_whole(self) -> Answered:
        """The page in hand again, with a message, for a form it could not have sent."""
        problem = self.visit.words["problem.unknown_field"]
        if self.run.at in ENDS:
            self.visit = self.visit._replace(notice=problem)
            return self._end()._replace(status=422)
        step = self._step_in_hand()
        slots = complaint_slots({}, [problem], self.visit.words)
        if step is None:
            return Answered(422, _doorstep(self.edition, self.run._replace(at=""), self.visit, slots))
        return self._page(step, slots, status=422)

    # From where we are

    def _from_intro(self, go: str, fields: Form) -> Answered:
        words = self.visit.words
        consents = bool(self.edition.document.consent)
        strange = [name for name in fields if name != "consent" or not consents]
        agreed = not consents or list(fields.get("consent", ())) == ["yes"]
        if go != "next" and not strange:
            return Answered(200, _doorstep(self.edition, self.run, self.visit, {}))
        if strange or not agreed:
            at_fields = {} if agreed else {"consent": words["problem.consent"]}
            slots = complaint_slots(at_fields, [words["problem.unknown_field"]] if strange else [], words)
            return Answered(422, _doorstep(self.edition, self.run, self.visit, slots))
        if not self.run.began:
            if not self.visit.offered():  # taken away while the first page lay open; what has begun may go on
                return Answered(404, said(words, "missing", leave=self.visit.leave))
            self.run = self.run._replace(began=int(self.visit.now.timestamp()))
        return self._serve(next(iter(self.state.asked), None))

    def _from_end(self, go: str, fields: Form) -> Answered:
        if not self._could_be_chosen(fields):
            return self.refused_whole()
        if go == "back" and self.state.asked:
            return self._serve(self.state.asked[-1], back=True)
        if self.run.at in (PERMISSION, LATER):
            self.run = self.run.marked(AGREED) if go == "next" else self.run
            self.run = self.run._replace(at=LATER) if go == "later" else self.run
        for place in fields.get("place", ()):
            self.run = self.run._replace(place=place)
            self.facts = {"country": self.run.country, "place": self.run.place}
        for kind in fields.get("kind", ()):
            self.run = self.run._replace(wanted=kind)
        return self._end()

    def _could_be_chosen(self, fields: Form) -> bool:
        """Whether the page in hand can have sent this."""
        if fields and (self.run.at != RESULT or any(len(values) > 1 for values in fields.values())):
            return False
        known = {"place": self._is_town, "kind": KINDS.__contains__}
        return all(name in known and (not value or known[name](value)) for name, (value,) in fields.items())

    def _is_town(self, key: str) -> bool:
        return self.visit.guide().directory.town(key) is not None

    def _forward(self, step: Step, fields: Form) -> Answered:
        left = self.run.left
        try:
            self._take(step, fields, left | {step.item.code})
        except Unacceptable as refusal:
            slots = complaints(step, refusal.problems, self.edition.texts(self.visit.locale.tag), self.visit.words)
            return self._page(step, slots, typed=fields, status=422)
        code = step.item.code
        if code not in left:
            given = any(self.run.answers.get(address) for address in step.addresses) or not step.addresses
            self._happened(f"left:{code}", asked(self.cohort, code, Asked.ANSWERED if given else Asked.SKIPPED))
        if self.flow.is_under_age(self.state):
            return self._too_young()
        return self._serve(self._after(step.key))

    def _back(self, step: Step, fields: Form) -> Answered:
        if not self._noted(step, fields):
            return self.refused_whole()
        before = next((each for each in reversed(self.state.asked) if each.order < step.order), None)
        if before is None:
            self.run = self.run._replace(at="")
            return self._answered(200, _doorstep(self.edition, self.run, self.visit, {}))
        return self._serve(before, back=True)

    def _stay(self, step: Step, fields: Form) -> Answered:
        """The same step: in another language, with what was ticked meanwhile; or, from the page for those too young,
        with the age as it was given."""
        if not self._noted(step, fields):
            return self.refused_whole()
        return self._page(step, {}, typed=fields or None)

    def _noted(self, step: Step, fields: Form) -> bool:
        """Takes the answers along where they can be taken; who only passes by need not have finished. False: this page
        cannot have sent them."""
        try:
            self._take(step, fields)
        except Unacceptable as refusal:
            return Problem.UNKNOWN_FIELD not in refusal.problems.values()
        return True

    def _take(self, step: Step, fields: Form, left: frozenset[str] | None = None) -> None:
        """The step's answers in place of its old ones; what is no longer asked is left behind. Raises Unacceptable."""
        accepted = self.flow.accept(step, fields)
        ours = step.addresses
        answers = {address: answer for address, answer in self.run.answers.items() if address not in ours} | accepted
        self.state = self.flow.state(answers, self.facts)
        kept = self.flow.kept(self.state, answers)
        self.run = self.run._replace(answers=kept, left=self.run.left if left is None else left)

    def _step_in_hand(self) -> Step | None:
        settled = self.flow.settled.get(self.run.at)
        if settled is not None:
            return settled  # a token of ours says where a run stands: it was asked there, with these answers
        return next((step for step in self.state.asked if step.key == self.run.at), None)

    def _after(self, key: str) -> Step | None:
        order = self.flow.order(key)
        return next((step for step in self.state.asked if step.order > order), None)

    # To where we go

    def _serve(self, step: Step | None, *, back: bool = False) -> Answered:
        self._start_once(step)
        if step is None:
            return self._end()
        code, before = step.item.code, self.run
        returned = before.returned | {code} if back else before.returned
        self.run = before._replace(at=step.key, seen=before.seen | {code}, returned=returned)
        if code not in before.seen:
            self._happened(f"seen:{code}", asked(self.cohort, code, Asked.SEEN))
        if back and code not in before.returned:
            self._happened(f"returned:{code}", asked(self.cohort, code, Asked.RETURNED))
        return self._page(step, {})

    def _start_once(self, step: Step | None) -> None:
        """A run has started once nothing stands before its questions: consent given, old enough."""
        waits = self.edition.document.minimum_age is not None and step is not None and step.key in ("sex", "age")
        if waits or self.run.has(STARTED):
            return
        self.run = self.run.marked(STARTED)
        self._happened("started", used(self.cohort, Use.STARTED, source=self.run.source))
        for code in self.run.left:  # asked for their age before: counted now, so that no funnel passes 100 %
            given = Asked.ANSWERED if self.run.answers.get(code) else Asked.SKIPPED
            self._happened(f"seen:{code}", asked(self.cohort, code, Asked.SEEN))
            self._happened(f"left:{code}", asked(self.cohort, code, given))

    def _too_young(self) -> Answered:
        if not self.run.has(UNDER_AGE):
            self.run = self.run.marked(UNDER_AGE)
            self.occasions.append(Once("under_age", (used(self.cohort, Use.UNDER_AGE, source=self.run.source),)))
        return self._answered(200, under_age(self.edition, self.visit, self._token(), self.run.answers["age"]))

    def _page(self, step: Step, slots: Mapping[str, str], *, typed: Form | None = None, status: int = 200) -> Answered:
        progress = self.flow.progress(self.state, step)
        phrase = "step.progress.open" if progress.is_open else "step.progress"
        values = {
            "action": self.visit.action,
            "token": self._token(),
            "progress": self.visit.words.say(phrase, n=progress.position, of=progress.of),
            "position": str(progress.position),
            "of": str(progress.of),
        }
        part = question(self.edition, step, self.visit.words)
        main = part.joined(values | ticks(step, self.run.answers, typed) | dict(slots))
        # A number tells a listener that the page is another one, and nobody else what it is about.
        title = f"{slots.get('wrong', '')}{progress.position} · "
        return self._answered(status, framed(self.edition, self.visit, main, title))

    def _end(self) -> Answered:
        self.run, body, occasions = results.serve(self.edition, self.run, self.facts, self.visit, self.cohort)
        self.occasions.extend(occasions)
        return self._answered(200, body)

    def _answered(self, status: int, body: bytes) -> Answered:
        return Answered.by(self.run, status, body, self.occasions)

    def _token(self) -> str:
        return self.edition.seal(self.run, self.visit.keys, self.visit.purpose, self.visit.now)

    @cached_property
    def cohort(self) -> Cohort:
        """Not before the run has begun."""
        return Cohort(self.run.country, self.edition.revision_id, self.run.locale, self.run.start_day)

    def _happened(self, what: str, *events: tuple[str, tuple[object, ...]]) -> None:
        if self.run.has(STARTED):
            self.occasions.append(Once(what, events))


def _doorstep(edition: Edition, run: Run, visit: Visit, slots: Mapping[str, str]) -> bytes:
    token = edition.seal(run, visit.keys, visit.purpose, visit.now)
    return intro(edition, visit).joined({"action": visit.action, "token": token, **slots})
