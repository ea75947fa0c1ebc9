from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from assessment.document import Recode
from console.reckoning import as_typed, recodes
from console.typed import Nonsense

figures = some.integers(-99, 99) | some.decimals(-99, 99, places=1).map(
    lambda one: int(one) if one == int(one) else one.normalize()
)


@given(some.lists(some.builds(Recode, figures, figures), max_size=6, unique_by=lambda one: one.points))
def test_what_is_shown_of_recoded_points_is_read_back_as_the_same(recoded: list[Recode]) -> None:
    assert recodes(as_typed(tuple(recoded))) == tuple(recoded)


def test_a_comma_may_end_a_pair_and_a_blank_may_stand_anywhere() -> None:
    assert recodes(" 1=0 ; 2 = 0.5,") == (Recode(1, 0), Recode(2, Decimal("0.5")))


@pytest.mark.parametrize("typed", ["1", "1 = ", "= 1", "1 = x", "1 = 2, 1 = 3", "1 == 2", ["1 = 2"]])
def test_what_cannot_be_read_is_refused(typed: object) -> None:
    with pytest.raises(Nonsense):
        recodes(typed)
