"""What a text of a questionnaire is called, from its key."""

from __future__ import annotations

from console.language import N_, _

_NAMES = {
    "title": N_("Title"),
    "summary": N_("Summary"),
    "consent": N_("Consent"),
    "under_age": N_("For somebody younger"),
    "text": "",
    "help": N_("help"),
    "unit": N_("unit"),
    "minimum_label": N_("words at the least"),
    "maximum_label": N_("words at the most"),
    "rights.attribution": N_("What the public is told of the rights"),
}


def text_name(key: str) -> str:  # noqa: PLR0911 one for each kind of key
    """Where a text stands, from its key: `question q1, help`."""
    kind, *rest = key.split(".")
    match kind, rest:
        case "item", [code, "row", row, _]:
            return _("Question {code}, row {row}", code=code, row=row)
        case "item", [code, field]:
            return ", ".join(
                part for part in (_("Question {code}", code=code), field and _(_NAMES.get(field, field))) if part
            )
        case "choices", [of, choice, _]:
            return _("Answer {choice} in {of}", choice=choice, of=of)
        case "section", [code, _]:
            return _("Section {code}", code=code)
        case "scale", [code, _]:
            return _("Score {code}", code=code)
        case "profile", [_, "band", banding, band, _]:
            return _("Result {band} of {banding}", band=band, banding=banding)
        case "profile", [_, "flag", code, _]:
            return _("Safety flag {code}", code=code)
        case "profile", [_, "block", code, _]:
            return _("Feedback {code}", code=code)
        case "profile", [code, _]:
            return _("Interpretation {code}", code=code)
    return _(_NAMES.get(key, key))
