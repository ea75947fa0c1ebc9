"""The thin adaptor between HTTP and the handlers. It keeps no cookie, reads no address, and writes no access log."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask import Blueprint, Flask, Response, request
from werkzeug.exceptions import HTTPException, SecurityError

from assessment.document import Answers, Questionnaire
from assessment.plain import digest as digest_of
from content_store.campaigns import NONE, OTHER, PARTNER
from content_store.db import Store, utcnow
from content_store.locales import COUNTRIES, is_language
from content_store.permissions import Missing, Unavailable
from content_store.statistics import Cohort, Use, fold, tidy, used
from content_store.token_keys import forget_old
from public_site import front, outreach, plain_pages
from public_site.answers import FRAMES, busy, complete, failed, kept, limit, not_here, page, preferred, refused, said
from public_site.asking import Form
from public_site.counting import Counts, Once
from public_site.edition import Edition
from public_site.front import Asked
from public_site.handlers import filled, first_page, go_on, website
from public_site.keyring import Keyring
from public_site.pages import SHEET, style_sheet
from public_site.parts import prepare
from public_site.shelf import Shelf
from public_site.token import BadToken, Purpose, Sealed, read
from public_site.visiting import PLAIN, Answered, Trail, Visit
from public_site.watch import Watch
from public_site.words import Words, catalogue, known_tag, spoken

NAME = "public"  # of the blueprint: its endpoints are open to everybody
STEP = f"{NAME}.step"
TEXT, XML = "text/plain", "application/xml"
NEUTRAL = "https://www.wikipedia.org/"
AUTOMATIC = re.compile(r"bot|crawl|spider|preview|slurp|facebookexternalhit|curl|wget|python|monitor", re.I)
ICON = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3" fill="#888"/></svg>'


@dataclass
class Site:
    """All that the public site holds: what is published, the day's keys, and counts not yet written."""

    store: Store
    secret: bytes
    slot: int = 0
    neutral: str = NEUTRAL
    address: str = ""
    partners: tuple[str, ...] = ()
    clock: Callable[[], datetime] = utcnow
    shelf: Shelf = field(init=False)
    keys: Keyring = field(init=False)
    counts: Counts = field(init=False)
    watcher: Watch | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.shelf = Shelf(self.store, time.monotonic, self.clock)
        self.keys = Keyring(self.store, self.secret, self.clock)
        self.counts = Counts(self.store, self.slot, chores=self.forget)

    def watch(self) -> None:
        """From now on what is published is kept at hand, and prepared. In the process that serves."""
        self.watcher = Watch(self.shelf, self.keys, self.prepare)
        self.watcher.start()

    def close(self) -> None:
        """Writes down what has been counted."""
        if self.watcher is not None:
            self.watcher.close()
        self.counts.close()

    def prepare(self, edition: Edition) -> Iterator[None]:
        """Draws all that an edition's pages are joined from, one part a turn. Raises Unavailable."""
        countries = [code for code in self.shelf.offer().countries if code in edition.countries]
        doors = (self.visit(edition, tag, code) for code in countries for tag in edition.locales)
        yield from prepare(edition, (door for door in doors if door))
        for tag in edition.locales:
            for code in countries:
                self.shelf.guide(code).prepare(spoken(tag))
                yield

    def forget(self) -> None:
        """Deletes what is kept for a time only: old keys, batch numbers, daily counters past their keeping. Brings
        together what workers counted apart long ago."""
        forget_old(self.store, self.clock())
        tidy(self.store, now=self.clock())
        fold(self.store, now=self.clock())

    def visit(self, edition: Edition, wanted: str, country: str, trail: Trail = PLAIN) -> Visit | None:
        """None where the edition speaks no language that the site speaks."""
        tag = edition.best(wanted)
        if tag is None:
            return None
        words = spoken(tag)
        return Visit(
            words=words,
            country=country,
            address=f"/{{locale}}/{country.lower()}/{edition.slug}/",
            up=f"/{tag}/{country.lower()}/{trail.query}",
            leave=f"/leave?r={edition.revision_id}&l={tag}&c={country.lower()}" if trail.counted else "/leave",
            keys=self.keys,
            now=self.clock(),
            guide=lambda: self.shelf.guide(country),
            trail=trail,
            offered=lambda: self.shelf.live(edition.slug) is not None,
            notice=front.fallback_notice(words, wanted),
        )


