"""What of the weather somebody asks for. A template says that it is the weather, and the words say the rest. Pure."""

from __future__ import annotations

import re
from enum import Enum


class Aspect(Enum):
    """What the answer is about."""

    ALL = "the weather"
    RAIN = "whether something falls"
    DRY = "whether nothing falls"
    SNOW = "whether it snows"
    SUN = "whether it is fine"
    WIND = "how the wind is"
    TEMPERATURE = "how warm it is"


_WORDS = {
    "en": (
        (Aspect.SNOW, r"snow\w*"),
        (Aspect.DRY, r"dry|washing|laundry|clothes|picnic|barbecue|clear up"),
        (Aspect.RAIN, r"rain\w*|umbrella|brolly|wet|showers?|drizzl\w*|pour\w*|storm\w*|thunder\w*|hail\w*"),
        (Aspect.SUN, r"sun|sunny|sunshine|sunglasses|sunscreen|sun (?:cream|hat)|nice|fine|beach|good weather|clear"),
        (Aspect.WIND, r"wind\w*"),
        (
            Aspect.TEMPERATURE,
            r"cold|colder|warm|warmer|hot|chilly|cool|mild|freez\w*|frost\w*|icy|degrees|temperatures?|highs?|lows?|"
            r"coat|jacket|jumper|sweater|scarf|gloves|hat",
        ),
    ),
    "fr": (
        (Aspect.SNOW, r"neig\w*"),
        (Aspect.DRY, r"sec|linge|lessive|pique[- ]nique|barbecue"),
        (
            Aspect.RAIN,
            r"pleu\w*|pluie|pluvieux|averses?|parapluie|imperméable|k-?way|bruine|mouillé|orag\w*|grêl\w*|grésil\w*",
        ),
        (Aspect.SUN, r"beau|belle|soleil|ensoleillé\w*|lunettes|crème solaire|chapeau"),
        (Aspect.WIND, r"vent|venteux|souffle\w*"),
        (
            Aspect.TEMPERATURE,
            r"froid|chaud|frais|doux|gel\w*|givr\w*|verglas|degrés?|températures?|fait-il combien|fait combien|"
            r"manteau|veste|pull|écharpe|gants|bonnet|blouson|maximales?|minimales?",
        ),
    ),
}
_ASPECTS = {
    language: [(aspect, re.compile(rf"\b(?:{pattern})\b")) for aspect, pattern in rows]
    for language, rows in _WORDS.items()
}
_NOW = re.compile(r"\bis it (?:\w+ )?(?:raining|snowing|pouring|drizzling|hailing|dry|sunny)\b|\b(?:pleut|neige)\b")


def aspect(text: str, language: str) -> Aspect:
    """The first thing that the words name."""
    said = text.casefold().replace("’", "'")
    return next((found for found, pattern in _ASPECTS.get(language, ()) if pattern.search(said)), Aspect.ALL)


def asks_for_now(text: str) -> bool:
    """Whether it is about this moment, and not the day: "is it raining?"."""
    return _NOW.search(text.casefold()) is not None
