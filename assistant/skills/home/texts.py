"""Sentences about the house, in English and French. Pure."""

from __future__ import annotations

_TEXTS = {
    "en": {
        "not_configured": "I am not connected to a home. Set skills.options.home.url and token in my configuration.",
        "not_reached": "I cannot reach Home Assistant. Please check that it is running.",
        "silent": "Home Assistant does not answer. It may be busy; please try again.",
        "refused": "Home Assistant refuses my access token. Set a new one in skills.options.home.token.",
        "declined": "Home Assistant could not do that for {what}. Its log says why.",
        "unavailable": "{what} {is} not available. Check the power and the connection.",
        "partly": "{done} But it did not work for {what}.",
        "nothing_called": "I know nothing called {name}.",
        "nothing_in": "I know no {name} in {area}.",
        "no_lights": "I know no lights{there}.",
        "no_heating": "I know no heating{there} that I can set.",
        "which": "Which one: {list}?",
        "cannot": "I cannot do that with {what}.",
        "not_a_switch": "{what} can only be locked and unlocked. Say lock or unlock.",
        "range": "{what} can be set from {low} to {high} degrees.",
        "no_target": "{what} has no temperature set; tell me how many degrees.",
        "not_measured": "I have no {quantity} sensor in {area}.",
        "temperature": "temperature",
        "humidity": "humidity",
        "scene": "Done.",
        "sent": "Done.",
        "or": "or",
        "and": "and",
        "all": "all the lights",
        "lights": "the lights",
        "lights_in": "the lights in {area}",
        "there": " in {area}",
        "device_in": "{what} in {area}",
        "more": "{count} more",
    },
    "fr": {
        "not_configured": "Je ne suis relié à aucune maison. Renseignez skills.options.home.url et token dans ma configuration.",
        "not_reached": "Je n'arrive pas à joindre Home Assistant. Vérifiez qu'il est en marche.",
        "silent": "Home Assistant ne répond pas. Il est peut-être occupé ; réessayez.",
        "refused": "Home Assistant refuse mon jeton d'accès. Mettez-en un nouveau dans skills.options.home.token.",
        "declined": "Home Assistant n'a pas pu faire cela pour {what}. Son journal dit pourquoi.",
        "unavailable": "{what} ne {is} pas. Vérifiez l'alimentation et la connexion.",
        "partly": "{done} Mais cela n'a pas marché pour {what}.",
        "nothing_called": "Je ne connais rien qui s'appelle {name}.",
        "nothing_in": "Je ne connais rien qui s'appelle {name} dans {area}.",
        "no_lights": "Je ne connais aucune lumière{there}.",
        "no_heating": "Je ne connais aucun chauffage à régler{there}.",
        "which": "Lequel : {list} ?",
        "cannot": "Je ne peux pas faire cela avec {what}.",
        "not_a_switch": "{what} : dites « verrouille » ou « déverrouille ».",
        "range": "{what} se règle de {low} à {high} degrés.",
        "no_target": "{what} n'a pas de consigne ; dites-moi combien de degrés.",
        "not_measured": "Je n'ai pas de capteur pour {quantity} dans {area}.",
        "temperature": "la température",
        "humidity": "l'humidité",
        "scene": "C'est fait.",
        "sent": "C'est fait.",
        "or": "ou",
        "and": "et",
        "all": "toutes les lumières",
        "lights": "les lumières",
        "lights_in": "les lumières dans {area}",
        "there": " dans {area}",
        "device_in": "{what} dans {area}",
        "more": "{count} autres",
    },
}


def say(language: str, which: str, **fields: object) -> str:
    """An answer by its name, beginning with a capital; English for a language that there is none for."""
    text = _TEXTS[tongue(language)][which].format(**fields)
    return text[:1].upper() + text[1:]


def tongue(language: str) -> str:
    """The language that is answered in."""
    return language if language in _TEXTS else "en"


def part(language: str, which: str, **fields: object) -> str:
    """A part of an answer."""
    return _TEXTS[tongue(language)][which].format(**fields)