def install(
    server: Flask, store: Store, key_file_secret: bytes, *, slot: int = 0, neutral: str = NEUTRAL,
    address: str = "", partners: Sequence[str] = (),
) -> Site:  # fmt: skip
    """Puts the site onto a server. `slot`: this worker's number, so that workers' counters never wait for one another.
    `address`: the site's own, for posters and search engines (empty: as the request names it). `partners`: the origins
    that may frame the view for partners. The endpoints (`public.*`) must be declared open where a gate asks."""
    site = Site(store, key_file_secret, slot, neutral, address.rstrip("/"), tuple(partners))
    server.extensions["public_site"] = site
    server.register_blueprint(_blueprint(site))
    for status in (404, 405):
        server.register_error_handler(status, not_here)
    server.register_error_handler(SecurityError, lambda _error: complete(said("host", 400)))
    return site


def preview_response(
    site: Site, document: Questionnaire, texts: dict[str, dict[str, str]], locale: str, form: Form,
    *, country: str = "RS", address: str, begun: Begun | None = None,
) -> tuple[int, bytes]:  # fmt: skip
    """One page of a run through a draft, for staff: the same handlers, nothing counted, and a token that opens nowhere
    else. An empty form shows the first page, or, with `begun`, the step that these answers come to. `address` has
    `{locale}` where the language stands. Raises Missing, Unavailable."""
    edition = Edition(_Draft(document, texts))
    tag = edition.best(locale)
    if tag is None:
        raise Missing("The public site does not speak the language that this draft is written in.")
    visit = Visit(
        words=spoken(tag),
        country=country,
        address=address,
        up=address.format(locale=tag),
        leave=address.format(locale=tag),
        keys=site.keys,
        now=site.clock(),
        guide=lambda: site.shelf.guide(country),
        purpose=Purpose.PREVIEW,
        notice=front.fallback_notice(spoken(tag), locale),
    )
    if form:
        answered = _previewed(edition, visit, form)
    else:
        answered = filled(edition, visit, begun.answers, begun.key) if begun else first_page(edition, visit)
    return answered.status, answered.body


@dataclass(frozen=True, slots=True)
class Begun:
    """A run to look at: its answers, sex and age among them, and the step it has come to (empty: the result)."""

    answers: Answers
    key: str = ""


@dataclass(frozen=True, slots=True)
class _Draft:
    document: Questionnaire
    texts: dict[str, dict[str, str]]
    revision_id: int = 0

    @property
    def digest(self) -> str:
        return digest_of(self.document)

    @property
    def slug(self) -> str:
        return self.document.code

    @property
    def countries(self) -> tuple[str, ...]:
        return tuple(COUNTRIES)


def _previewed(edition: Edition, visit: Visit, form: Form) -> Answered:
    token = form.get("t", ())
    try:
        return go_on(edition, read(token[0] if len(token) == 1 else ""), form, visit)
    except BadToken:
        return plain_pages.bad_token(visit)


