"""Settings as users give them, and which store they open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from graph.connection import open_store
from graph.errors import ConfigError
from graph.settings import Settings, settings_from_environment

NEO4J = "bolt://127.0.0.1:7687"


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ATLAS_{name.upper()}", raising=False)


def test_without_variables_the_store_is_a_file() -> None:
    settings = settings_from_environment()
    assert (settings.store, settings.is_neo4j) == ("atlas.db", False)


def test_variables_are_read_and_what_is_passed_wins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATLAS_STORE", NEO4J)
    monkeypatch.setenv("ATLAS_MEMORY_MB", "512")
    settings = settings_from_environment()
    assert (settings.store, settings.is_neo4j, settings.memory_mb) == (NEO4J, True, 512)
    assert settings_from_environment(store="other.db").store == "other.db"


@pytest.mark.parametrize("value", ["much", "0", "-1"])
def test_a_wrong_value_is_named_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("ATLAS_MEMORY_MB", value)
    with pytest.raises(ConfigError) as caught:
        settings_from_environment()
    assert str(caught.value).startswith(f"ATLAS_MEMORY_MB={value!r}: ")
    assert "\n" not in str(caught.value)


def test_settings_do_not_change() -> None:
    with pytest.raises(ValidationError):
        Settings().store = "other.db"


def test_a_password_is_read_from_a_file_without_its_line_end(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("口令 with space\n", encoding="utf-8")
    monkeypatch.setenv("ATLAS_NEO4J_PASSWORD_FILE", str(secret))
    assert settings_from_environment().neo4j_secret() == "口令 with space"


def test_a_password_that_is_given_wins_over_its_file(tmp_path: Path) -> None:
    settings = Settings(neo4j_password=SecretStr("given"), neo4j_password_file=tmp_path / "none")
    assert settings.neo4j_secret() == "given"


def test_a_password_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "none"
    with pytest.raises(ConfigError) as caught:
        Settings(neo4j_password_file=file).neo4j_secret()
    assert str(caught.value).startswith(f"ATLAS_NEO4J_PASSWORD_FILE {str(file)!r} cannot be read: ")


def test_a_password_is_never_shown() -> None:
    settings = Settings(neo4j_password=SecretStr("tell nobody"))
    assert "tell nobody" not in f"{settings!r} {settings} {settings.model_dump()}"


def test_neo4j_without_a_password_names_both_settings() -> None:
    with pytest.raises(ConfigError, match="ATLAS_NEO4J_PASSWORD or ATLAS_NEO4J_PASSWORD_FILE"):
        open_store(Settings(store=NEO4J))


@pytest.mark.parametrize("store", ["http://127.0.0.1:7474", "file:///atlas.db", "://"])
def test_an_unknown_scheme_is_named_with_those_that_are_known(store: str) -> None:
    with pytest.raises(ConfigError) as caught:
        open_store(Settings(store=store, neo4j_password=SecretStr("x")))
    assert f"ATLAS_STORE={store!r}" in str(caught.value)
    assert "neo4j://" in str(caught.value)


@pytest.mark.parametrize(
    ("store", "other"), [("atlas.db", "neo4j"), ("bolt://127.0.0.1:1", "ladybug")]
)
def test_opening_one_store_does_not_import_the_driver_of_the_other(
    tmp_path: Path, store: str, other: str
) -> None:
    place = store if "://" in store else str(tmp_path / store)
    lines = (
        "import sys",
        "from graph.connection import open_store",
        "from graph.errors import AtlasError",
        "from graph.settings import Settings",
        "try:",
        f"    open_store(Settings(store={place!r}, neo4j_password='x'))",
        "except AtlasError: pass",
        f"sys.exit({other!r} in sys.modules)",
    )
    done = subprocess.run([sys.executable, "-c", "\n".join(lines)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
