"""Settings: what is refused, where values come from, and that the README tells all of them."""

import stat
from datetime import date
from pathlib import Path

import pytest

from api.settings import Settings, read_hash_key, read_settings, settings_table
from graph.errors import SettingsError

README = Path(__file__).parents[3] / "README.md"
BEGIN, END = "<!-- settings:begin -->", "<!-- settings:end -->"


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for key in list(os.environ):
        if key.startswith("RINGFENCE_") and not key.startswith("RINGFENCE_TEST_"):
            monkeypatch.delenv(key)


def test_places_follow_the_data_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("RINGFENCE_DATA_FOLDER", str(tmp_path))
    settings = read_settings()
    assert settings.database == f"embedded:{tmp_path / 'database'}"
    assert settings.api_keys_file == tmp_path / "api-keys.json"
    assert settings.rejects_folder == tmp_path / "rejects"


def test_options_come_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGFENCE_DATABASE", "bolt://environment:7687")
    monkeypatch.setenv("RINGFENCE_PORT", "9000")
    settings = read_settings(database="bolt://option:7687", port=None)
    assert (settings.database, settings.port) == ("bolt://option:7687", 9000)


def test_unknown_key_is_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGFENCE_DATABSE", "bolt://x")
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert "RINGFENCE_DATABSE" in error.value.en
    assert "RINGFENCE_DATABSE" in error.value.zh
    assert "RINGFENCE_DATABASE" in error.value.en


def test_keys_of_the_tests_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGFENCE_TEST_ANYTHING", "1")
    assert read_settings().host == "127.0.0.1"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("PORT", "x"),
        ("PORT", "70000"),
        ("QUERY_TIMEOUT_S", "0"),
        ("AS_OF", "2025-13-01"),
        ("LOG_LEVEL", "loud"),
        ("HASH_KEY", "short"),
    ],
)
def test_wrong_value_is_refused_without_being_repeated(key: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"RINGFENCE_{key}", value)
    with pytest.raises(SettingsError) as error:
        read_settings()
    assert f"RINGFENCE_{key}" in error.value.en
    if key == "HASH_KEY":
        assert value not in str(error.value)


def test_lists_dates_and_empty_values(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGFENCE_SOURCE_PRIORITY", "registry, firm7 ,,")
    monkeypatch.setenv("RINGFENCE_AS_OF", "2025-12-31")
    monkeypatch.setenv("RINGFENCE_DATABASE", "")
    settings = read_settings()
    assert settings.source_priority == ("registry", "firm7")
    assert settings.as_of == date(2025, 12, 31)
    assert settings.database.startswith("embedded:")


def test_secrets_do_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RINGFENCE_DATABASE_PASSWORD", "open sesame")
    monkeypatch.setenv("RINGFENCE_HASH_KEY", "k" * 40)
    shown = repr(read_settings()) + read_settings().model_dump_json()
    assert "sesame" not in shown
    assert "kkkk" not in shown


def test_hash_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    settings = read_settings(data_folder=tmp_path / "data")
    first = read_hash_key(settings)
    file = tmp_path / "data" / "hash-key"
    assert read_hash_key(settings) == first
    assert len(first) == 64
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [found.name for found in file.parent.iterdir()] == ["hash-key"]


def test_damaged_hash_key_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "hash-key").write_text("")
    with pytest.raises(SettingsError, match="damaged"):
        read_hash_key(read_settings(data_folder=tmp_path))


def test_given_hash_key_is_used(tmp_path: Path) -> None:
    settings = read_settings(data_folder=tmp_path, hash_key="k" * 40)
    assert read_hash_key(settings) == b"k" * 40
    assert not (tmp_path / "hash-key").exists()


def test_every_setting_is_described_in_both_languages() -> None:
    for name, field in Settings.model_fields.items():
        extra = field.json_schema_extra
        assert field.description, name
        assert isinstance(extra, dict), name
        assert any("\u4e00" <= letter <= "\u9fff" for letter in str(extra["zh"])), name


def test_readme_has_the_table_of_settings() -> None:
    text = README.read_text(encoding="utf-8")
    assert BEGIN in text, f"README.md needs the lines {BEGIN} and {END}, with the table between them"
    assert text.partition(BEGIN)[2].partition(END)[0].strip() == settings_table()
