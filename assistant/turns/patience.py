"""Patience: how much silence to grant in a pause before the turn counts as over. Pure: evidence in, a length in samples out.

Silence alone cannot tell a breath from the end: people breathe for 300 to 900 ms and want an answer in 300. So what is known
about the utterance is weighed, as odds: how it sounds, whether its words could end there (where no language model can say
that, by last word and punctuation), and whether it is a question. What is not known weighs nothing. Likely ends are granted
the shortest wait, likely breaths the longest. From the breaths of this session it learns, within bounds, whether the speaker
takes more time.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.types import Samples, from_ms

_SOUND_WEIGHT, _SOUND_NEUTRAL = 0.33, 0.85
_ENDING_WEIGHT, _ENDING_NEUTRAL = 2.3, 0.34
_FINISHED, _UNFINISHED = 0.2, -1.8
"""Logistic regression on the pauses and ends of 66 recorded coffee orders and 50 synthesized questions and commands, with
Smart Turn v3.2, Whisper base and SmolLM2 135M, with and without turns before. Neutral is the value that speaks neither for
nor against the end."""
_QUESTION = 3.0
"""Set by hand: orders and requests go on after clauses that could end, questions hardly do, so they need less evidence. It
brought nearly all questions to the shortest wait; turns cut off in a pause of 300 to 900 ms rose from 3.7 to 4.8 %."""

_MATCHED = 0.995
"""A whole command is as good as surely complete."""

DANGLING: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "a an the my your our their his every to of for from at with without into between than and or but nor if when while "
        "because as is are was were am does did can could should would will may might shall i i'd i'll i'm set which whose "
        "um uh er".split()
    ),
    "fr": frozenset(
        "un une le les l' du de des d' mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces au aux "
        "à en dans par pour avec sans chez vers entre et ou mais ni si quand que qu' qui dont où comme parce puis est sont "
        "peux peut veux voudrais je j' euh".split()
    ),
}
"""Words that hardly ever end a sentence, by language."""

LEAD_IN: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "and so but or well okay ok hey hi hello now then colibri please tell me at in on to of for from by with".split()
    ),
    "fr": frozenset(
        "et alors mais ou bon ok hé bonjour salut dis moi colibri s il te vous plaît à au de d en par pour avec".split()
    ),
}
"""Words that may stand before the one that makes a question, by language."""

ASKING: Mapping[str, frozenset[str]] = {
    "en": frozenset("what who whom whose where when why which how is are was were do does did".split()),
    "fr": frozenset(
        "quel quelle quels quelles lequel laquelle qui que qu quoi où quand comment combien pourquoi est y".split()
    ),
}
"""First words of a question, by language. Requests in the form of one ("Can I have ...?") are none."""

TELLING: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"(can|could|will|would) you (please )?(tell|name|explain|describe|spell|count|define|translate)\b"
    ),
    "fr": re.compile(
        r"(peux tu|pouvez vous|pourrais tu|pourriez vous) (me |nous |m )?"
        r"(dire|citer|nommer|expliquer|décrire|épeler|compter|définir|traduire)\b"
    ),
}
"""Requests for words, by language: they end like questions do, while requests for deeds go on ("... with two sugars")."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known about an utterance in a pause; None is not known, or not yet."""

    sound: float | None = None
    """`TurnDetector.completeness` of the audio."""
    text: str | None = None
    """Transcript of all that was said."""
    ending: float | None = None
    """`LanguageModel.ending` of the conversation that the text, without its last punctuation mark, would be added to."""
    language: str = "en"
    """Language of the text, ISO 639-1."""
    matched: bool = False
    """Whether the text is exactly a command that nothing can follow, such as "stop"."""


@dataclass(frozen=True, slots=True)
class PatienceSettings:
    """Lengths in samples at 16 kHz, as silence in all, from the last sample of speech on."""

    plain: Samples = from_ms(700)
    """Granted when nothing is known."""
    shortest: Samples = from_ms(300)
    """Granted when the utterance is surely complete. No reply is ready sooner."""
    longest: Samples = from_ms(1100)
    """Granted when it is surely not."""
    complete: float = 0.94
    """Probability of completeness from which `shortest` is granted."""
    incomplete: float = 0.74
    """Probability up to which `longest` is granted; between the two, the wait is in between."""
    most: Samples = from_ms(400)
    """How much a slow speaker may lengthen both waits."""
    margin: Samples = from_ms(100)
    """What is granted beyond a breath as long as one that was heard."""