def _blueprint(site: Site) -> Blueprint:
    public = Blueprint(NAME, __name__)
    tag, country = "<string(minlength=2,maxlength=8):tag>", "<string(length=2):country>"
    add = public.add_url_rule
    add("/", "front", lambda: _front(site, preferred()))
    add(f"/{tag}/", "front_in", lambda tag: _front(site, tag))
    add(f"/{tag}/what-we-count/", "counting", lambda tag: _text(site, tag, "counting"))
    add(f"/{tag}/privacy/", "privacy", lambda tag: _text(site, tag, "privacy"))
    add(f"/{tag}/{country}/", "listing", lambda tag, country: _listing(site, tag, country))
    add(f"/{tag}/help/{country}/", "help", lambda tag, country: _help(site, tag, country), methods=["GET", "POST"])
    run = f"/{tag}/{country}/<slug>/"
    add(run, "intro", lambda tag, country, slug: _intro(site, tag, country, slug), methods=["GET"])
    add(run, "step", lambda tag, country, slug: _step(site, tag, country, slug), methods=["POST"])
    add(run + "service", "service", lambda tag, country, slug: _service(site, tag, country, slug), methods=["POST"])
    add(f"/{tag}/poster/{country}/", "poster", lambda tag, country: _poster(site, tag, country))
    add(f"/{tag}/embed/{country}/", "embed", lambda tag, country: _embed(site, tag, country))
    add("/robots.txt", "robots", lambda: Response(outreach.robots(site.shelf.offer(), _address(site)), mimetype=TEXT))
    add("/sitemap.xml", "sitemap", lambda: Response(outreach.sitemap(site.shelf.offer(), _address(site)), mimetype=XML))
    add("/leave", "leave", lambda: _leave(site))
    add("/site-<digest>.css", "style", _style)
    add("/poster-<digest>.css", "poster_style", lambda digest: _style(digest, outreach.POSTER_SHEET))
    add("/icon.svg", "icon", _icon)
    public.before_request(limit)
    public.after_request(complete)
    public.register_error_handler(HTTPException, refused)
    public.register_error_handler(413, refused)  # by its number, or the gate's would come first
    public.register_error_handler(Unavailable, busy)
    public.register_error_handler(Exception, failed)
    return public


# Pages


def _front(site: Site, tag: str) -> Response:
    asked = _asked(site, tag)
    if asked is None:
        return said("missing", 404)
    return page(front.home(_spoken(asked), site.shelf.offer(), asked))


def _listing(site: Site, tag: str, country: str) -> Response:
    asked, code = _asked(site, tag), country.upper()
    if asked is None or code not in site.shelf.offer().countries:
        return said("missing", 404)
    return page(front.listing(_spoken(asked), site.shelf.offer(), site.shelf.offered(), code, asked))


def _help(site: Site, tag: str, country: str) -> Response:
    asked, code, form = _asked(site, tag), country.upper(), request.form
    if asked is None or code not in site.shelf.offer().countries:
        return said("missing", 404)
    if len(list(form.items(multi=True))) > len(form) or set(form) - {"place", "kind", "go"}:
        return said("wrong", 400)
    guide, tags = site.shelf.guide(code), site.shelf.offer().locales(code)
    body = front.directory(_spoken(asked), guide, code, tags, asked, form, site.clock())
    return said("wrong", 400) if body is None else page(body)


def _text(site: Site, tag: str, which: str) -> Response:
    asked = _asked(site, tag)
    return said("missing", 404) if asked is None else page(front.text(_spoken(asked), which, asked))


def _intro(site: Site, tag: str, country: str, slug: str) -> Response:
    edition, code, asked = site.shelf.live(slug), country.upper(), _asked(site, tag)
    if edition is None or asked is None or code not in edition.countries or code not in site.shelf.offer().countries:
        return said("missing", 404)
    visit = site.visit(edition, asked.tag or preferred(), code, asked.trail)
    if visit is None:
        return said("missing", 404)
    if not asked.tag:
        visit = visit._replace(notice=front.fallback_notice(visit.words, ""))
    answered = first_page(edition, visit)
    looked_at = request.method == "GET" and not AUTOMATIC.search(request.headers.get("User-Agent") or "bot")
    if looked_at and visit.trail.counted:
        cohort = Cohort(code, edition.revision_id, visit.locale.tag, visit.now.date())
        site.counts.book(b"", [Once("opened", (used(cohort, Use.OPENED, source=visit.trail.source),))])
    return page(answered.body)


def _step(site: Site, tag: str, country: str, slug: str) -> Response:
    answered = step(site, tag, country, slug, request.form.to_dict(flat=False))
    if answered is None:
        return said("bad", 400)
    return page(answered.body, answered.status)


def step(site: Site, tag: str, country: str, slug: str, form: Form) -> Answered | None:
    """The answer to a step, counted. None: nothing that this site could have sent. Raises Unavailable."""
    found = _run_in_hand(site, tag, country, slug, form)
    if found is None:
        return None
    edition, visit, token = found
    answered = go_on(edition, token, form, visit)
    site.counts.book(answered.mark, answered.occasions)
    return answered


