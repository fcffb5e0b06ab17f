from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from assistant.registry import Options
from assistant.skills import Call, Refusal, World
from assistant.skills.device import Device
from assistant.skills.device.gauges import Battery, Gauges, Network
from assistant.skills.device.spoken import model_name
from assistant.tts.normalize import normalize

GB = 10**9
WELL = Gauges(
    model="Raspberry Pi 5",
    cores=4,
    temperature_c=54.6,
    battery=None,
    disk_free=12 * GB,
    disk_total=64 * GB,
    memory_own=640 * 2**20,
    memory_free=2 * 2**30,
    memory_total=8 * 2**30,
    load=0.35,
    up_s=3 * 86_400,
    running_s=7200,
    network=Network("192.168.1.5", wifi=True, name="Home", signal_dbm=-58, leads_out=True),
)


def ask(what: str | None, language: str = "en", gauges: Gauges = WELL, *, aloud: bool = True, llm: str = "") -> str:
    world = World(Path("/there"), lambda: datetime.now().astimezone(), facts={"llm": llm} if llm else {})
    looked: list[Path] = []

    def look(folder: Path) -> Gauges:
        looked.append(folder)
        return gauges

    call = Call("DeviceState", language, "", {"what": what} if what else {}, aloud=aloud)
    answer = asyncio.run(Device(world, Options(), look).handle(call))
    assert looked == [Path("/there")]
    return answer


@pytest.mark.parametrize(
    ("what", "english", "french"),
    [
        ("battery", "I have no battery, I'm plugged in.", "Je n'ai pas de batterie, je suis branché."),
        (
            "temperature",
            "My processor is at 55 degrees, which is fine.",
            "Mon processeur est à 55 degrés, tout va bien.",
        ),
        ("disk", "12 gigabytes of 64 gigabytes are free.", "Il reste 12 gigaoctets libres sur 64 gigaoctets."),
        (
            "memory",
            "I'm using 640 megabytes of memory; 2 gigabytes of 8 gigabytes are free.",
            "J'utilise 640 mégaoctets de mémoire ; 2 gigaoctets sur 8 gigaoctets sont libres.",
        ),
        (
            "network",
            "I'm connected to the Wi-Fi Home with a strong signal; my address is 192.168.1.5.",
            "Je suis connecté au Wi-Fi Home avec un signal fort ; mon adresse est 192.168.1.5.",
        ),
        (
            "uptime",
            "I've been running for 2 hours, and the board for 3 days.",
            "Je tourne depuis 2 heures, et la carte depuis 3 jours.",
        ),
        ("load", "My processor is about 35 percent busy.", "Mon processeur est occupé à environ 35 %."),
        (
            "board",
            "I run on Raspberry Pi 5, with 4 cores and 8 gigabytes of memory.",
            "Je tourne sur Raspberry Pi 5, avec 4 cœurs et 8 gigaoctets de mémoire.",
        ),
        (None, "All is well with me.", "Tout va bien de mon côté."),
    ],
)
def test_each_is_told_in_a_sentence_that_can_be_spoken(what: str | None, english: str, french: str) -> None:
    for language, expected in (("en", english), ("fr", french)):
        assert ask(what, language) == expected
        assert not any(character.isdigit() for character in normalize(expected, language))


def test_batteries() -> None:
    def of(percent: int, plugged: bool) -> str:
        return ask("battery", gauges=replace(WELL, battery=Battery(percent, plugged)))

    assert of(80, True) == "My battery is at 80 percent, and I'm plugged in."
    assert of(80, False) == "My battery is at 80 percent, and I'm not plugged in."
    assert of(15, False) == "My battery is at 15 percent; please plug me in."


def test_networks() -> None:
    def of(network: Network) -> str:
        return ask("network", gauges=replace(WELL, network=network))

    assert of(Network()) == "No, I'm not connected to any network."
    assert of(Network("10.0.0.2", leads_out=True)) == "I'm connected by cable; my address is 10.0.0.2."
    lost = of(Network("10.0.0.2", wifi=True, signal_dbm=-80))
    assert lost == ("I'm connected to the Wi-Fi with a weak signal, but not to the internet; my address is 10.0.0.2.")
    assert "a good signal" in of(Network("10.0.0.2", wifi=True, signal_dbm=-65, leads_out=True))


def test_what_is_wrong_is_said_first() -> None:
    hot = replace(WELL, temperature_c=84.0)
    assert "too hot" in ask("temperature", gauges=hot)
    assert ask(None, gauges=hot) == ask("temperature", gauges=hot)
    full = replace(WELL, disk_free=GB)
    assert ask("disk", gauges=full) == "1 gigabyte of 64 gigabytes are free; that is not much."
    assert ask(None, gauges=full) == ask("disk", gauges=full)
    assert "100 percent busy" in ask(None, gauges=replace(WELL, load=3.0))
    assert "15 percent" in ask(None, gauges=replace(WELL, battery=Battery(15, False)))


def test_a_board_without_a_thermometer_says_so() -> None:
    for language, word in (("en", "thermometer"), ("fr", "thermomètre")):
        with pytest.raises(Refusal, match=word):
            ask("temperature", language, replace(WELL, temperature_c=None))


def test_the_model_is_named_for_the_ear_or_as_it_is_written() -> None:
    name = "smollm2-135m-instruct"
    assert "smollm2 with 135 million parameters" in ask("model", llm=name)
    assert name in ask("model", llm=name, aloud=False)
    assert "don't know its name" in ask("model")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("llama-3.2-1b-instruct", "llama 3.2 with 1 billion parameters"),
        ("/models/SmolLM2-135M-Instruct.Q4_1.gguf", "SmolLM2 with 135 million parameters"),
        ("hub:a/b@main/qwen2.5-1.5b-instruct-q4_k_m.gguf", "qwen2.5 with 1.5 billion parameters"),
        ("mine.gguf", "mine"),
        ("instruct", "instruct"),
    ],
)
def test_names_of_models(name: str, said: str) -> None:
    assert model_name(name, "en") == said


def test_names_of_models_in_french() -> None:
    assert model_name("llama-2-7b-chat", "fr") == "llama 2, avec 7 milliards de paramètres"
    assert model_name("llama-3.2-1b", "fr") == "llama 3.2, avec 1 milliard de paramètres"
