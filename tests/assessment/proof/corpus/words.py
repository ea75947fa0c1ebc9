"""Texts that are empty, alike, or hold a placeholder too much or too few, in any language."""

from __future__ import annotations

from assessment import edits
from assessment.messages import Code
from assessment.plain import texts
from tests.assessment.proof.corpus import Seed, audit, drink, small


def said(key: str, text: str, document=drink):
    return edits.set_text(document(), key, text)


def translated(document=drink, **changed: str):
    words = {key: f"sq {text}" for key, text in texts(document()).items()}
    words |= {key.replace("__", "."): text for key, text in changed.items()}
    return {"sq": words}


NEVER, WEEKLY = "choices.often.never.text", "choices.often.weekly.text"

SEEDS = (
    Seed(Code.NO_TEXT, said("item.q1.text", ""), "item q1 text"),
    Seed(Code.NO_TEXT, said("choices.often.never.text", ""), "choice often.never text"),
    Seed(Code.NO_TEXT, said("title", "", small), "questionnaire title"),
    Seed(Code.SAME_TEXT, said(WEEKLY, "never."), "choice often.weekly text"),
    Seed(Code.SAME_TEXT, said(WEEKLY, "N e v e r".replace(" ", "\u200b")), "choice often.weekly text"),
    Seed(Code.SAME_TEXT, said("choices.frequency.daily.text", "ＷＥＥＫＬＹ !", audit), "choice frequency.daily text"),
    Seed(
        Code.SAME_TEXT,
        drink(),
        "choice often.weekly text sq",
        locales=translated(**{NEVER.replace(".", "__"): "Kurrë", WEEKLY.replace(".", "__"): "kurrë"}),
    ),
    Seed(Code.PLACEHOLDER_UNKNOWN, said("item.q1.text", "How much {loop} is it?"), "item q1 text", True),
    Seed(Code.PLACEHOLDER_UNKNOWN, said("item.q4.text", "How often {drink} {loop}?"), "item q4 text", True),
    Seed(
        Code.PLACEHOLDER_UNKNOWN,
        said("profile.adult.block.meaning_total_low.text", "You {x} drink little."),
        "block adult.meaning_total_low text",
        True,
    ),
    Seed(Code.PLACEHOLDER_LOST, drink(), "item q4 text sq", locales=translated(item__q4__text="Sa shpesh?")),
    Seed(Code.PLACEHOLDER_LOST, drink(), "item q1 text sq", locales=translated(item__q1__text="Sa {loop}?")),
    Seed(Code.PLACEHOLDER_LOST, drink(), "item q4 text sq", locales=translated(item__q4__text="{loop} {loop}")),
    Seed(Code.TRANSLATION_MISSING, drink(), "item q1 text sq", locales=translated(item__q1__text="")),
    Seed(
        Code.TRANSLATION_MISSING,
        drink(),
        "choice often.never text sq",
        locales=translated(choices__often__never__text=" "),
    ),
    Seed(Code.TRANSLATION_MISSING, small(), "questionnaire title sq", locales=translated(small, title="")),
)
