from __future__ import annotations

from datetime import timedelta

from flask.testing import FlaskClient
from sqlalchemy import update

from auth.roles import Role
from console.session_end import ADDRESS, HEADER
from content_store.db import Store, utcnow, visit
from content_store.models.accounts import StaffSession
from tests.console.conftest import Enter


def left(client: FlaskClient) -> list[int]:
    """Minutes until the session ends if it is not used, and at the latest."""
    return [round(int(part) / 60) for part in client.get("/console/_dash-layout").headers[HEADER].split()]


def grown_old(store: Store, *, begun: timedelta, used: timedelta) -> None:
    with visit(store, writing=True) as session:
        session.execute(update(StaffSession).values(created_at=utcnow() - begun, last_seen_at=utcnow() - used))


def test_who_works_on_is_told_of_the_whole_time(store: Store, enter: Enter) -> None:
    client = enter("Ana", Role.EXPERT)
    grown_old(store, begun=timedelta(hours=1), used=timedelta(minutes=4))
    assert left(client) == [116, 660]


def test_who_stays_has_the_time_again(store: Store, enter: Enter) -> None:
    client = enter("Ana", Role.EXPERT)
    grown_old(store, begun=timedelta(hours=3), used=timedelta(minutes=117))
    answer = client.post(ADDRESS)
    assert answer.status_code == 204 and int(answer.headers[HEADER].split()[0]) > 7100
    assert left(client) == [120, 540]


def test_the_last_minutes_of_a_long_day_are_told_whatever_is_done(store: Store, enter: Enter) -> None:
    client = enter("Ana", Role.EXPERT)
    grown_old(store, begun=timedelta(hours=12) - timedelta(minutes=4), used=timedelta(minutes=1))
    assert left(client) == [4, 4]


def test_a_stranger_keeps_nothing_in_use(stranger: FlaskClient) -> None:
    assert stranger.post(ADDRESS).status_code == 401
