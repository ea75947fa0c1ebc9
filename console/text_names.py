"""What a text of a questionnaire is called, from its key."""

from __future__ import annotations

_NAMES = {
    "title": "Title",
    "summary": "Summary",
    "consent": "Consent",
    "under_age": "For somebody younger",
    "text": "",
    "help": "help",
    "unit": "unit",
    "minimum_label": "words at the least",
    "maximum_label": "words at the most",
    "rights.attribution": "What the public is told of the rights",
}


def text_name(key: str) -> str:  # noqa: PLR0911 one for each kind of key
    """Where a text stands, from its key: `question q1, help`."""
    kind, *rest = key.split(".")
    match kind, rest:
        case "item", [code, "row", row, _]:
            return f"Question {code}, row {row}"
        case "item", [code, field]:
            return ", ".join(part for part in (f"Question {code}", _NAMES.get(field, field)) if part)
        case "choices", [of, choice, _]:
            return f"Answer {choice} in {of}"
        case "section", [code, _]:
            return f"Section {code}"
        case "scale", [code, _]:
            return f"Score {code}"
        case "profile", [_, "band", banding, band, _]:
            return f"Result {band} of {banding}"
        case "profile", [_, "flag", code, _]:
            return f"Safety flag {code}"
        case "profile", [_, "block", code, _]:
            return f"Feedback {code}"
        case "profile", [code, _]:
            return f"Interpretation {code}"
    return _NAMES.get(key, key)
