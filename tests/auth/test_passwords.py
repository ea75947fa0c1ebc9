import threading

import pytest
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from auth import passwords
from content_store.permissions import Unavailable
from tests.auth.conftest import Counting


@pytest.mark.parametrize(
    "password",
    [
        "",
        "short",
        "eleven char",
        "aaaaaaaaaaaaaaaa",
        "ababababababab",
        "abcabcabcabcabc",
        "123456789012345",
        "qwertyuiopasdf",
        "abcdefghijklmnop1!",
        "Password123456",
        "P4ssw0rd!!!!!!",
        "password-password",
        "ana.example.org1",
        "AnaNovak2026!!",
        "x" * 257,
    ],
)
def test_a_password_that_is_tried_early_is_refused(password: str) -> None:
    assert passwords.weakness(password, "ana@example.org", "Ana Novak")


@pytest.mark.parametrize(
    "password",
    [
        "blue ladder seven otters",
        "кафа без шећера у подне",
        "k7Qz-pP2v-mm9X-t4Lw",
        "ανοιχτό παράθυρο 5",
        "x7" * 3 + "lampa-na-terasi",
    ],
)
def test_a_password_that_nobody_guesses_is_taken(password: str) -> None:
    assert passwords.weakness(password, "ana@example.org", "Ana Novak") is None


@given(st.text(max_size=300), st.text(max_size=40))
def test_no_password_and_no_name_breaks_the_check(password: str, name: str) -> None:
    found = passwords.weakness(password, name)
    assert found is None or found.endswith(".")


def test_the_same_letters_match_however_a_keyboard_composes_them() -> None:
    stored = passwords.hashed("ljubičasta šetnja čaja")
    assert passwords.matches("ljubic\u030casta s\u030cetnja c\u030caja", stored)
    assert not passwords.matches("ljubicasta setnja caja", stored)


def test_nobody_is_let_in_without_a_password_to_compare_with() -> None:
    assert not passwords.matches("anything at all", None)
    assert not passwords.matches("", "")
    assert not passwords.matches("anything", "not a hash")


def test_a_stranger_costs_as_much_work_as_a_colleague(hasher: Counting) -> None:
    stored = passwords.hashed("blue ladder seven otters")
    hasher.worked = 0
    passwords.matches("wrong", stored)
    known = hasher.worked
    hasher.worked = 0
    passwords.matches("wrong", None)
    assert hasher.worked == known == 1


def test_a_megabyte_of_password_is_not_hashed(hasher: Counting) -> None:
    assert not passwords.matches("x" * 2**20, passwords.hashed("y"))
    assert hasher.worked == 1


def test_todays_parameters_are_argon2id_with_memory() -> None:
    real = PasswordHasher()
    assert real.type.name == "ID"
    assert real.memory_cost >= 64 * 1024 >= 19 * 1024
    assert passwords.outdated(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1).hash("x"))


def test_a_third_person_waits_for_a_turn_and_is_told_when_it_takes_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "PATIENCE", 0.05)
    inside, leave = threading.Barrier(3), threading.Event()

    def occupy() -> None:
        with passwords._turn():
            inside.wait(60)
            leave.wait(60)

    two = [threading.Thread(target=occupy) for _ in range(2)]
    for thread in two:
        thread.start()
    inside.wait(60)
    with pytest.raises(Unavailable):
        passwords.hashed("third")
    leave.set()
    for thread in two:
        thread.join()
    assert passwords.hashed("third")