def completeness(evidence: Evidence) -> float | None:
    """Probability in (0, 1) that the utterance is complete. None when nothing is known."""
    if evidence.matched:
        return _MATCHED
    votes: list[float] = []
    if evidence.sound is not None:
        votes.append(_SOUND_WEIGHT * (_log_odds(evidence.sound) - _log_odds(_SOUND_NEUTRAL)))
    if evidence.ending is not None:
        votes.append(_ENDING_WEIGHT * math.log(max(evidence.ending, 1e-4) / _ENDING_NEUTRAL))
    elif evidence.text is not None:
        votes.append(_UNFINISHED if unfinished(evidence.text, evidence.language) else _FINISHED)
    if evidence.text is not None and asks(evidence.text, evidence.language):
        votes.append(_QUESTION)
    return 1 / (1 + math.exp(-sum(votes))) if votes else None


def unfinished(text: str, language: str) -> bool:
    """Whether a transcript breaks off: it has no words, its last word never ends a sentence, or the recogniser, which knows
    that too, put no final mark behind it."""
    said = text.rstrip()
    words = re.findall(r"[\w']+", said.lower().replace("\u2019", "'"))
    if not words or words[-1] in DANGLING.get(language, frozenset()):
        return True
    return said[-1] not in ".?!" or said.endswith("...")


def asks(text: str, language: str) -> bool:
    """Whether a transcript is a question by its first words and its mark."""
    if not text.rstrip().endswith("?"):
        return False
    words = re.findall(r"[^\W\d_]+", text.lower())
    lead_in = LEAD_IN.get(language, frozenset())
    words = list(itertools.dropwhile(lambda word: word in lead_in, words))
    if language in TELLING and TELLING[language].match(" ".join(words)):
        return True
    return bool(words) and words[0] in ASKING.get(language, frozenset())


class Patience:
    """The waits of one session. In a pause, call `hangover` once all the evidence that will come has come: the sound alone
    cannot tell a finished clause from a finished turn. Then call `resumed` or `ended`."""

    def __init__(self, settings: PatienceSettings) -> None:
        self._settings = settings
        self._doubt: float | None = None  # in the last pause: 0 surely complete, 1 surely not, None nothing known
        self._slow = [0.0, 0.0]  # samples learned for the shortest and for the longest wait

    @property
    def shortest(self) -> Samples:
        """The shortest wait, with what was learned of this speaker."""
        return self._wait(0.0)

    def hangover(self, evidence: Evidence) -> Samples:
        """Silence after which the turn is over, as far as is known by now."""
        settings = self._settings
        complete = completeness(evidence)
        if complete is None:
            self._doubt = None
            return settings.plain
        between = (settings.complete - complete) / max(settings.complete - settings.incomplete, 1e-6)
        self._doubt = min(1.0, max(0.0, between))
        return self._wait(self._doubt)

    def paused(self) -> None:
        """A pause begins: nothing is known of it yet."""
        self._doubt = None

    def resumed(self, silence: Samples) -> None:
        """The last pause was a breath of this length. Call it also when the turn had ended but the speaker went on before
        they were answered. A breath that nearly was, or was, cut off lengthens the wait that was granted by half of what
        was missing."""
        if self._doubt is None:
            return
        missing = max(0.0, silence + self._settings.margin - self._wait(self._doubt))
        for which, share in enumerate((1 - self._doubt, self._doubt)):
            self._slow[which] = min(self._settings.most, self._slow[which] + share * missing / 2)

    def ended(self) -> None:
        """A turn is over: a tenth of what was learned is forgotten."""
        self._slow = [slow * 0.9 for slow in self._slow]

    def _wait(self, doubt: float) -> Samples:
        shortest = self._settings.shortest + self._slow[0]
        longest = self._settings.longest + self._slow[1]
        return round(shortest + (longest - shortest) * doubt)


def _log_odds(probability: float) -> float:
    """Bounded, so that no single witness decides alone."""
    bounded = min(0.99, max(0.0001, probability))
    return math.log(bounded / (1 - bounded))
