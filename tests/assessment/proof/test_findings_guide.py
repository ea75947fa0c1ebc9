"""The guide names every finding, how grave it is, and whether a mend is offered."""

from __future__ import annotations

from pathlib import Path

from assessment.mends import MAKERS
from assessment.messages import CATALOGUE, Code

GUIDE = Path(__file__).parents[3] / "docs" / "guide" / "findings.md"


def test_the_guide_says_of_every_finding_whether_it_blocks_and_whether_a_button_mends_it() -> None:
    rows = [line.strip("| ").split(" | ") for line in GUIDE.read_text().splitlines() if line.startswith("| `")]
    said = {row[0].strip("`"): (row[1], row[-1].endswith("offered")) for row in rows}
    assert said == {code.value: (CATALOGUE[code][0].value, code in MAKERS) for code in Code}
