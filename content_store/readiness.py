"""What must hold before a draft becomes public: it is proved, translated, offered somewhere and allowed, and its
results lead to somebody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from assessment.document import Questionnaire as Document
from assessment.document import Wording
from assessment.messages import Code, Finding, Place, PlaceKind, Severity, finding
from assessment.plain import texts
from assessment.sentences import Said
from content_store import documents
from content_store.db import Desk
from content_store.language_versions import version_of
from content_store.locales import COUNTRIES, LOCALES
from content_store.models.directory import Service, ServiceKindLink
from content_store.offer import Offer
from content_store.permissions import Invalid
from content_store.words import clean


def proved(document: Document, acknowledged: str) -> list[str]:
    """The warnings that are accepted, each with its place. Raises Invalid: errors are never accepted, warnings only
    with a reason."""
    findings = documents.findings(document)
    errors = [one for one in findings if one.severity is Severity.ERROR]
    if errors:
        if documents.proving(document) is not None and all(one.code is Code.TOO_LARGE for one in errors):
            raise Invalid({"document": "The proof of the draft still goes on. Try again when it is done."})
        told = Said(
            "The draft has an error that must be mended first: {first} {remedy}",
            "The draft has {n} errors that must be mended first. One of them: {first} {remedy}",
            n=len(errors),
            first=errors[0].message,
            remedy=errors[0].remedy,
        )
        raise Invalid({"document": told})
    if findings and not acknowledged:
        told = Said(
            "There is a warning. Mend it, or say why it is accepted.",
            "There are {n} warnings. Mend them, or say why they are accepted.",
            n=len(findings),
        )
        raise Invalid({"acknowledged": told})
    return [f"{one.code} {one.place}" for one in findings]


def words(
    session: Session, questionnaire_id: int, document: Document, wanted: set[str]
) -> dict[str, Mapping[str, str]]:
    """The texts to publish, by language. Raises Invalid where they are not ready."""
    if unknown := sorted(wanted - set(LOCALES)):
        raise Invalid({"locales": Said("There is no language {unknown} here.", unknown=", ".join(unknown))})
    found: dict[str, Mapping[str, str]] = {document.source_locale: texts(document)}
    unready = []
    for tag in sorted(wanted - {document.source_locale}):
        version = version_of(session, questionnaire_id, document, tag)
        if version.ready:
            found[tag] = version.texts()
        else:
            unready.append(LOCALES[tag].autonym)
    if unready:
        told = Said("Not every text is translated, up to date and approved in: {names}.", names=", ".join(unready))
        raise Invalid({"locales": told})
    for tag in list(found)[1:]:
        if wrong := documents.wrong_with(document, tag, found[tag]):
            raise Invalid({"locales": Said("{language}: {problem}", language=LOCALES[tag].autonym, problem=wrong[0])})
    return found


def where(now: Offer, locales: set[str], wanted: set[str]) -> list[str]:
    """The countries in order. Raises Invalid for one that is not served, or in none of the languages."""
    if not wanted:
        raise Invalid({"countries": "Choose one country at least."})
    if strange := sorted(wanted - set(now.countries)):
        told = Said("Nothing is on offer in {strange}. Add it to the settings first.", strange=", ".join(strange))
        raise Invalid({"countries": told})
    for code in sorted(wanted):
        if not locales & set(now.locales(code)):
            told = Said("{country} is offered in none of the languages chosen.", country=COUNTRIES[code])
            raise Invalid({"countries": told})
    return sorted(wanted)


def allowed(document: Document, texts_by_locale: Mapping[str, object], override: str) -> None:
    """Raises Invalid where the working wording of a named instrument would be shown without a reason."""
    if not document.rights.instrument or override:
        return
    known = {one.locale: one.wording for one in document.rights.wordings}
    working = [LOCALES[tag].autonym for tag in texts_by_locale if known.get(tag, Wording.WORKING) is Wording.WORKING]
    if working:
        told = Said(
            "The wording of {instrument} in {languages} is our own working translation. Say why it may be shown all "
            "the same; the public page will say what it is.",
            instrument=document.rights.instrument,
            languages=", ".join(working),
        )
        raise Invalid({"override": told})


def answered(desk: Desk, document: Document, countries: Iterable[str], unserved: str) -> dict[str, object]:
    """What the ledger keeps of results that lead to nobody. Raises Invalid where there are such and no reason."""
    gaps = unanswered(desk.session, document, countries, desk.now)
    why = clean(unserved, "unserved")
    if gaps and not why:
        told = Said(
            "{gap} Add what is missing, or say why it may be public all the same.",
            "{gap} There are {n} gaps like it. Add what is missing, or say why it may be public all the same.",
            n=len(gaps),
            gap=gaps[0].message,
        )
        raise Invalid({"unserved": told})
    return {"unserved": [one.message for one in gaps], "because": why} if gaps else {}


def unanswered(session: Session, document: Document, countries: Iterable[str], now: datetime) -> tuple[Finding, ...]:
    """The referral rules that lead, in one of these countries, to no open service of any kind they ask for, whenever it
    was verified. (What is shown then is only what the country has for everybody, or nothing.)"""
    wanted = sorted(set(countries))
    there = _kinds(session, wanted, now)
    return tuple(
        finding(
            Code.NO_SERVICE,
            Place(PlaceKind.RULE, f"{profile.code}.{rule.code}", "kinds"),
            country=COUNTRIES.get(country, country),
            rule=rule.code,
            kinds=", ".join(kind.replace("_", " ") for kind in rule.kinds),
        )
        for country in wanted
        for profile in document.profiles
        if not profile.countries or country in profile.countries
        for rule in profile.rules
        if there.get(country, set()).isdisjoint(rule.kinds)
    )


def _kinds(session: Session, countries: list[str], now: datetime) -> dict[str, set[str]]:
    rows = session.execute(
        select(Service.country, ServiceKindLink.kind)
        .join(ServiceKindLink, ServiceKindLink.service_id == Service.id)
        .where(Service.country.in_(countries), Service.open_on(now.date()))
        .distinct()
    )
    found: dict[str, set[str]] = {}
    for country, kind in rows:
        found.setdefault(country, set()).add(kind)
    return found
