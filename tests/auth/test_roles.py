from hypothesis import given
from hypothesis import strategies as st

from auth.roles import ABOUT, BY_COUNTRY, BY_LOCALE, PERMISSIONS, Account, Held, Role
from content_store.permissions import Permission, System

PLACES = ["AL", "BA", "RS", "XK"]
TAGS = ["sq", "mk", "sr-Cyrl"]

grants = st.lists(
    st.builds(
        Held,
        st.sampled_from(Role),
        st.lists(st.sampled_from(TAGS), unique=True).map(tuple),
        st.lists(st.sampled_from(PLACES), unique=True).map(tuple),
    ),
    max_size=4,
).map(tuple)
permissions = st.sampled_from(Permission)
countries = st.none() | st.sampled_from([*PLACES, "SI"])
locales = st.none() | st.sampled_from([*TAGS, "ro"])


def somebody(held: tuple[Held, ...]) -> Account:
    return Account(7, "Somebody", grants=held)


@given(grants, permissions, countries)
def test_the_countries_listed_are_the_countries_held(held: tuple[Held, ...], asked: Permission, at: str | None) -> None:
    person = somebody(held)
    listed = person.countries(asked)
    if at is None:
        assert person.holds(asked) == (listed is None or bool(listed))
    else:
        assert person.holds(asked, country=at) == (listed is None or at in listed)


@given(grants, permissions, locales)
def test_the_languages_listed_are_the_languages_held(held: tuple[Held, ...], asked: Permission, at: str | None) -> None:
    person = somebody(held)
    listed = person.locales(asked)
    if at is None:
        assert person.holds(asked) == (listed is None or bool(listed))
    else:
        assert person.holds(asked, locale=at) == (listed is None or at in listed)


@given(grants, grants, permissions, locales, countries)
def test_one_grant_more_takes_nothing_away_and_two_never_add_up_to_a_third_place(
    held: tuple[Held, ...], more: tuple[Held, ...], asked: Permission, tag: str | None, code: str | None
) -> None:
    def may(grants: tuple[Held, ...]) -> bool:
        return somebody(grants).holds(asked, locale=tag, country=code)

    assert may(held + more) == (may(held) or may(more))
    assert may(held) == any(may((one,)) for one in held)


@given(grants, permissions, locales, countries)
def test_whoever_holds_it_somewhere_holds_it_at_all(
    held: tuple[Held, ...], asked: Permission, tag: str | None, code: str | None
) -> None:
    person = somebody(held)
    if person.holds(asked, locale=tag, country=code):
        assert person.holds(asked)
        assert person.holds(asked, locale=tag)
        assert person.holds(asked, country=code)


def test_an_albanian_translator_may_not_touch_macedonian() -> None:
    teuta = somebody((Held(Role.TRANSLATOR, locales=("sq",)),))
    assert teuta.holds(Permission.TRANSLATIONS_EDIT, locale="sq")
    assert not teuta.holds(Permission.TRANSLATIONS_EDIT, locale="mk")
    assert teuta.locales(Permission.TRANSLATIONS_EDIT) == {"sq"}
    assert teuta.countries(Permission.STATISTICS_READ) == frozenset()


def test_every_permission_is_somebodys_and_everybody_may_enter() -> None:
    assert frozenset[Permission]().union(*PERMISSIONS.values()) == set(Permission)
    assert all(Permission.CONSOLE_ENTER in given for given in PERMISSIONS.values())
    assert set(ABOUT) == set(PERMISSIONS) == set(Role)
    assert not BY_LOCALE & BY_COUNTRY


def test_no_role_both_writes_and_approves_or_gives_roles_and_writes() -> None:
    for role, given_ in PERMISSIONS.items():
        assert not {Permission.QUESTIONNAIRES_EDIT, Permission.REVIEWS_DECIDE} <= given_
        if Permission.PEOPLE_EDIT in given_:
            assert role is Role.ADMINISTRATOR
            assert not {p for p in given_ if p.value.endswith((":edit", ":decide", ":review"))} - {
                Permission.PEOPLE_EDIT,
                Permission.SETTINGS_EDIT,
            }


def test_somebody_without_a_grant_may_do_nothing_and_the_system_everything() -> None:
    nobody = somebody(())
    for permission in Permission:
        assert not nobody.holds(permission)
        assert nobody.countries(permission) == frozenset()
        assert System().holds(permission)


def test_a_token_is_not_printed_with_its_account() -> None:
    assert "topsecret" not in repr(Account(1, "Ana", token="topsecret"))
