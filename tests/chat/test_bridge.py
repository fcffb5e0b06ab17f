"""The whole bridge as a process, with the starter models, against the stand-in."""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

import av
import pytest

from assistant.models.store import ModelStore
from tests.chat.process import colibri, configuration, free_port, running
from tests.chat.standin import Platform, play

pytestmark = pytest.mark.models


def test_a_stranger_is_refused_once_paired_and_then_served(tmp_path: Path) -> None:
    async def story(platform: Platform) -> None:
        port = free_port()
        config = configuration(platform, tmp_path, port)
        anna = platform.person("Anna")
        async with running(config, port) as bridge:
            platform.deliver_to(bridge.url)
            platform.whatsapp.write(anna, "What is twelve times twelve?")
            await platform.until(lambda: len(platform.accepted) == 1)
            assert "people of this house" in platform.accepted[0].text
            platform.whatsapp.write(anna, "Hello?")
            platform.whatsapp.write(anna, str(await colibri(config, "bridge", "pair")).zfill(6))
            await platform.until(lambda: len(platform.accepted) == 2)
            platform.whatsapp.write(anna, "What is twelve times twelve?")
            await platform.until(lambda: len(platform.accepted) == 3)
            assert "144" in platform.accepted[2].text
            await platform.settled()
            counts = await colibri(config, "bridge", "status", "--json")
            assert counts["outbox"] == {"sent": 3}
            for secret in platform.private():
                assert secret not in bridge.logged

    play(story, within_s=90)


def test_a_voice_note_is_answered_by_a_voice_note(tmp_path: Path) -> None:
    from assistant.audio.files import load as load_audio
    from assistant.audio.resample import resampled
    from assistant.chat.notes.sound import encode
    from assistant.config import load
    from assistant.engines import ENGINES
    from assistant.parts import build_stt, build_voices

    defaults = load(None, engines=ENGINES, overrides=[], environ={})
    voice = build_voices(defaults, ModelStore())["en"]
    sound = [*resampled(voice.synthesize("What is seven times six?"), voice.sample_rate, 16000)]
    note, _ = encode(sound, 16000, "ogg", 512 * 1024)

    async def story(platform: Platform) -> None:
        port = free_port()
        anna = platform.person("Anna")
        config = configuration(platform, tmp_path, port, owners=[f"whatsapp:{anna.user_id or anna.phone}"])
        async with running(config, port) as bridge:
            platform.deliver_to(bridge.url)
            platform.whatsapp.say(anna, note)
            await platform.until(lambda: bool(platform.accepted), 30)
            (answer,) = platform.accepted
            assert not answer.text
            with av.open(io.BytesIO(answer.voice)) as file:
                codec = file.streams.audio[0].codec_context
                assert (file.format.name, codec.name, codec.channels) == ("ogg", "opus", 1)
            (tmp_path / "answer.ogg").write_bytes(answer.voice)
            spoken = build_stt(defaults, ModelStore()).transcribe(load_audio(tmp_path / "answer.ogg")).text.lower()
            assert any(words in spoken for words in ("42", "forty-two", "forty two"))
            await asyncio.sleep(0.2)
            assert bridge.logged.count("error") == 0

    play(story, within_s=90)


def test_a_timer_that_was_set_from_the_phone_rings_there(tmp_path: Path) -> None:
    async def story(platform: Platform) -> None:
        port, anna = free_port(), platform.person("Anna")
        config = configuration(platform, tmp_path, port, owners=[f"whatsapp:{anna.user_id}"])
        async with running(config, port) as bridge:
            platform.deliver_to(bridge.url)
            platform.whatsapp.write(anna, "Set a timer for two seconds.")
            await platform.until(lambda: len(platform.accepted) == 2, 30)
        assert "timer set" in platform.accepted[0].text.lower()
        assert "2 seconds is done" in platform.accepted[1].text.lower()

    play(story, within_s=90)
