from __future__ import annotations

import ast
import re
from pathlib import Path

from dash import dcc, html

from console import charts

ROOT = Path(__file__).resolve().parents[2]


def test_no_figure_offers_to_send_itself_away() -> None:
    figure = charts.graph(
        charts.by_day(["2026-11-01"], [("Started", [3])]), name="x", alt="One day.", table=html.Table()
    )
    [graph] = [part for part in figure._traverse() if isinstance(part, dcc.Graph)]
    assert graph.config["showSendToCloud"] is False
    assert "sendChartToCloud" in graph.config["modeBarButtonsToRemove"]
    assert graph.config["displaylogo"] is False
    assert graph.config["plotlyServerURL"] == ""


def test_who_cannot_see_a_figure_has_its_words_and_its_table() -> None:
    figure = charts.graph(charts.spread([1.0], [0.5], ["half"]), name="x", alt="One bar.", table=html.Table(id="t"))
    parts = list(figure._traverse())
    assert any(getattr(part, "aria-label", None) == "One bar." for part in [figure, *parts])
    [beside] = [part for part in parts if isinstance(part, html.Details)]
    assert any(isinstance(part, html.Table) for part in beside._traverse())


def test_every_figure_is_made_in_one_place() -> None:
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "console").glob("*.py")]:
        if path.name != "charts.py":
            assert not re.search(r"dcc\.Graph|plotly", path.read_text()), path


def test_no_component_of_ours_has_an_id_written_by_hand_twice() -> None:
    """Ids come from `Ids`; two screens with the same name would clash."""
    names: dict[str, str] = {}
    for path in [*(ROOT / "pages").glob("*.py"), *(ROOT / "console").glob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Ids":
                name = getattr(node.args[0], "value", "") if node.args else ""
                assert names.setdefault(name, path.name) == path.name
