from __future__ import annotations

import re
import tomllib
from datetime import date, time
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from bot import settings
from bot.care import consent, people
from bot.config import Config, ConfigError, load, read_secret

ROOT = Path(__file__).parents[2]
LEAST = """
[matrix]
homeserver = "https://matrix.example.org"
user_id = "@carehuddle:example.org"
password_file = "password"
[people]
coordinators = ["@coordinator:example.org"]
[clinic]
name = "Example clinic"
timezone = "Europe/Berlin"
[data]
dir = "data"
[vault]
key_file = "/etc/carehuddle/master.key"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def loaded(path: Path, text: str = LEAST, *, add: str = "") -> Config:
    """Load ``text``; ``add`` is ``[table] key = value``, which replaces the key where it stands."""
    if add:
        table, line = add.split("] ", 1)
        key = line.split(" =", maxsplit=1)[0]
        text = "\n".join(one for one in text.splitlines() if not one.startswith(f"{key} ="))
        text = text.replace(f"{table}]", f"{table}]\n{line}") if f"{table}]" in text else f"{text}\n{table}]\n{line}\n"
    path.write_text(text, "utf-8")
    return load(path)


def refusal(path: Path, text: str = LEAST, *, add: str = "") -> str:
    with pytest.raises(ConfigError) as refused:
        loaded(path, text, add=add)
    return str(refused.value)


def keys_of_config() -> set[str]:
    return {f"{table.name}.{key.name}" for table in msgspec.structs.fields(Config) for key in msgspec.structs.fields(table.type)}


def test_the_required_keys_are_enough_and_the_rest_has_defaults(path: Path) -> None:
    config = loaded(path)
    assert config.matrix.device_name == "carehuddle"
    assert config.clinic.language == "en"
    assert config.clinic.hours == (time(8), time(18))
    assert config.clinic.emergency_text == settings.EMERGENCY_TEXT
    assert config.trust.policy == "tofu"
    assert config.http.address == ("127.0.0.1", 8480)
    assert config.consent.standard["summary"] == ("team",)
    assert "partner" not in config.consent.standard


def test_relative_paths_begin_at_the_file_s_folder_and_stores_lie_in_the_data_folder(path: Path) -> None:
    config = loaded(path)
    assert config.data.dir == path.parent / "data"
    assert config.matrix.password_file == path.parent / "password"
    assert config.vault.key_file == Path("/etc/carehuddle/master.key")
    assert config.store.url == f"sqlite:///{path.parent}/data/carehuddle.db"
    assert config.vault.keys_path == path.parent / "data" / "keys.db"


def test_the_example_loads(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes((ROOT / "config.example.toml").read_bytes())
    assert load(path).clinic.timezone == "Europe/Berlin"


def uncommented_example() -> str:
    return re.sub(r"(?m)^# (?=[a-z_]+ = )", "", (ROOT / "config.example.toml").read_text("utf-8"))


def test_the_example_holds_exactly_the_known_keys_each_with_a_comment() -> None:
    text = uncommented_example()
    assert {f"{table}.{key}" for table, keys in tomllib.loads(text).items() for key in keys} == keys_of_config()
    assert not [line for line in text.splitlines() if re.match(r"[a-z_]+ = ", line) and not re.search(r" # \S.*$", line)]


def test_the_defaults_that_the_example_shows_are_the_defaults(tmp_path: Path) -> None:
    shown, plain = tmp_path / "shown.toml", tmp_path / "plain.toml"
    shown.write_text(uncommented_example().replace('country = "DE"', ""), "utf-8")
    plain.write_bytes((ROOT / "config.example.toml").read_bytes())
    assert load(shown) == load(plain)


def test_an_unknown_key_is_refused_by_its_path_with_the_likely_word(path: Path) -> None:
    assert refusal(path, add='[clinic] colour = "red"') == "[clinic] colour: unknown key"
    assert refusal(path, add='[clinic] contry = "DE"') == "[clinic] contry: unknown key; did you mean country?"
    assert refusal(path, add="[trusts] policy = 1") == "[trusts]: unknown table; did you mean [trust]?"
    assert refusal(path, 'name = "x"\n' + LEAST) == "name: unknown key outside of any table"


def test_all_that_is_missing_or_unknown_is_said_at_once(path: Path) -> None:
    said = refusal(path, '[matrix]\nuser = "@carehuddle:example.org"\n')
    assert "[matrix] user: unknown key; did you mean user_id?" in said
    for key in ("[matrix] homeserver", "[people] coordinators", "[clinic] name", "[data] dir", "[vault] key_file"):
        assert f"{key}: missing" in said.splitlines()


@pytest.mark.parametrize(
    ("add", "said"),
    [
        ('[matrix] homeserver = "matrix.example.org"', "[matrix] homeserver: must look like"),
        ('[matrix] homeserver = "https://user:word@example.org"', "[matrix] homeserver: must look like"),
        ('[matrix] homeserver = "https://example.org/path"', "[matrix] homeserver: must look like"),
        ('[matrix] homeserver = "https://example.org:99999"', "[matrix] homeserver: must look like"),
        ('[matrix] homeserver = "http://matrix.example.org"', "[matrix] homeserver: must be https"),
        ('[matrix] homeserver = "ftp://127.0.0.1"', "[matrix] homeserver: must be https"),
        ('[matrix] user_id = "carehuddle"', "[matrix] user_id: must look like @name:server"),
        ('[matrix] device_name = " "', "[matrix] device_name: is empty"),
        ("[matrix] password_file = 5", "[matrix] password_file: Expected a path"),
        ('[matrix] password_file = ""', "[matrix] password_file: Expected a path"),
        ("[people] coordinators = []", "[people] coordinators: at least one is needed"),
        ('[people] coordinators = ["coordinator"]', "[people] coordinators: 'coordinator' must look like"),
        ('[people] coordinators = "@coordinator:example.org"', "[people] coordinators: Expected `array`"),
        ('[people] auditors = ["@carehuddle:example.org"]', "[people] auditors: the bot itself"),
        ("[people] on_call = [3]", "[people] on_call: Expected `str`"),
        ('[people] allowed_servers = ["https://example.org"]', "[people] allowed_servers: 'https://example.org' is no server name"),
        ('[clinic] name = ""', "[clinic] name: is empty"),
        ('[clinic] emergency_text = ""', "[clinic] emergency_text: is empty"),
        ('[clinic] timezone = "Europe/Atlantis"', "[clinic] timezone: 'Europe/Atlantis' is no IANA name"),
        ('[clinic] timezone = "/etc/localtime"', "[clinic] timezone:"),
        ('[clinic] timezone = "Europe"', "[clinic] timezone:"),
        ('[clinic] timezone = ""', "[clinic] timezone:"),
        ('[clinic] country = "Germany"', "[clinic] country: 'Germany' is no code"),
        ('[clinic] country = "ZZ"', "[clinic] country: the holidays of 'ZZ' are not known here"),
        ('[clinic] language = "English"', "[clinic] language:"),
        ('[clinic] closed = ["Christmas"]', "[clinic] closed: "),
        ('[clinic] working_hours = "8-18"', "[clinic] working_hours: must look like"),
        ('[clinic] working_hours = "18:00-08:00"', "[clinic] working_hours: must look like"),
        (
            '[consent] standard = { everything = ["team"] }',
            "[consent] standard: unknown word 'everything'; known are: coordinator, guest,",
        ),
        ('[consent] standard = { summary = ["everybody"] }', "[consent] standard: unknown word 'everybody'"),
        ('[store] url = "mysql://host/db"', "[store] url: must begin with"),
        ('[store] url = "sqlite:///"', "[store] url: names no file"),
        ('[store] url = "postgresql://host/db"', "[vault] keys_url: must be given with PostgreSQL"),
        ('[store] url = "postgresql://user:word@host/db"', "[store] url: must be a URL without a password"),
        ('[store] url = "postgresql://user@host/db?password=word"', "[store] url: must be a URL without a password"),
        ('[vault] keys_url = "postgresql://host/keys"', "[vault] keys_url: must look like"),
        ('[trust] policy = "always"', "[trust] policy: unknown word 'always'; known are: tofu, verified"),
        ('[http] listen = "8480"', "[http] listen: must look like"),
        ('[http] listen = "127.0.0.1:84800"', "[http] listen: must look like"),
        ('[data] dir = ""', "[data] dir: Expected a path"),
    ],
)
def test_what_cannot_be_is_refused_by_its_key(path: Path, add: str, said: str) -> None:
    assert refusal(path, add=add).startswith(said)


def test_a_password_in_a_url_is_not_repeated(path: Path) -> None:
    assert "canary" not in refusal(path, add='[store] url = "postgresql://user:canary@host/db"')


@pytest.mark.parametrize("records", ["", "sqlite:///data/carehuddle.db"])
def test_keys_and_records_in_one_file_are_refused_however_it_is_written(path: Path, records: str) -> None:
    text = LEAST + f'[store]\nurl = "{records}"\n'
    said = refusal(path, text, add='[vault] keys_url = "sqlite:///data/carehuddle.db"')
    assert said.startswith("[vault] keys_url: the keys must lie apart")


def test_what_is_set_is_what_is_read(path: Path) -> None:
    text = LEAST + '[store]\nurl = "postgresql://user@host/db?passfile=/etc/pgpass"\n[http]\nlisten = "[::1]:0"\n'
    config = loaded(path, text, add='[vault] keys_url = "sqlite:///keys/keys.db"')
    assert config.store.url == "postgresql+psycopg://user@host/db?passfile=/etc/pgpass"
    assert config.vault.keys_path == path.parent / "keys" / "keys.db"
    assert config.http.address == ("::1", 0)
    closed = loaded(path, add='[clinic] closed = [2026-12-24, "2026-12-31"]').clinic.closed
    assert closed == (date(2026, 12, 24), date(2026, 12, 31))
    assert loaded(path, add='[matrix] homeserver = "https://matrix.example.org/"').matrix.homeserver == "https://matrix.example.org"


@pytest.mark.parametrize("host", ["127.0.0.1:8008", "localhost:8008", "[::1]:8008"])
def test_http_on_loopback_is_a_warning_and_no_refusal(path: Path, host: str) -> None:
    warnings = loaded(path, add=f'[matrix] homeserver = "http://{host}"').warnings()
    assert any("homeserver" in warning for warning in warnings)


def test_a_small_clinic_is_warned_and_a_complete_one_is_not(path: Path) -> None:
    assert [warning.split(":")[0] for warning in loaded(path, add='[http] listen = "0.0.0.0:8480"').warnings()] == [
        "[people] coordinators",
        "[people] privacy_officers",
        "[http] listen",
        "[clinic] emergency_text",
    ]
    text = LEAST.replace(
        'coordinators = ["', 'privacy_officers = ["@officer:example.org"]\ncoordinators = ["@deputy:example.org", "'
    )
    assert loaded(path, text, add='[clinic] emergency_text = "Call the duty line."').warnings() == ()


def test_a_file_that_is_missing_or_no_toml_is_refused(path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(path)
    assert "is not TOML" in refusal(path, "[matrix")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="is not TOML"):
        load(path)
    assert refusal(path, 'matrix = "x"').startswith("matrix: must be a table")


def test_the_words_of_the_standard_consent_are_those_of_care() -> None:
    assert set(get_args(settings.Category)) == {category.value for category in consent.Category}
    assert set(get_args(settings.Recipient)) == {"team", *(role.value for role in people.Role)}


def test_a_secret_is_one_line_of_a_private_file(tmp_path: Path) -> None:
    path = tmp_path / "password"
    path.write_text("a word with spaces \n", "utf-8")
    path.chmod(0o600)
    assert read_secret(path) == "a word with spaces "


@pytest.mark.parametrize("content", [b"", b"\n", b"canary\ncanary\n", b"canary\xff"])
def test_a_secret_that_is_not_one_line_is_refused_and_not_quoted(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "password"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(ConfigError, match="one line") as refused:
        read_secret(path)
    assert "canary" not in str(refused.value)


def test_a_secret_open_to_others_or_missing_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "password"
    with pytest.raises(ConfigError, match="cannot be read"):
        read_secret(path)
    path.write_text("word\n", "utf-8")
    path.chmod(0o640)
    with pytest.raises(ConfigError, match="open to others"):
        read_secret(path)


def test_adverts_are_off_unless_a_draft_is_named_and_doctor_says_who_reads_them(path: Path) -> None:
    assert loaded(path).matrix.adverts == ()
    config = loaded(path, add='[matrix] adverts = ["msc4391", "msc4332"]')
    assert config.matrix.adverts == ("msc4391", "msc4332")
    assert [one.partition(":")[0] for one in config.warnings()].count("[matrix] adverts") == 1
    assert "[matrix] adverts" in refusal(path, add='[matrix] adverts = ["msc1"]')
