"""What sections are made of."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SerializeAsAny, StringConstraints
from pydantic_core import PydanticCustomError

from assistant.config.languages import ISO_639_1
from assistant.registry import Options

NO_ENGINE = "none"
"""The engine of a part that is switched off."""


def _known_language(code: str) -> str:
    if code not in ISO_639_1:
        raise PydanticCustomError("language", "must be a two-letter language code of ISO 639-1, such as en or fr")
    return code


def unique(codes: tuple[str, ...]) -> tuple[str, ...]:
    """Refuses a language that is named twice."""
    if len(set(codes)) < len(codes):
        raise PydanticCustomError("unique", "must name each language once")
    return codes


Language = Annotated[str, AfterValidator(_known_language)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=1000)]
Device = Annotated[int, Field(ge=0, le=999)] | Name


class Section(BaseModel):
    """Frozen; unknown keys, NaN and infinity are refused; the docstrings under the fields are their descriptions."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, use_attribute_docstrings=True, validate_default=True
    )


class EngineSection(Section):
    """A part that an exchangeable engine does."""

    optional: ClassVar[bool] = False
    """Whether the engine may be `none`."""

    engine: Name
    """Name of the engine."""
    options: SerializeAsAny[Options] = Options()
    """The engine's own settings."""
