"""What is said about the owner's own intents, in English and French; a language without a table of its own gets English. Pure."""

from __future__ import annotations

from typing import Literal

from assistant.skills import Refusal

Sentence = Literal["done", "unreached", "late", "refused", "elsewhere", "no_program", "slow_program", "failed_program"]

MQTT = {"en": "the MQTT broker", "fr": "le serveur MQTT"}
HOME = {"en": "Home Assistant", "fr": "Home Assistant"}

_SHOWN = 300
"""Characters of what a service or a program answered."""

_SENTENCES: dict[str, dict[Sentence, str]] = {
    "en": {
        "done": "Done.",
        "unreached": "I could not reach {who}; please check that it is on, and its address.",
        "late": "{who} did not answer in time.",
        "refused": "{who} refused that, with code {code}.",
        "elsewhere": "{who} sent me to another server, and I did not go there; please mend its address.",
        "no_program": "The program {who} could not be started; please check that it is there.",
        "slow_program": "The program {who} took too long, so I stopped it.",
        "failed_program": "The program {who} failed with code {code}.",
    },
    "fr": {
        "done": "C'est fait.",
        "unreached": "Je n'ai pas pu joindre {who} ; vérifiez qu'il est allumé, et son adresse.",
        "late": "{who} n'a pas répondu à temps.",
        "refused": "{who} a refusé, avec le code {code}.",
        "elsewhere": "{who} m'a renvoyé vers un autre serveur, et je n'y suis pas allé ; corrigez son adresse.",
        "no_program": "Le programme {who} n'a pas pu démarrer ; vérifiez qu'il est bien là.",
        "slow_program": "Le programme {who} a pris trop de temps, alors je l'ai arrêté.",
        "failed_program": "Le programme {who} a échoué avec le code {code}.",
    },
}


def sentence(key: Sentence, language: str, who: str = "", code: int = 0) -> str:
    """With a capital. `who`: the service or program that it is about."""
    said = _SENTENCES.get(language, _SENTENCES["en"])[key].format(who=who, code=code)
    return said[:1].upper() + said[1:]


def refusal(key: Sentence, language: str, who: str, code: int = 0) -> Refusal:
    """To be raised."""
    return Refusal(sentence(key, language, who, code))


def brief(answer: str) -> str:
    """What a service or a program answered, for the ear: one line, the beginning of it, nothing that cannot be printed."""
    line = " ".join("".join(char if char.isprintable() else " " for char in answer[: 4 * _SHOWN]).split())
    return line[:_SHOWN].rstrip()
