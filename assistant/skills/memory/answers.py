"""What is said about what is remembered, in English and French. Pure. A language without a table of its own gets English."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.brain.facts import Fact
from assistant.brain.second_person import told, turned

_TEXTS = {
    "en": {
        "kept": "I'll remember: {fact}",
        "kept_so": "I'll remember that.",
        "known": "I know that already.",
        "what": "What shall I remember?",
        "long": "That is too long to remember. Say it in fewer words.",
        "much": "I remember {count} things for you, and no more fits. Have me forget some first.",
        "none": "You haven't told me anything to remember.",
        "nothing": "You haven't told me anything about that.",
        "nothing_about": "You haven't told me anything about {about}.",
        "forgot": "Forgotten: {fact}",
        "forgot_all": "I've forgotten all {count} things you told me.",
        "forgot_one": "I've forgotten the one thing you told me.",
        "which": "Which one shall I forget: {facts}?",
        "more": "And {count} more.",
        "disk": "I couldn't write that down: the disk is full or failing.",
    },
    "fr": {
        "kept": "C'est noté : {fact}",
        "kept_so": "C'est noté.",
        "known": "Je le savais déjà.",
        "what": "Que dois-je retenir ?",
        "long": "C'est trop long à retenir. Dites-le en moins de mots.",
        "much": "Je retiens {count} choses pour vous, et il n'y a plus de place. Faites-m'en d'abord oublier.",
        "none": "Vous ne m'avez rien demandé de retenir.",
        "nothing": "Vous ne m'avez rien dit à ce sujet.",
        "nothing_about": "Vous ne m'avez rien dit à ce sujet : {about}.",
        "forgot": "C'est oublié : {fact}",
        "forgot_all": "J'ai oublié les {count} choses que vous m'aviez dites.",
        "forgot_one": "J'ai oublié la seule chose que vous m'aviez dite.",
        "which": "Que dois-je oublier : {facts} ?",
        "more": "Et {count} de plus.",
        "disk": "Je n'ai pas pu le noter : le disque est plein ou défaillant.",
    },
}
_OR = {"en": ", or ", "fr": ", ou "}


def say(language: str, key: str, **values: object) -> str:
    """A sentence."""
    return _tables(language)[key].format(**values)


def kept(text: str, language: str) -> str:
    """That it will be remembered, and what, as far as that is certain."""
    if turned(text, language) is None:
        return say(language, "kept_so")
    return say(language, "kept", fact=_inside(told(text, language)))


def forgot(fact: Fact, language: str) -> str:
    """Which fact is gone."""
    return say(language, "forgot", fact=_inside(told(fact.text, fact.language)))


def which(facts: Sequence[Fact], language: str) -> str:
    """Asks which of them is meant."""
    said = [_inside(told(fact.text, fact.language)).rstrip(".") for fact in facts]
    joined = _OR.get(language, _OR["en"]).join((", ".join(said[:-1]), said[-1]))
    return say(language, "which", facts=joined)


def recited(facts: Sequence[Fact], most: int, language: str, *, aloud: bool) -> str:
    """Facts said back to the person: the newest `most` of them aloud, all of them in writing, one a line."""
    said = [told(fact.text, fact.language) for fact in facts]
    if not aloud:
        return "\n".join(said)
    more = len(said) - most
    return " ".join([*said[-most:], *([say(language, "more", count=more)] if more > 0 else [])])


def _tables(language: str) -> dict[str, str]:
    return _TEXTS.get(language, _TEXTS["en"])


def _inside(sentence: str) -> str:
    """A sentence within another one: without its capital, if that is a pronoun's or an article's."""
    first = sentence.split(maxsplit=1)[0]
    small = {"You", "Your", "You're", "You've", "You'll", "You'd", "The", "Vous", "Votre", "Vos", "Le", "La", "Les"}
    return sentence[:1].lower() + sentence[1:] if first in small else sentence
