"""The people of the tests: who they are and what they hold."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import insert

from auth.roles import Account, Held, Role
from content_store.db import Store
from content_store.models.accounts import Grant, Person

ana = Account(101, "Ana Ekspert", "ana@example.org", grants=(Held(Role.EXPERT),))
andrej = Account(102, "Andrej Ekspert", "andrej@example.org", grants=(Held(Role.EXPERT),))
boris = Account(103, "Boris Recenzent", "boris@example.org", grants=(Held(Role.REVIEWER),))
bojana = Account(104, "Bojana, both", "bojana@example.org", grants=(Held(Role.EXPERT), Held(Role.REVIEWER)))
teuta = Account(105, "Teuta Përkthyese", "teuta@example.org", grants=(Held(Role.TRANSLATOR, locales=("sq",)),))
liri = Account(106, "Liri Përkthyes", "liri@example.org", grants=(Held(Role.TRANSLATOR, locales=("sq",)),))
jovan = Account(
    107, "Јован Преводилац", "jovan@example.org", grants=(Held(Role.TRANSLATOR, locales=("sr-Cyrl", "sr-Latn")),)
)
mila = Account(108, "Mila Koordinatorka", "mila@example.org", grants=(Held(Role.COORDINATOR, countries=("RS",)),))
kosta = Account(109, "Kosta Savetnik", "kosta@example.org", grants=(Held(Role.COUNSELLOR, countries=("RS",)),))
admin = Account(110, "Adrian Administrator", "admin@example.org", grants=(Held(Role.ADMINISTRATOR),))
nobody = Account(111, "Nobody with a role", "nobody@example.org")

EVERYBODY = (ana, andrej, boris, bojana, teuta, liri, jovan, mila, kosta, admin, nobody)


def put_people(store: Store) -> None:
    """Write the cast into the store under the ids they have here, without passwords."""
    long_ago = datetime(2026, 1, 1, tzinfo=UTC)
    with store.engine.begin() as connection:
        for one in EVERYBODY:
            row = {"id": one.id, "email": one.email, "name": one.name, "created_at": long_ago}
            connection.execute(insert(Person), row)
            for held in one.grants:
                scope = {"locales": list(held.locales), "countries": list(held.countries)}
                connection.execute(insert(Grant), {"person_id": one.id, "role": held.role.value, **scope})
