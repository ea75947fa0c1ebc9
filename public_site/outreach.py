"""How people come here: the poster, the view for partners' sites, and what search engines are told.

Search engines may show the first pages and the lists, and nothing behind them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import segno
from markupsafe import Markup, escape

from content_store.locales import country_name
from content_store.offer import Offer
from content_store.publishing import OfferRow
from public_site.front import languages_in, offered_in
from public_site.pages import draw, style_sheet
from public_site.visiting import Trail
from public_site.words import Words, catalogue

POSTER_SHEET = "poster.css"
QUIET = 4  # modules of white around the code, as its standard asks


def poster(words: Words, country: str, tags: Iterable[str], trail: Trail, address: str) -> bytes:
    """A sheet of A4 with the way to a country's list. `address`: of the site, without a slash at its end."""
    own, code = words.locale.tag, country.lower()
    target = f"{address}/{own}/{code}/{trail.query}"
    picture = segno.make(target, error="m", micro=False).svg_inline(omitsize=True, border=QUIET, light="#fff")
    return draw(
        "poster.html",
        words=words,
        locale=words.locale,
        leave="/leave",
        languages=languages_in(f"/{{}}/poster/{code}/{trail.query}", tags, own),
        poster_sheet=style_sheet(POSTER_SHEET)[0],
        picture=Markup(picture),  # noqa: S704 - made of squares by the library
        typed=Markup("/<wbr>").join(target.partition("://")[2].split("/")),
        country_name=country_name(country, own),
        kosovo=country == "XK",
    ).encode()


def embed(words: Words, country: str, tags: Iterable[str], rows: Iterable[OfferRow], trail: Trail) -> bytes:
    """The list as a partner's page may show it in a frame. Every questionnaire opens in a tab of its own: nobody
    answers inside somebody else's page."""
    own, code = words.locale.tag, country.lower()
    return draw(
        "embed.html",
        words=words,
        locale=words.locale,
        leave="",
        languages=languages_in(f"/{{}}/embed/{code}/{trail.query}", tags, own),
        offered=offered_in(rows, own, country, trail.query),
        kosovo=country == "XK",
    ).encode()


def robots(offer: Offer, address: str) -> str:
    """Names what may be read and nothing else: what is forbidden would only be pointed at."""
    paths = ["/", *(path for group in _landings(offer) for _, path in group), "/site-*.css"]
    allowed = [f"Allow: {path}$" for path in paths]
    return "\n".join(["User-agent: *", *allowed, "Disallow: /", "", f"Sitemap: {address}/sitemap.xml", ""])


def sitemap(offer: Offer, address: str) -> str:
    """The landing pages, each with the same page in the other languages."""
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">',
    ]
    for group in _landings(offer):
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address + path)}"/>' for tag, path in group
        )
        parts += [f"<url><loc>{escape(address + path)}</loc>{others}</url>" for _, path in group]
    return "\n".join([*parts, "</urlset>"])


def _landings(offer: Offer) -> Iterator[list[tuple[str, str]]]:
    """(language, path) of the pages that are one page in several languages."""
    spoken = [tag for tag in offer.all_locales() if tag in catalogue()]
    yield [(tag, f"/{tag}/") for tag in spoken]
    for country, tags in offer.countries.items():
        yield [(tag, f"/{tag}/{country.lower()}/") for tag in tags if tag in catalogue()]
