from __future__ import annotations

from pathlib import Path

import pytest

from tests.config.fakes import loaded, problems


def test_later_layers_win(tmp_path: Path) -> None:
    text = "stt: {model: from-file}\nllm: {model: from-file}\nturn: {end_ms: 900}"
    environ = {"COLIBRI_STT__MODEL": "from-env", "COLIBRI_LLM__MODEL": "from-env"}
    config = loaded(tmp_path, text, "llm.model=from-command-line", environ=environ)
    assert (config.turn.end_ms, config.stt.model, config.llm.model) == (900, "from-env", "from-command-line")
    assert config.turn.pause_ms == 32


def test_values_are_read_as_yaml(tmp_path: Path) -> None:
    environ = {
        "COLIBRI_LANGUAGES": "[fr, no]",
        "COLIBRI_TTS__VOICES": "{fr: a, no: b}",
        "COLIBRI_VAD__THRESHOLD": "0.25",
    }
    config = loaded(tmp_path, "", "llm.system_prompt=Be brief: # always", "stt.model='12'", environ=environ)
    assert config.languages == ("fr", "no")
    assert dict(config.tts.voices) == {"fr": "a", "no": "b"}
    assert config.vad.threshold == 0.25
    assert config.llm.system_prompt == "Be brief: # always"
    assert config.stt.model == "12"


def test_a_file_replaces_the_voices_and_an_override_adds_one(tmp_path: Path) -> None:
    assert dict(loaded(tmp_path, "languages: [fr]\ntts: {voices: {fr: a}}").tts.voices) == {"fr": "a"}
    assert dict(loaded(tmp_path, "", "tts.voices.fr=a").tts.voices) == {"en": "en_US-joe-medium", "fr": "a"}


def test_a_section_whose_lines_are_all_commented_out_keeps_its_defaults(tmp_path: Path) -> None:
    assert loaded(tmp_path, "stt:\n  # model: x\nskills:\nvad:\n  options:\n") == loaded(tmp_path, "")


def test_variables_of_others_are_left_alone(tmp_path: Path) -> None:
    loaded(tmp_path, "", environ={"COLIBRI_MODELS": "/models", "COLIBRI_CONFIG": "/nowhere", "HOME": "/"})


def test_a_problem_names_its_layer(tmp_path: Path) -> None:
    environ = {"COLIBRI_STTT__MODEL": "x", "COLIBRI_TURN__END_MS": "soon", "COLIBRI_LLM__MAX_TOKENS": "[1"}
    found = problems(
        tmp_path, "log:\n  level: loud", "tts.first_clause_words=0", "vad", "stt.model.x=1", environ=environ
    )
    assert sorted(found) == [
        "--set stt.model.x: stt.model has no fields below it",
        "--set tts.first_clause_words: must be at least 1, not 0",
        "--set vad: has no value; write --set section.field=value",
        "c.yaml:2: log.level: must be 'debug', 'info', 'warning' or 'error', not 'loud'",
        "environment COLIBRI_LLM__MAX_TOKENS: is not valid YAML: while parsing a flow sequence, "
        "expected ',' or ']', but got '<stream end>'",
        "environment COLIBRI_STTT__MODEL: sttt: there is no such setting (did you mean stt?)",
        "environment COLIBRI_TURN__END_MS: must be a whole number, not 'soon'",
    ]


def test_contradictions_are_shown_where_somebody_wrote_them(tmp_path: Path) -> None:
    pause = "pause_ms (800) must be shorter than end_ms (700)"
    assert problems(tmp_path, "turn:\n  pause_ms: 800") == [f"c.yaml:2: turn.pause_ms: {pause}"]
    assert problems(tmp_path, "", "turn.pause_ms=800") == [f"--set turn.pause_ms: {pause}"]
    (found,) = problems(tmp_path, "log: {}\nlanguages: [en, fr]")
    assert found.startswith("c.yaml:2: languages: no voice for fr; add tts.voices.fr")
    (found,) = problems(tmp_path, "languages: [en, fr]\ntts:\n  voices: {en: x}")
    assert found.startswith("c.yaml:3: tts.voices: no voice for fr")


@pytest.mark.parametrize("key", ["a." * 5000 + "b", "a\0b", "", ".", "stt..model", "languages.0", "tts.voices.en.x"])
def test_strange_keys_are_refused(key: str, tmp_path: Path) -> None:
    (found,) = problems(tmp_path, "", f"{key}=1")
    assert found.startswith("--set ")
    assert found.isprintable()


def test_another_engine_does_not_inherit_the_options_of_the_one_it_replaces(tmp_path: Path) -> None:
    text = "turn: {engine: smart-turn, options: {threads: 2}}"
    assert loaded(tmp_path, text, "turn.engine=none").turn.engine == "none"
    kept = loaded(tmp_path, text, "turn.engine=smart-turn").turn.options
    assert kept.model_dump()["threads"] == 2
    assert loaded(tmp_path, text, "stt.engine=remote", "stt.options.timeout_s=9.5").stt.engine == "remote"
