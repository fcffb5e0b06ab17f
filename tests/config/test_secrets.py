from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import pytest
from pydantic import BaseModel, Field, SecretStr

from assistant.config.document import Loc
from assistant.config.secrets import Unresolved, replace, resolve
from tests.config.fakes import Remote, loaded, problems


class Account(BaseModel):
    name: str = ""
    token: SecretStr | None = None


class Everywhere(BaseModel):
    plain: SecretStr = SecretStr("")
    annotated: Annotated[SecretStr, Field(min_length=1)] = SecretStr("x")
    many: tuple[SecretStr, ...] = ()
    by_name: Mapping[str, SecretStr] = {}
    accounts: list[Account] = []
    account: Account | None = None
    text: str = ""


def test_finds_secrets_wherever_a_model_has_them() -> None:
    data = {
        "plain": "a",
        "annotated": "b",
        "many": ["c", "d"],
        "by_name": {"x": "e"},
        "accounts": [{"name": "n", "token": "f"}, "nonsense"],
        "account": {"token": 7, "other": "o"},
        "text": "t",
        "unknown": "u",
    }
    seen: dict[Loc, str] = {}

    def found(loc: Loc, text: str) -> str:
        seen[loc] = text
        return text.upper()

    assert replace(Everywhere, data, found) == {
        "plain": "A",
        "annotated": "B",
        "many": ["C", "D"],
        "by_name": {"x": "E"},
        "accounts": [{"name": "n", "token": "F"}, "nonsense"],
        "account": {"token": "7", "other": "o"},
        "text": "t",
        "unknown": "u",
    }
    assert seen[("accounts", 0, "token")] == "f"
    assert data["plain"] == "a"


def test_the_three_places_a_secret_can_be_in(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("s3cret\n")
    environ = {"TOKEN": "from-env", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    assert resolve("${env:TOKEN}", environ) == "from-env"
    assert resolve(f"${{file:{tmp_path}/token}}", environ) == "s3cret"
    assert resolve("${credential:token}", environ) == "s3cret"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hunter2", "must not stand in the configuration"),
        ("x${env:TOKEN}", "must not stand in the configuration"),
        ("${vault:TOKEN}", "must not stand in the configuration"),
        ("${env:NOT_SET}", "NOT_SET is not set"),
        ("${env:EMPTY}", "EMPTY is not set"),
        ("${file:token}", "must be absolute"),
        ("${file:/nowhere/token}", "cannot be read"),
        ("${file:/}", "cannot be read"),
        ("${file:BINARY}", "not text in UTF-8"),
        ("${env:CONTROL}", "not text"),
        ("${credential:../etc/passwd}", "without a path"),
        ("${credential:..}", "without a path"),
    ],
)
def test_a_secret_that_cannot_be_had(text: str, words: str, tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(b"\xff\xfe")
    environ = {"EMPTY": "", "CONTROL": "a\x1bb", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    with pytest.raises(Unresolved, match=words) as caught:
        resolve(text.replace("BINARY", str(tmp_path / "b")), environ)
    assert "hunter2" not in str(caught.value)


def test_a_credential_needs_systemd() -> None:
    with pytest.raises(Unresolved, match="LoadCredential=token"):
        resolve("${credential:token}", {})


REMOTE = "stt:\n  engine: remote\n  options:\n"


def test_a_configuration_gets_its_secrets(tmp_path: Path) -> None:
    text = f"{REMOTE}    token: ${{env:TOKEN}}\n    mirrors: {{a: '${{env:TOKEN}}'}}"
    config = loaded(tmp_path, text, environ={"TOKEN": "s3cret-s3cret"})
    assert isinstance(config.stt.options, Remote.Options)
    assert config.stt.options.token == SecretStr("s3cret-s3cret")
    assert config.stt.options.mirrors["a"].get_secret_value() == "s3cret-s3cret"
    assert "s3cret" not in repr(config)


def test_a_secret_in_the_configuration_is_refused_and_not_repeated(tmp_path: Path) -> None:
    how = "a secret must not stand in the configuration itself; write ${env:NAME}, ${file:PATH} or ${credential:NAME}"
    assert problems(tmp_path, f"{REMOTE}    token: hunter2") == [f"c.yaml:4: stt.options.token: {how}"]
    assert problems(tmp_path, f"{REMOTE}    token: 123456789") == [f"c.yaml:4: stt.options.token: {how}"]
    assert problems(tmp_path, f"{REMOTE}    mirrors: {{a: hunter2}}") == [f"c.yaml:4: stt.options.mirrors.a: {how}"]


def test_a_secret_that_is_refused_is_not_repeated(tmp_path: Path) -> None:
    found = problems(tmp_path, f"{REMOTE}    token: ${{env:TOKEN}}\n    timeout_s: 0", environ={"TOKEN": "it's-1"})
    assert found == [
        "c.yaml:4: stt.options.token: is too short; the least is 8",
        "c.yaml:5: stt.options.timeout_s: must be more than 0.0, not 0",
    ]
