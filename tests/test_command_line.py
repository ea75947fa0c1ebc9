"""The command line as somebody who runs the service types it."""

from __future__ import annotations

import json
import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import app
from content_store import library

ROOT = Path(__file__).resolve().parents[1]
ALCOHOL = str(ROOT / "content_store" / "demo" / "alcohol.yaml")


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAR", str(tmp_path))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'console.db'}")
    return tmp_path


def answers(folder: Path, **given: object) -> str:
    path = folder / "answers.json"
    path.write_text(json.dumps(given))
    return str(path)


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    kept = ("db", "content", "score", "campaign", "demo", "backup", "restore", "health", "ledger")
    for command in ("serve", "staff", *kept):
        with pytest.raises(SystemExit) as left:
            app.main([command, "--help"])
        assert left.value.code == 0
        assert len(capsys.readouterr().out) > 100


def test_a_new_installation_knows_the_towns_and_a_second_upgrade_brings_none(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert app.main(["db", "upgrade"]) == 0
    assert re.search(r"\d{3} towns\. Towns: GeoNames", capsys.readouterr().out)
    assert app.main(["db", "upgrade"]) == 0
    assert "towns" not in capsys.readouterr().out


def test_a_campaign_is_registered_and_ended_from_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["db", "upgrade"]) == 0
    assert app.main(["campaign", "register", "clinics-26", "Posters in clinics", "--country", "RS"]) == 0
    assert app.main(["campaign", "register", "clinics-26", "Again"]) == 2
    assert "used before" in capsys.readouterr().err
    assert app.main(["campaign", "end", "nothing-there"]) == 2
    assert app.main(["campaign", "end", "clinics-26"]) == app.main(["campaign", "list"]) == 0
    assert "clinics-26" in (told := capsys.readouterr().out) and "ended" in told


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("PORT", "99999", "PORT='99999': Input should be less than or equal to 65535"),
        ("PORT", "http", "PORT='http'"),
        ("DATABASE_URL", "mysql://x/y", "must begin with sqlite:/// or postgresql+psycopg://"),
        ("DATABASE_URL", "nonsense", "is no database address"),
        ("DATABASE_URL", "sqlite:///", "names no database"),
        ("DATABASE_URL", "sqlite:///:memory:", "names no database"),
        ("HOST", "check.example.org", "HOST='check.example.org': must be an IP address"),
        ("VAR", __file__, "is a file; it must be a folder"),
        ("TRUSTED_HOSTS", "a.example, https://b.example", "https://b.example is no host name"),
        ("WORKERS", "3", "WORKERS must be 1 with SQLite"),
        ("PROXIES", "1", "PROXIES needs TRUSTED_HOSTS"),
        ("LEAVE_TO", "javascript:alert(1)", "must begin with https://"),
        ("PUBLIC_ADDRESS", "check.example.org", "must be https:// and a host"),
        ("DEMONSTRATION", "perhaps", "DEMONSTRATION='perhaps'"),
    ],
)
def test_a_bad_setting_is_named_with_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, expected: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SystemExit, match="settings in the environment") as left:
        app.main(["health"])
    assert expected in str(left.value.code)


def test_an_empty_variable_is_one_that_was_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PORT", "HOST", "DEMONSTRATION", "WORKERS"):
        monkeypatch.setenv(name, "")
    settings = app.load_settings()
    assert (settings.here, settings.demonstration, settings.workers) == ("http://127.0.0.1:8050", False, 1)


def test_a_port_that_something_listens_on_is_not_shared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as other:  # as the HTTP server itself takes a port
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("PORT", str(other.getsockname()[1]))
        assert app.main(["serve"]) == 2
    assert "Does it run already?" in capsys.readouterr().err


def test_a_file_that_is_no_database_is_not_touched(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "console.db").write_text("a letter, and no database")
    assert app.main(["db", "upgrade"]) == 2
    assert "is no database of this system" in capsys.readouterr().err
    assert (here / "console.db").read_text() == "a letter, and no database"


def test_a_link_names_the_address_that_people_know() -> None:
    assert app.Settings(host="::1", port=81).reached_at == "http://[::1]:81"
    assert app.Settings(trusted_hosts=[".example.org"]).reached_at == "https://example.org"
    assert app.Settings(public_address="https://check.example.org").reached_at == "https://check.example.org"


def test_the_secret_is_made_once_and_for_its_owner_alone(here: Path) -> None:
    first = app.installation_secret(here)
    assert app.installation_secret(here) == first
    assert len(first) == 32
    assert stat.S_IMODE((here / "secret.key").stat().st_mode) == 0o600


def test_a_secret_that_others_can_read_is_refused(here: Path) -> None:
    app.installation_secret(here)
    (here / "secret.key").chmod(0o644)
    with pytest.raises(SystemExit, match="chmod 600"):
        app.installation_secret(here)


