"""Which door somebody is shown first, and why."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from assessment.outcome import Need
from assessment.referral import Match, Offer, Reason, ServiceKind, crisis_lines, distance_km, rank

BELGRADE, NOVI_SAD, NIS = (44.8125, 20.4612), (45.2517, 19.8369), (43.3247, 21.9033)
TREATMENT = Need(("outpatient", "detox"), 5, "treatment")
RS = {"country": "RS"}


def offer(number: int, *kinds: str, **how: object) -> Offer:
    known: dict[str, object] = {"country": "RS", "verified_days": 10, "languages": ("sr",)}
    return Offer(number, kinds or ("outpatient",), **(known | how))  # type: ignore[arg-type]


def ids(matches: tuple[Match, ...]) -> list[int]:
    return [match.offer.id for match in matches]


def reasons(match: Match) -> dict[Reason, str]:
    return {because.reason: because.detail for because in match.reasons}


LINE = offer(90, "helpline", national=True)
CRISIS = offer(91, "helpline", national=True, crisis=True)


def test_the_way_from_belgrade_to_novi_sad_is_some_seventy_kilometres() -> None:
    assert 68 < distance_km(BELGRADE, NOVI_SAD) < 72
    assert distance_km(BELGRADE, BELGRADE) == 0


def test_somebody_in_belgrade_is_shown_belgrade_first_and_then_the_rest_of_the_country() -> None:
    offers = [offer(1, place=NIS), offer(2, place=NOVI_SAD), offer(3, "detox", place=BELGRADE), LINE]
    found = rank(offers, [TREATMENT], RS, at=BELGRADE, language="sr-Latn")
    assert ids(found) == [3, 2, 1]
    assert reasons(found[0])[Reason.NEAR] == "1"
    assert Reason.NEAR not in reasons(found[1])
    assert found[1].distance_km is not None and 68 < found[1].distance_km < 72


def test_the_kind_wanted_most_comes_first_where_both_are_near() -> None:
    offers = [offer(1, "detox", place=BELGRADE), offer(2, "outpatient", place=BELGRADE)]
    assert ids(rank(offers, [TREATMENT], RS, at=BELGRADE)) == [2, 1]


def test_an_entry_nobody_verified_sinks() -> None:
    offers = [offer(1, verified_days=None), offer(2, verified_days=200), offer(3, verified_days=20)]
    found = rank(offers, [TREATMENT], RS)
    assert ids(found) == [3, 2, 1]
    assert reasons(found[0])[Reason.VERIFIED] == "20"
    assert Reason.VERIFIED not in reasons(found[2])


def test_somebody_who_speaks_albanian_is_shown_who_speaks_it_too() -> None:
    offers = [offer(1, languages=("sr",)), offer(2, languages=()), offer(3, languages=("sr", "sq"))]
    found = rank(offers, [TREATMENT], RS, language="sq")
    assert ids(found) == [3, 2, 1]
    assert reasons(found[0])[Reason.LANGUAGE] == "sq"


def test_nobody_is_sent_where_they_are_not_taken() -> None:
    offers = [
        offer(1, sexes=("female",)),
        offer(2, age_to=18),
        offer(3, age_from=18, age_to=65),
        offer(4, country="ME"),
    ]
    assert ids(rank(offers, [TREATMENT], RS | {"sex": "male", "age": 40})) == [3]
    assert ids(rank(offers, [TREATMENT], RS | {"sex": "female", "age": 17})) == [1, 2]


def test_a_place_for_some_only_comes_after_one_for_all_while_nothing_is_known() -> None:
    assert ids(rank([offer(1, sexes=("female",)), offer(2)], [TREATMENT], RS)) == [2, 1]
    found = rank([offer(1, sexes=("female",)), offer(2)], [TREATMENT], RS | {"sex": "female"})
    assert Reason.SEX in reasons(found[0])


def test_a_service_for_the_very_substance_comes_before_one_for_all_and_one_for_others_is_left_out() -> None:
    need = Need(("outpatient",), 5, "r", "cannabis")
    offers = [offer(1), offer(2, substances=("alcohol",)), offer(3, substances=("cannabis", "opioids"))]
    found = rank(offers, [need], RS)
    assert ids(found) == [3, 1]
    assert reasons(found[0])[Reason.SUBSTANCE] == "cannabis"
    assert ids(rank(offers[1:2], [need], RS)) == [2]


def test_each_need_gets_as_many_as_it_wants() -> None:
    offers = [offer(n, "outpatient") for n in range(1, 5)] + [offer(n, "youth") for n in range(5, 9)]
    needs = [Need(("outpatient",), 2, "a"), Need(("youth",), 1, "b")]
    assert ids(rank(offers, needs, RS, limit=9)) == [1, 2, 5]
    assert len(rank(offers, needs, RS, limit=2)) == 2


def test_each_need_has_its_first_service_before_another_has_a_second() -> None:
    """Somebody who injects is shown clean needles, whatever else the answers come to."""
    offers = [offer(n, "opioid_agonist", substances=("opioids",)) for n in (1, 2, 3)]
    offers += [offer(4, "outpatient"), offer(5, "outpatient"), offer(6, "needle_exchange"), LINE]
    needs = [
        Need(("needle_exchange",), 3, "injecting"),
        Need(("opioid_agonist", "outpatient"), 3, "opioids", "opioids"),
        Need(("outpatient",), 3, "cocaine", "cocaine"),
        Need(("helpline",), 2, "anybody"),
    ]
    assert ids(rank(offers, needs, RS, limit=5)) == [1, 2, 4, 6, 90]
    assert ids(rank(offers, needs, RS, limit=3)) == [1, 4, 6]


def test_where_nothing_is_near_the_search_widens_to_the_line_of_the_country() -> None:
    far = offer(1, "youth")
    found = rank([far, CRISIS, LINE], [TREATMENT], RS)
    assert set(ids(found)) == {90, 91}
    assert Reason.WIDENED in reasons(found[0])
    assert ids(rank([far, replace(CRISIS, kinds=("emergency",), national=False)], [TREATMENT], RS)) == [91]
    assert ids(rank([far], [TREATMENT], RS)) == [1] and rank([], [TREATMENT], RS) == ()


def test_a_result_that_asks_for_nothing_still_names_the_line() -> None:
    assert ids(rank([offer(1), LINE], [], RS)) == [90]


def test_a_national_line_is_shown_even_to_somebody_it_is_not_meant_for_if_it_is_the_only_one() -> None:
    young = replace(LINE, age_to=25)
    assert ids(rank([young], [TREATMENT], RS | {"age": 60})) == [90]


def test_a_crisis_line_takes_no_place_from_another_service() -> None:
    need = Need(("helpline",), 1, "anybody")
    assert ids(rank([replace(CRISIS, id=1), LINE], [need], RS)) == [90]
    assert ids(rank([CRISIS], [need], RS)) == [91]


def test_crisis_lines_of_the_country_are_always_at_hand() -> None:
    there = offer(92, "helpline", crisis=True, country="ME")
    assert [each.id for each in crisis_lines([LINE, there, CRISIS], RS)] == [91]


kinds = st.lists(st.sampled_from([kind.value for kind in ServiceKind]), min_size=1, max_size=3, unique=True).map(tuple)
points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
offers = st.builds(
    Offer,
    st.integers(0, 10_000),
    kinds,
    st.sampled_from(["RS", "ME"]),
    st.none() | points,
    national=st.booleans(),
    crisis=st.booleans(),
    languages=st.lists(st.sampled_from(["sr", "sq"]), max_size=2).map(tuple),
    substances=st.lists(st.sampled_from(["alcohol", "cannabis"]), max_size=2).map(tuple),
    sexes=st.lists(st.sampled_from(["female", "male"]), max_size=1).map(tuple),
    age_from=st.none() | st.integers(0, 60),
    age_to=st.none() | st.integers(10, 99),
    open_now=st.none() | st.booleans(),
    referral_needed=st.none() | st.booleans(),
    verified_days=st.none() | st.integers(0, 900),
)
needs = st.builds(Need, kinds, st.integers(1, 4), st.just("rule"), st.sampled_from(["", "alcohol", "cannabis"]))


@given(
    st.lists(offers, max_size=12, unique_by=lambda each: each.id),
    st.lists(needs, max_size=3),
    st.sampled_from(["", "female", "male", "other"]),
    st.none() | st.integers(10, 90),
    st.none() | points,
    st.randoms(use_true_random=False),
)
def test_nobody_is_left_without_a_door_where_there_is_one(
    offered: list[Offer], wanted: list[Need], sex: str, age: int | None, at: tuple[float, float] | None, chance: object
) -> None:
    facts: dict[str, str | int] = {"country": "RS", "sex": sex} | ({} if age is None else {"age": age})
    found = rank(offered, wanted, facts, at=at, language="sr", limit=4)
    here = [each for each in offered if each.country == "RS"]
    assert len(found) <= 4
    assert {match.offer for match in found} <= set(here)
    assert len({match.offer.id for match in found}) == len(found)
    assert all(match.reasons for match in found)
    if any(each.national or each.crisis for each in here):
        assert found
    shuffled = list(offered)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank(shuffled, wanted, facts, at=at, language="sr", limit=4) == found
