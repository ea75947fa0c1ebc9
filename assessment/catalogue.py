"""What the proof can find: each finding as an enum member, with its severity, what is wrong and what to do."""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    ERROR = "error"  # blocks publishing
    WARNING = "warning"  # is acknowledged with a reason


class Code(StrEnum):
    """What the proof finds."""

    DUPLICATE_CODE = "duplicate_code"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_CHOICE = "unknown_choice"
    UNKNOWN_SERVICE_KIND = "unknown_service_kind"
    FORWARD_REFERENCE = "forward_reference"
    VISIBILITY_CYCLE = "visibility_cycle"
    CYCLE = "cycle"
    CONDITION_UNREADABLE = "condition_unreadable"
    CONDITION_MISPLACED = "condition_misplaced"
    NOT_COMPARABLE = "not_comparable"
    NO_ITEMS = "no_items"
    NO_CHOICES = "no_choices"
    NO_ROWS = "no_rows"
    NO_TEXT = "no_text"
    NO_LIMITS = "no_limits"
    SAME_TEXT = "same_text"
    LOOP_NOT_MULTIPLE = "loop_not_multiple"
    LOOP_OVER_NOTHING = "loop_over_nothing"
    NO_CHOICE_LEFT = "no_choice_left"
    CANNOT_BE_ANSWERED = "cannot_be_answered"
    DEAD_END = "dead_end"
    MINIMUM_ABOVE_MAXIMUM = "minimum_above_maximum"
    ITEM_UNSCORED = "item_unscored"
    NO_POINTS = "no_points"
    POINTS_NOT_RISING = "points_not_rising"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    RANGE_UPSIDE_DOWN = "range_upside_down"
    NO_CUT_OFFS = "no_cut_offs"
    BAND_GAP = "band_gap"
    FRACTION_GAP = "fraction_gap"
    BAND_OVERLAP = "band_overlap"
    BAND_UNREACHABLE = "band_unreachable"
    RANGE_BEYOND = "range_beyond"
    CASE_MISSING = "case_missing"
    NO_DECISION = "no_decision"
    NO_PROFILE = "no_profile"
    NO_HEADLINE = "no_headline"
    NO_MEANING = "no_meaning"
    NO_REFERRAL = "no_referral"
    NO_SERVICE = "no_service"
    NEVER_HOLDS = "never_holds"
    ALWAYS_HOLDS = "always_holds"
    PART_NEVER_HOLDS = "part_never_holds"
    PART_ALWAYS_HOLDS = "part_always_holds"
    CONTRADICTION = "contradiction"
    EXCLUSIVE_COMBINED = "exclusive_combined"
    VALUE_IMPOSSIBLE = "value_impossible"
    NEVER_SHOWN = "never_shown"
    PROFILE_NEVER_READ = "profile_never_read"
    CASE_NEVER_APPLIES = "case_never_applies"
    FLAG_NEVER_RAISED = "flag_never_raised"
    BLOCK_NEVER_SHOWN = "block_never_shown"
    RULE_NEVER_FIRES = "rule_never_fires"
    RULE_SHADOWED = "rule_shadowed"
    FACT_UNUSED = "fact_unused"
    FACT_NOT_ASKED = "fact_not_asked"
    CODE_RESERVED = "code_reserved"
    PLACEHOLDER_UNKNOWN = "placeholder_unknown"
    PLACEHOLDER_LOST = "placeholder_lost"
    TRANSLATION_MISSING = "translation_missing"
    TEST_FAILS = "test_fails"
    TEST_IMPOSSIBLE = "test_impossible"
    TOO_LARGE = "too_large"
    NOT_PROVED = "not_proved"
    UNUSABLE = "unusable"


_E, _W = Severity.ERROR, Severity.WARNING

