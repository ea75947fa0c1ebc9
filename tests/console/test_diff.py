from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from console.diff import changes, words

TEXT = st.text(alphabet="ab ,.\nčШ", max_size=60)


@given(before=TEXT, after=TEXT)
def test_both_texts_can_be_read_off_their_difference(before: str, after: str) -> None:
    marked = list(changes(before, after))
    assert "".join(text for kind, text in marked if kind != "new") == before
    assert "".join(text for kind, text in marked if kind != "gone") == after


def test_a_translator_sees_which_word_changed() -> None:
    drawn = words("How often do you drink?", "How often did you drink?").to_plotly_json()["props"]["children"]
    assert [(type(part).__name__, part.children) for part in drawn] == [
        ("Span", "How often"),
        ("Del", " do"),
        ("Ins", " did"),
        ("Span", " you drink?"),
    ]
