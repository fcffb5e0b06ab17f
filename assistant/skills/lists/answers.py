"""What is said about lists, in English and French. Pure. A language without a table of its own gets English."""

from __future__ import annotations

from collections.abc import Sequence

SHOPPING, TODO = "shopping", "todo"

_TEXTS = {
    "en": {
        "added": "I've added {things} to {list}.",
        "there": "{things} is already on {list}.",
        "theres": "{things} are already on {list}.",
        "removed": "I've taken {things} off {list}.",
        "missing": "{things} is not on {list}.",
        "anywhere": "There's no {things} on any list.",
        "which": "Which one: {things}?",
        "which_list": "Which list: {things}?",
        "empty": "There's nothing on {list}.",
        "unknown": "There is no {name} list yet. Add something to it, and there will be.",
        "on": "On {list}: {things}.",
        "yes": "Yes, {things} is on {list}.",
        "no": "No, {things} is not on {list}.",
        "cleared": "I've cleared {list}: {count} things removed.",
        "cleared_one": "I've cleared {list}: one thing removed.",
        "restored": "{things}: back on {list}.",
        "restored_many": "{count} things are back on {list}.",
        "dropped": "I've taken {things} off {list} again.",
        "nothing": "There is nothing to put back.",
        "disk": "I couldn't write that down: the disk is full or failing.",
        "full": "The lists hold {count} things, and no more fits. Take something off first.",
        "long": "That is too long for a list. Say it in fewer words.",
        "what": "What shall I put on {list}?",
    },
    "fr": {
        "added": "C'est ajouté à {list} : {things}.",
        "there": "C'est déjà sur {list} : {things}.",
        "theres": "C'est déjà sur {list} : {things}.",
        "removed": "C'est enlevé de {list} : {things}.",
        "missing": "Je ne trouve pas sur {list} : {things}.",
        "anywhere": "Je ne trouve sur aucune liste : {things}.",
        "which": "Lequel voulez-vous dire : {things} ?",
        "which_list": "Quelle liste : {things} ?",
        "empty": "Il n'y a rien sur {list}.",
        "unknown": "Il n'y a pas encore de liste {name}. Ajoutez-y quelque chose pour la créer.",
        "on": "Sur {list} : {things}.",
        "yes": "Oui, c'est sur {list} : {things}.",
        "no": "Non, ce n'est pas sur {list} : {things}.",
        "cleared": "J'ai vidé {list} : {count} choses enlevées.",
        "cleared_one": "J'ai vidé {list} : une chose enlevée.",
        "restored": "C'est remis sur {list} : {things}.",
        "restored_many": "J'ai remis {count} choses sur {list}.",
        "dropped": "C'est enlevé à nouveau de {list} : {things}.",
        "nothing": "Il n'y a rien à remettre.",
        "disk": "Je n'ai pas pu le noter : le disque est plein ou défaillant.",
        "full": "Les listes comptent {count} choses, et il n'y a plus de place. Enlevez-en d'abord.",
        "long": "C'est trop long pour une liste. Dites-le en moins de mots.",
        "what": "Que dois-je mettre sur {list} ?",
    },
}
_LISTS = {
    "en": {SHOPPING: "the shopping list", TODO: "the to-do list", "": "the {name} list"},
    "fr": {SHOPPING: "la liste de courses", TODO: "la liste de tâches", "": "la liste {name}"},
}
_AND = {"en": " and ", "fr": " et "}
_OR = {"en": " or ", "fr": " ou "}
_MORE = {"en": "{things} and {count} more", "fr": "{things} et {count} de plus"}
_COLON = {"en": ":", "fr": " :"}


def tongue(language: str) -> str:
    """The language that is spoken to somebody who speaks `language`."""
    return language if language in _TEXTS else "en"


def say(language: str, key: str, **values: object) -> str:
    """A sentence, with a capital."""
    text = _TEXTS[tongue(language)][key].format(**values)
    return text[:1].upper() + text[1:]


def called(name: str, language: str) -> str:
    """A list, by its name."""
    names = _LISTS[tongue(language)]
    return names.get(name, names[""]).format(name=name)


def together(things: Sequence[str], language: str) -> str:
    """ "milk, eggs and bread"."""
    return _joined(things, _AND[tongue(language)])


def choice(things: Sequence[str], language: str) -> str:
    """ "oat milk or soy milk"."""
    return _joined(things, _OR[tongue(language)])


def recited(things: Sequence[str], most: int, language: str) -> str:
    """The first `most` of them, and how many more there are."""
    if len(things) <= most:
        return together(things, language)
    return _MORE[tongue(language)].format(things=", ".join(things[:most]), count=len(things) - most)


def written(name: str, things: Sequence[str], language: str) -> str:
    """A list to be read: its name, then one thing a line."""
    title = called(name, language)
    return "\n".join((f"{title[:1].upper()}{title[1:]}{_COLON[tongue(language)]}", *things))


def _joined(things: Sequence[str], word: str) -> str:
    return word.join((", ".join(things[:-1]), things[-1])) if len(things) > 1 else "".join(things)
