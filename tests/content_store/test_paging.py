from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from content_store.paging import MOST_PAGES, Wanted, pattern

anything = st.one_of(st.none(), st.integers(), st.text(), st.floats(), st.binary(), st.lists(st.text()))


@given(anything, anything, anything)
def test_whatever_stands_in_an_address_is_a_page(q: object, page: object, sort: object) -> None:
    wanted = Wanted.of(q=q, page=page, sort=sort)
    assert 1 <= wanted.page <= MOST_PAGES
    assert all(sign.isprintable() for sign in wanted.q + wanted.sort)
    (wanted.q + wanted.sort).encode()
    pattern(wanted.q).encode()


def test_a_page_number_is_read() -> None:
    assert [Wanted.of(page=page).page for page in ("7", 7, "0", "-1", "٣", "1e3", "99999999")] == [7, 7, 1, 1, 1, 1, 1]