def _service(site: Site, tag: str, country: str, slug: str) -> Response:
    form = request.form.to_dict(flat=False)
    found = _run_in_hand(site, tag, country, slug, form)
    if found is None:
        return said("bad", 400)
    edition, visit, token = found
    if set(form) - {"t", "go", "place", "kind", "service"} or any(len(values) > 1 for values in form.values()):
        return said("bad", 400)
    chosen = form.get("service", ("",))[0]
    number = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else 0
    leaflet = visit.guide().directory.leaflet(number, visit.locale.tag)
    answered = website(edition, token, visit, leaflet)
    site.counts.book(answered.mark, answered.occasions)
    return page(answered.body, answered.status)


def _run_in_hand(
    site: Site, tag: str, country: str, slug: str, form: Form
) -> tuple[Edition, Visit, Sealed] | None:  # fmt: skip
    """None: nothing that this site could have sent. Raises Unavailable."""
    sent, wanted = form.get("t", ()), known_tag(tag)
    if len(sent) != 1 or wanted is None or country.upper() not in COUNTRIES:
        return None
    try:
        token = read(sent[0])
    except BadToken:
        return None
    edition = site.shelf.edition(token.revision_id)
    if edition is None or edition.slug != slug:
        return None
    visit = site.visit(edition, wanted, country.upper())
    return None if visit is None else (edition, visit, token)


def _leave(site: Site) -> Response:
    """Away, whatever was sent along: counting must never stand in the door."""
    answer = Response(status=303)
    answer.headers["Location"] = site.neutral
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    try:
        revision, tag, code = int(request.args["r"][:9]), request.args["l"], request.args["c"].upper()
    except (KeyError, ValueError):
        return answer
    if request.method == "GET" and site.shelf.holds(revision) and tag in catalogue() and code in COUNTRIES:
        event = used(Cohort(code, revision, tag, site.clock().date()), Use.QUICK_EXIT)
        site.counts.book(b"", [Once("quick_exit", (event,))])
    return answer


def _poster(site: Site, tag: str, country: str) -> Response:
    words, code, offer = _words(tag), country.upper(), site.shelf.offer()
    if words is None or code not in offer.countries:
        return said("missing", 404)
    return page(outreach.poster(words, code, offer.locales(code), _trail(site), _address(site)))


def _embed(site: Site, tag: str, country: str) -> Response:
    words, code, offer = _words(tag), country.upper(), site.shelf.offer()
    if words is None or code not in offer.countries or not site.partners:
        return said("missing", 404)
    trail = _trail(site)
    trail = trail._replace(source=PARTNER) if trail.source == NONE else trail
    answer = page(outreach.embed(words, code, offer.locales(code), site.shelf.offered(), trail))
    answer.headers["Content-Security-Policy"] = FRAMES + " ".join(site.partners)
    return answer


def _address(site: Site) -> str:
    return site.address or request.host_url.rstrip("/")


def _style(digest: str, name: str = SHEET) -> Response:
    address, content = style_sheet(name)
    if request.path != address:
        return said("missing", 404)
    return kept(content, "text/css")


def _icon() -> Response:
    """A plain disc: the tab tells no more than the title does."""
    return kept(ICON, "image/svg+xml")


def _trail(site: Site) -> Trail:
    """What the address carries along. A code that is not registered is not carried: it could be a name tag."""
    code = request.args.get("c", NONE).lower()
    known = code in (NONE, PARTNER) or code in site.shelf.campaigns()
    return Trail(code if known else OTHER, request.args.get("count") != "no")


def _asked(site: Site, tag: str) -> Asked | None:
    """None: what stands where a language should is none at all."""
    known = known_tag(tag)
    return Asked(known or "", _trail(site)) if known or is_language(tag) else None


def _spoken(asked: Asked) -> Words:
    """Those of the language asked for or, where we have none, of the browser's."""
    return spoken(asked.tag or preferred())


def _words(tag: str) -> Words | None:
    known = known_tag(tag)
    return None if known is None else spoken(known)
