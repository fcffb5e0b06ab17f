"""The error tree and the exit codes that other programs rely on."""

from __future__ import annotations

import pytest

from assistant import errors


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (errors.ColibriError("x"), 1),
        (errors.UsageError("x"), 2),
        (errors.ConfigError(["a", "b"]), 2),
        (errors.ModelMissing("x"), 3),
        (errors.DeviceMissing("x"), 3),
        (errors.HashMismatch("x"), 1),
        (errors.AudioError("x"), 1),
        (errors.Overrun(7), 1),
    ],
)
def test_exit_codes(error: errors.ColibriError, code: int) -> None:
    assert error.exit_code == code


def test_what_an_error_carries() -> None:
    assert errors.ConfigError(["a", "b"]).problems == ("a", "b")
    assert str(errors.ConfigError(["a", "b"])) == "a\nb"
    assert errors.Overrun(7).lost == 7


def test_every_error_is_in_the_drawing() -> None:
    drawn = errors.__doc__ or ""
    kinds = [name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, Exception)]
    assert [name for name in kinds if name not in drawn] == []