CATALOGUE: dict[Code, tuple[Severity, str, str]] = {
    Code.DUPLICATE_CODE: (_E, "The code “{code}” is used more than once.", "Rename one of the two."),
    Code.CODE_RESERVED: (_E, "“{code}” has a meaning in conditions, so no condition could name it.", "Rename it."),
    Code.UNKNOWN_NAME: (_E, "There is no {what} “{name}”.", "Correct the name{near}, or add the {what}."),
    Code.UNKNOWN_CHOICE: (_E, "“{choice}” is not a choice of “{of}”.", "Write one of its choices: {known}."),
    Code.UNKNOWN_SERVICE_KIND: (_E, "There is no kind of service “{name}”.", "Write one of: {known}."),
    Code.FORWARD_REFERENCE: (
        _E,
        "“{name}” is asked later than this condition needs it.",
        "Move “{name}” before it, or use an earlier answer.",
    ),
    Code.VISIBILITY_CYCLE: (
        _E,
        "{names} wait for one another, so none of them is ever asked.",
        "Let the one that is asked first depend on earlier answers alone.",
    ),
    Code.CYCLE: (_E, "The scales {names} are made from each other.", "Take one of them out of the terms of the other."),
    Code.CONDITION_UNREADABLE: (_E, "The condition cannot be read: {why}", "Correct it at column {column}."),
    Code.CONDITION_MISPLACED: (_E, "“{name}” cannot be used here: {why}", "Use answers, facts or scores instead."),
    Code.NOT_COMPARABLE: (_E, "“{name}” cannot be compared with {value}.", "Compare it with {possible}."),
    Code.NO_ITEMS: (_E, "There is nothing to answer here.", "Add an item, or remove this."),
    Code.NO_CHOICES: (_E, "There is nothing to choose from.", "Name a choice list that has choices."),
    Code.NO_ROWS: (_E, "The grid has no rows.", "Add a row."),
    Code.NO_TEXT: (_E, "The text is empty.", "Write what the respondent should read."),
    Code.NO_LIMITS: (_E, "The scale has no {which}.", "Set its minimum and its maximum."),
    Code.SAME_TEXT: (
        _E,
        "“{first}” and “{second}” read the same: “{text}”.",
        "Reword one of them.",
    ),
    Code.LOOP_NOT_MULTIPLE: (
        _E,
        "The section loops over “{name}”, which is not a multiple choice.",
        "Loop over a multiple choice that is asked earlier.",
    ),
    Code.LOOP_OVER_NOTHING: (
        _E,
        "The section repeats for each choice of “{name}”, but none of them can open it.",
        "Add choices to “{name}” that are not exclusive, or remove the section.",
    ),
    Code.NO_CHOICE_LEFT: (
        _W,
        "With some answers none of the choices of “{item}” is shown, so it is not asked.",
        "Show one choice without a condition, or give the question the condition itself.",
    ),
    Code.CANNOT_BE_ANSWERED: (
        _E,
        "“{item}” has to be answered, but somebody is left with no choice to pick: it is passed over.",
        "Show one choice to everybody, or ask the question only where a choice is left.",
    ),
    Code.DEAD_END: (
        _E,
        "“{item}” has to be answered, but the site takes no answer to it: whoever gets there is stuck.",
        "Correct its limits and its step, or let people pass it over.",
    ),
    Code.MINIMUM_ABOVE_MAXIMUM: (_E, "The least ({low}) is above the most ({high}).", "Exchange or correct the two."),
    Code.ITEM_UNSCORED: (_W, "No scale uses this item.", "Add it to a scale, or say in “unscored” why not."),
    Code.NO_POINTS: (
        _E,
        "The scale “{scale}” uses “{item}”, but {without}.",
        "Give every choice points, or take the item out of the scale.",
    ),
    Code.POINTS_NOT_RISING: (
        _W,
        "“{first}” has {more} points and “{second}” after it {fewer}.",
        "Correct the points, or say that they are not meant to rise (“rising: false”).",
    ),
    Code.SCORE_OUT_OF_RANGE: (
        _E,
        "A score of {score} is possible; the scale says {low} to {high}.",
        "Correct points, terms or the range.",
    ),
    Code.RANGE_UPSIDE_DOWN: (_E, "The range for “{band}” starts at {low} and ends at {high}.", "Exchange the two."),
    Code.NO_CUT_OFFS: (_E, "Nothing says which band a score lies in.", "Add cut-offs or decisions."),
    Code.BAND_GAP: (_E, "No band for a score of {scores}{case}.", "Widen a band or add one."),
    Code.FRACTION_GAP: (
        _E,
        "No band for a score of {scores}, between two bands{case}.",
        "Let one band reach to the next, or round the score to whole numbers.",
    ),
    Code.RANGE_BEYOND: (
        _W,
        "The range for “{band}” {goes} {end}, but {most} is the {which} score that anybody can have{case}.",
        "Correct the range, or see whether an item is missing from the score.",
    ),
    Code.BAND_OVERLAP: (
        _E,
        "A score of {scores} lies in “{first}” and in “{second}”{case}.",
        "Let one of them end before the other starts.",
    ),
    Code.BAND_UNREACHABLE: (_E, "No answers lead to the band “{band}”.", "Correct its range, or remove the band."),
    Code.CASE_MISSING: (_E, "No cut-offs apply{case}.", "Add a last case without a condition."),
    Code.NO_DECISION: (_E, "No decision applies.", "Add a last decision without a condition."),
    Code.NO_PROFILE: (
        _E,
        "No profile reads the result{case}.",
        "Add results for a score: a profile without countries and condition.",
    ),
    Code.NO_HEADLINE: (_E, "A result in the band “{band}” has no headline.", "Add a headline block for this band."),
    Code.NO_MEANING: (_E, "A result in the band “{band}” has no meaning.", "Add a meaning block for this band."),
    Code.NO_REFERRAL: (_E, "No referral rule fires{case}.", "Add a last rule without a condition."),
    Code.NO_SERVICE: (
        _W,
        "In {country} there is no service that “{rule}” could send people to: {kinds}.",
        "Add one to the directory, or add a kind to the rule that the country has.",
    ),
    Code.NEVER_HOLDS: (_E, "This condition never holds, so {what} is never shown.", "Correct the condition."),
    Code.ALWAYS_HOLDS: (_W, "This condition always holds, so it decides nothing.", "Take it out, or correct it."),
    Code.PART_NEVER_HOLDS: (
        _W,
        "The part “{part}” never holds, so it lets nobody in.",
        "Take the part out, or correct it.",
    ),
    Code.PART_ALWAYS_HOLDS: (
        _W,
        "The part “{part}” holds for everybody who gets here, so it keeps nobody out.",
        "Take the part out, or correct it.",
    ),
    Code.CONTRADICTION: (
        _E,
        "“{first}” and “{second}” can never hold together.",
        "Write “or” between them, or correct one of the two.",
    ),
    Code.EXCLUSIVE_COMBINED: (
        _E,
        "“{exclusive}” of “{item}” leaves no other choice, so it is never picked together with “{other}”.",
        "Write “or” between them, or take one of the two out.",
    ),
    Code.VALUE_IMPOSSIBLE: (_E, "“{name}” can never be {value}.", "Compare it with a value that occurs{known}."),
    Code.NEVER_SHOWN: (
        _E,
        "{what} never comes up: something before it always does.",
        "Change the order or the conditions, or remove it.",
    ),
    Code.PROFILE_NEVER_READ: (
        _E,
        "The interpretation “{profile}” reads nobody{tests}.",
        "Move it before the one that takes its people, or correct whom it is for.",
    ),
    Code.CASE_NEVER_APPLIES: (
        _E,
        "{what} never apply: {why}.",
        "Correct the condition, or remove what never applies.",
    ),
    Code.FLAG_NEVER_RAISED: (_E, "No answers raise the flag “{flag}”.", "Correct its condition, or remove the flag."),
    Code.BLOCK_NEVER_SHOWN: (_E, "No answers show the text “{block}”.", "Correct its condition, or remove the text."),
    Code.RULE_NEVER_FIRES: (
        _E,
        "No answers fire the referral rule “{rule}”.",
        "Correct its condition, or remove the rule.",
    ),
    Code.RULE_SHADOWED: (
        _W,
        "The referral rule “{rule}” adds nothing: “{earlier}” before it asks for the same, of everybody.",
        "Remove it, or let it ask for other kinds of service.",
    ),
    Code.FACT_UNUSED: (
        _W,
        "{what} for “{fact}”, but nothing depends on it.",
        "Use it in a condition, or stop asking for it.",
    ),
    Code.FACT_NOT_ASKED: (_W, "{what} “{fact}”, but nobody is asked for it.", "{how}."),
    Code.PLACEHOLDER_UNKNOWN: (
        _E,
        "The placeholder {placeholder} has no meaning here.",
        "Remove it. Only {{loop}} is known, and only inside a loop.",
    ),
    Code.PLACEHOLDER_LOST: (
        _E,
        "The translation and the source do not hold the same placeholders ({placeholder}).",
        "Write {placeholder} as often as the source does.",
    ),
    Code.TRANSLATION_MISSING: (_E, "The text “{key}” has no translation.", "Translate it."),
    Code.TEST_FAILS: (
        _E,
        "The test case expects {of} = {expected}; it is {found}.",
        "Correct one or the other.",
    ),
    Code.TEST_IMPOSSIBLE: (_E, "The test case cannot be run: {why}", "Correct the test case."),
    Code.NOT_PROVED: (
        _E,
        "Nothing is proved of “{what}”: the proof and the engine of the site disagree about {answers}.",
        "This is a fault of this software. Please report it with the questionnaire.",
    ),
    Code.UNUSABLE: (_E, "The questionnaire cannot be run: {why}", "Correct what is named."),
    Code.TOO_LARGE: (
        _E,
        "“{what}” can be answered in too many ways to be proved. What keeps them apart: {why}.",
        "Let fewer of these be asked for together, or divide the scale.",
    ),
}
