"""Two hundred malformed and hostile files: each is refused with a reason, or gives settings that all make sense."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assistant.config import Config, dump
from assistant.config.languages import ISO_639_1
from assistant.errors import ConfigError
from tests.config.fakes import Local, Remote, loaded

SECTIONS: dict[str, Any] = Config().model_dump(mode="json")
KEYS = sorted({key for section in SECTIONS.values() if isinstance(section, dict) for key in section} | set(SECTIONS))

numbers = st.sampled_from(
    [
        0,
        -1,
        1,
        8,
        2**31,
        2**63,
        2**64,
        10**400,
        -(10**400),
        0.5,
        1e308,
        -0.0,
        5e-324,
        math.inf,
        -math.inf,
        math.nan,
        True,
    ]
)
words = st.sampled_from(["", " ", "none", "en", "8", "~", "../..", "${env:HOME}", "\u202e", "x" * 5000, "\x7f", "no"])
scalars = (
    st.none()
    | st.booleans()
    | numbers
    | st.integers()
    | st.floats()
    | words
    | st.text(max_size=20)
    | st.binary(max_size=9)
)
keys = st.sampled_from(KEYS) | words | st.text(max_size=9) | st.integers() | st.none()
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)


@st.composite
def almost_right(draw: st.DrawFn) -> dict[Any, Any]:
    """The defaults with a few values replaced, taken out or added."""
    data: dict[Any, Any] = {name: dict(v) if isinstance(v, dict) else v for name, v in SECTIONS.items()}
    for _ in range(draw(st.integers(1, 3))):
        section = data.get(draw(st.sampled_from(sorted(SECTIONS))))
        target = section if isinstance(section, dict) and draw(st.booleans()) else data
        target[draw(st.sampled_from(sorted(map(str, target)) or KEYS) | keys)] = draw(values)
    return data


def as_yaml(data: Any) -> bytes:
    return yaml.dump(data, allow_unicode=True, sort_keys=False).encode("utf-8", "surrogatepass")


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """Right text with a piece of something else inside it."""
    text = as_yaml(draw(almost_right()))
    at = draw(st.integers(0, len(text)))
    piece = st.binary(max_size=30) | st.text("[]{}:,-#&*!|>'\"%@`?\n\t ~=<", max_size=12).map(str.encode)
    return text[:at] + draw(piece) + text[at + draw(st.integers(0, 20)) :]


@st.composite
def bombs(draw: st.DrawFn) -> bytes:
    """Anchors that stand for up to 30 to the 40th values, or contain themselves."""
    width, height = draw(st.integers(2, 30)), draw(st.integers(2, 40))
    section = draw(st.sampled_from(sorted(SECTIONS)))
    brackets = draw(st.sampled_from(["[]", "{}"]))
    lines = ["x0: &x0 [a, a]"]
    for n in range(1, height):
        inner = [f"*x{n - 1}" if brackets == "[]" else f"k{i}: *x{n - 1}" for i in range(width)]
        lines.append(f"x{n}: &x{n} {brackets[0]}{', '.join(inner)}{brackets[1]}")
    return "\n".join([*lines, f"{section}: *x{height - 1}", "y: &y [*y]"]).encode()


deep = st.tuples(st.sampled_from([b"[", b"{a: ", b"- ", b"? ", b"a:\n "]), st.integers(20, 5000)).map(
    lambda p: p[0] * p[1]
)
files = (
    st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass"))
    | values.map(as_yaml)
    | almost_right().map(as_yaml)
    | almost_right().map(as_yaml)
    | broken()
    | bombs()
    | deep
)


def nonsense(config: Config) -> Iterator[str]:
    """What an accepted configuration must never hold, written down apart from the classes that should refuse it."""
    turn, audio, llm = config.turn, config.audio, config.llm
    ranges: dict[str, tuple[float, float, float]] = {
        "ring_s": (5, audio.ring_s, 600),
        "block_ms": (5, audio.block_ms, 100),
        "threshold": (1e-300, config.vad.threshold, 1 - 1e-16),
        "pre_roll_ms": (300, turn.pre_roll_ms, 2000),
        "start_ms": (10, turn.start_ms, 1000),
        "pause_ms": (20, turn.pause_ms, turn.end_ms - 1),
        "end_ms": (100, turn.end_ms, 10_000),
        "no_speech_s": (1, turn.no_speech_s, 120),
        "max_s": (2, turn.max_s, 300),
        "barge_in_ms": (20, turn.barge_in_ms or 20, 5000),
        "history_tokens": (50, llm.history_tokens, 100_000),
        "max_tokens": (8, llm.max_tokens, 4096),
        "max_sentences": (1, llm.max_sentences, 50),
        "first_clause_words": (1, config.tts.first_clause_words, 50),
    }
    yield from (name for name, (low, value, high) in ranges.items() if not low <= value <= high)
    yield from (name for name, (_, value, _) in ranges.items() if isinstance(value, bool))
    if not config.languages or not set(config.languages) <= ISO_639_1 & set(config.tts.voices):
        yield "languages"
    names = [config.stt.model, llm.model, *config.tts.voices.values(), str(audio.input), str(audio.output)]
    if not all(isinstance(name, str) and name.strip() and name == name.strip() for name in names):
        yield "names"
    for part in (config.vad, config.stt, config.llm, config.tts):
        if not isinstance(part.options, Local.Options | Remote.Options):
            yield "options"
    if config.log.level not in ("debug", "info", "warning", "error"):
        yield "level"


def outcome(folder: Path, file: bytes) -> str:
    """Loads a file, and fails unless it is either refused in order or gives settings without nonsense."""
    try:
        config = loaded(folder, file)
    except ConfigError as refusal:
        found = refusal.problems
    else:
        assert list(nonsense(config)) == []
        assert loaded(folder, dump(config)) == config
        return "accepted"
    assert found
    for problem in found:
        assert problem.startswith((f"{folder}/c.yaml:", "and "))
        assert "\n" not in problem
        assert len(problem) < 500
    return "refused"


@pytest.mark.parametrize(
    "file",
    [
        b"\x00" * 1000,
        b"\x7fELF" + bytes(range(256)) * 40,
        b"a: 1\n" * 40_000,
        b"turn: {end_ms: " + b"9" * 200_000 + b"}",
        b"vad: {threshold: 0." + b"0" * 400 + b"1}",
        b'stt: {model: "\\ud83d"}',
        "stt: {model: x}".encode("utf-16"),
        b"<<: {stt: 1}\n<<: [1]",
        b"stt: !!python/object/new:os.system ['true']",
        b"%YAML 9.9\n---\n%TAG ! tag:x,1:\n",
    ],
    ids=lambda file: repr(file[:12]),
)
def test_a_file_that_is_refused(tmp_path: Path, file: bytes) -> None:
    assert outcome(tmp_path, file) == "refused"


def test_two_hundred_hostile_files(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
    @given(files)
    def one(file: bytes) -> None:
        seen[outcome(tmp_path, file)] += 1

    one()
    assert seen.total() >= 200
    assert seen["accepted"] >= 10
    assert seen["refused"] >= 100