def test_a_damaged_secret_is_not_replaced(here: Path) -> None:
    (here / "secret.key").write_text("not a key\n")
    (here / "secret.key").chmod(0o600)
    with pytest.raises(SystemExit, match="is not a key of this system"):
        app.installation_secret(here)


def test_check_finds_nothing_in_the_alcohol_check(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["content", "check", ALCOHOL]) == 0
    assert "No findings." in capsys.readouterr().out


def test_check_shows_where_a_band_is_missing_and_for_whom(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    broken = here / "broken.yaml"
    text = Path(ALCOHOL).read_text()
    assert "low: 8" in text
    broken.write_text(text.replace("low: 8", "low: 9", 1))
    assert app.main(["content", "check", str(broken), "--json"]) == 1
    gaps = [each for each in json.loads(capsys.readouterr().out) if each["severity"] == "error"]
    assert gaps
    assert gaps[0]["line"] > 1
    assert gaps[0]["witness"]["answers"]
    assert gaps[0]["remedy"]
    asked = {said["asked"] for said in gaps[0]["witness"]["words"]}
    assert "On a day when you drink, how many drinks is it usually?" in asked
    assert any(one["name"].startswith("extend banding") and "Extend" in one["words"] for one in gaps[0]["mends"])


def test_check_writes_a_file_with_what_can_be_put_right_put_right(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken, mended = here / "broken.yaml", here / "mended.yaml"
    text = Path(ALCOHOL).read_text()
    assert text.count('q6 in ["monthly", "weekly", "daily"]') >= 2 and "low: 8" in text
    text = text.replace('q6 in ["monthly", "weekly", "daily"]', 'q6 == "daily" and score(dependence) < 3', 1)
    broken.write_text(text.replace("low: 8", "low: 9", 1))
    assert app.main(["content", "check", str(broken), "--mend", str(mended)]) == 1
    said = capsys.readouterr().out
    assert "mended: Extend" in said and "findings left" in said
    assert broken.read_text() != text  # the file itself stays as it was
    assert app.main(["content", "check", str(mended), "--json"]) == 1
    left = {each["code"] for each in json.loads(capsys.readouterr().out) if each["severity"] == "error"}
    assert "band_gap" not in left and "unknown_name" not in left


@pytest.mark.parametrize("text", ["title: [", "a: &b 1\nc: *b\n", "code: x\ncode: y\n", "\x00", "- 1\n- 2\n"])
def test_check_points_into_a_file_that_is_no_questionnaire(
    here: Path, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    path = here / "bad.yaml"
    path.write_text(text)
    assert app.main(["content", "check", str(path)]) == 1
    assert f"{path}:" in capsys.readouterr().err


def test_score_gives_scores_bands_and_the_arithmetic(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = answers(here, q1="never", q9="no", q10="no")
    first = app.main(["score", ALCOHOL, given, "--facts", "sex=female, country=rs"])
    assert first == 2
    assert "cannot be the answer to q9. It takes one of:" in capsys.readouterr().err
    never = answers(here, q1="never", q9="never", q10="never")
    assert app.main(["score", ALCOHOL, never, "--facts", "age=40,country=RS", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["status"] == "complete"
    assert {"scale": "total", "loop": "", "value": 0, "missing": []} in found["scores"]
    assert "q2" in found["not_asked"]


def test_score_reads_by_a_profile_of_a_country_that_is_not_served(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    audit = str(Path(library.__file__).with_name("audit.yaml"))
    given = answers(here, q1="many_a_week", q2="up_to_two", q3="monthly", **{f"q{n}": "never" for n in range(4, 11)})
    assert app.main(["score", audit, given, "--facts", "age=40,sex=female,country=SE", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["profile"], found["readings"][0]["band"]) == ("sweden", "raised")
    assert app.main(["score", audit, given, "--facts", "country=NO"]) == 2


def test_score_says_which_profiles_there_are(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["score", ALCOHOL, answers(here, q1="never"), "--profile", "nobody"]) == 2
    assert "There are:" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ("age=old", "age=old is not a whole number of years"),
        ("age=400", "years from 10 to 110"),
        ("age=²", "age=² is not"),
        ("colour=red", "'colour=red' is not sex="),
        ("sex", "'sex' is not sex="),
        ("sex=purple", "one of female, male, other"),
        ("country=ZZ", "one of AL, BA"),
        ("age=30,age=40", "age stands there twice"),
    ],
)
def test_score_refuses_facts_it_does_not_know(
    here: Path, capsys: pytest.CaptureFixture[str], facts: str, said: str
) -> None:
    assert app.main(["score", ALCOHOL, answers(here), "--facts", facts]) == 2
    assert said in capsys.readouterr().err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b'{"q1": "never", "q1": "monthly"}', "q1 is answered twice"),
        (b'{"q1": "\xff"}', "is not UTF-8 from byte 8 on"),
        (b'{"q1": ', "is not JSON"),
        (b"[1]", "must hold an object"),
        (b'{"q1": NaN}', "must be a choice code"),
    ],
)
def test_score_says_what_is_wrong_with_a_file_of_answers(
    here: Path, capsys: pytest.CaptureFixture[str], written: bytes, said: str
) -> None:
    (here / "answers.json").write_bytes(written)
    assert app.main(["score", ALCOHOL, str(here / "answers.json")]) == 2
    assert said in capsys.readouterr().err


def test_content_goes_out_and_comes_back_unchanged(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["db", "upgrade"]) == 0
    assert app.main(["content", "import", ALCOHOL]) == 0
    assert app.main(["content", "import", str(Path(ALCOHOL).with_suffix(".sq.yaml"))]) == 0
    assert app.main(["content", "export", str(here / "out")]) == 0
    first = (here / "out" / "alcohol.yaml").read_text()
    assert (here / "out" / "alcohol.sq.yaml").exists()
    assert app.main(["content", "import", str(here / "out" / "alcohol.yaml")]) == 0
    assert app.main(["content", "export", str(here / "again")]) == 0
    assert (here / "again" / "alcohol.yaml").read_text() == first
    capsys.readouterr()


def test_one_bad_file_among_good_ones_imports_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["db", "upgrade"])
    (here / "bad.yaml").write_text("title: 5\n")
    assert app.main(["content", "import", ALCOHOL, str(here / "bad.yaml")]) == 2
    app.main(["content", "export", str(here / "out")])
    assert list((here / "out").iterdir()) == []
    capsys.readouterr()


def test_the_library_comes_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Instruments as drafts, and nothing of the demonstration."""
    app.main(["db", "upgrade"])
    assert app.main(["content", "import", "library"]) == 0
    assert app.main(["content", "export", str(here / "out")]) == 0
    capsys.readouterr()
    assert sorted(path.name for path in (here / "out").iterdir()) == sorted(path.name for path in library.files())
    with closing(sqlite3.connect(here / "console.db")) as store:
        for table in ("services", "revisions", "use_day", "people"):
            assert store.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table


def test_demonstration_content_needs_the_demonstration_setting(
    capsys: pytest.CaptureFixture[str],
) -> None:
    app.main(["db", "upgrade"])
    assert app.main(["demo", "load"]) == 1
    assert "DEMONSTRATION=true" in capsys.readouterr().err


def test_a_backup_restores_what_was_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["db", "upgrade"])
    app.main(["content", "import", ALCOHOL])
    capsys.readouterr()
    assert app.main(["backup", str(here / "backups")]) == 0
    saved = capsys.readouterr().out.strip()
    for path in here.glob("console.db*"):
        path.unlink()
    assert app.main(["restore", saved]) == 0
    assert app.main(["content", "export", str(here / "out")]) == 0
    assert (here / "out" / "alcohol.yaml").exists()


def test_a_foreign_file_is_not_restored(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app.main(["db", "upgrade"])
    app.main(["content", "import", ALCOHOL])
    (here / "foreign").write_bytes(os.urandom(2000))
    assert app.main(["restore", str(here / "foreign")]) == 2
    assert app.main(["content", "export", str(here / "out")]) == 0
    assert (here / "out" / "alcohol.yaml").exists()
    capsys.readouterr()


def test_a_first_start_makes_the_folders_it_needs(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VAR", str(here / "not" / "there" / "yet"))
    monkeypatch.delenv("DATABASE_URL")
    assert app.main(["db", "upgrade"]) == 0
    assert (here / "not" / "there" / "yet" / "console.db").exists()
    assert app.main(["backup"]) == 0
    assert len(list((here / "not" / "there" / "yet" / "backups").iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "value"), [("VAR", "/proc/nowhere"), ("DATABASE_URL", "postgresql://x@127.0.0.1:1/x")]
)
def test_what_cannot_be_reached_is_said_in_a_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str
) -> None:
    if name == "VAR":
        monkeypatch.delenv("DATABASE_URL")
    monkeypatch.setenv(name, value)
    assert app.main(["db", "upgrade"]) == 2
    assert capsys.readouterr().err.startswith("Not done: ")


def test_health_names_a_database_that_was_not_migrated(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["health"]) == 1
    assert "db upgrade" in capsys.readouterr().out
    app.main(["db", "upgrade"])
    assert app.main(["health"]) == 0


def test_serving_an_unmigrated_database_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert app.main(["serve"]) == 1
    assert "db upgrade" in capsys.readouterr().err


def test_the_command_line_starts_without_the_console() -> None:
    code = "import sys, app; app.main(['health']); sys.exit('dash' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False).returncode == 0
