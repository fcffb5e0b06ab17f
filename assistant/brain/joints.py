"""How well two neighbouring words may be torn apart: which joints of a sentence a speaker could pause at."""

from __future__ import annotations

from assistant.brain.sentences import CLOSERS, OPENERS

NEVER = 9

_OPENING = {
    "en": frozenset("and but or because which who whose although while whereas since unless until so then".split()),
    "fr": frozenset("et mais ou parce car donc qui lorsque quand puis tandis afin pendant alors".split()),
}
"""Words that open a clause: the best place for a cut is before them."""

_BINDING = {
    "en": frozenset(
        "a an the this that these those my your his her its our their some any no every each all both another such "
        "of in on at to from by for with without into onto over under between about as than like via per "
        "is are was were be been being am has have had do does did can could will would shall should may might must "
        "not never very too more most less least quite rather and or but because if when while which who whose so "
        "i you he she it we they there i'm you're he's she's it's we're they're don't doesn't isn't can't won't "
        "mr mrs ms dr prof st mount lake new san what how where why one two three four five six seven eight nine ten".split()
    ),
    "fr": frozenset(
        "un une le la les des du de au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs "
        "chaque quelques plusieurs tout toute tous toutes à en dans sur sous par pour avec sans chez vers entre depuis "
        "est sont était étaient sera seront a ont avait être avoir été peut peuvent doit doivent va vont fait font "
        "ne pas plus moins très trop si aussi assez et ou mais car que qui dont où quand comme parce lorsque "
        "je tu il elle on nous vous ils elles me te se lui y m mme mlle dr st ste monsieur madame c'est il-y "
        "deux trois quatre cinq six sept huit neuf dix".split()
    ),
}
"""Words that lean on the next one: never left at a clause's end."""

_LEANING_BACK = {
    "en": frozenset("of to's than percent am pm o'clock degrees".split()),
    "fr": frozenset("de du des d' pas plus % pour-cent heures degrés".split()),
}
"""Words that belong to the one before them."""

_FRESH = {
    "en": frozenset("in on at for from with by is are was were has have can will as to that when where if".split()),
    "fr": frozenset("dans sur à au aux en par pour avec est sont était a ont peut que où si comme".split()),
}
"""Words that begin a phrase: a tolerable place for a cut."""


def opens_clause(word: str, language: str) -> bool:
    """Whether `word` is a conjunction or relative that opens a clause."""
    return _bare(word) in _OPENING.get(language, ())


def joint_cost(before: str, after: str, language: str, *, partial: bool = False) -> int:
    """How bad a cut between two words is: 0 good, 1 to 3 tolerable, `NEVER` wrong.

    With `partial`, only the first character of `after` is known.
    """
    left, right = _bare(before), _bare(after)
    if before.endswith((",", ";", ":", "—", "–")) and not (left[-1:].isdigit() and right[:1].isdigit()):
        return 0
    if left in _BINDING.get(language, ()) or before.endswith(".") or before.endswith(("'", "’")):
        return NEVER
    if not partial and right in _OPENING.get(language, ()):
        return 0
    if left[-1:].isdigit() or (before.strip(OPENERS)[:1].isupper() and after.strip(OPENERS)[:1].isupper()):
        return NEVER
    if partial:
        return NEVER if after.isdigit() else 3
    if right in _LEANING_BACK.get(language, ()) or not right:
        return 4
    return 1 if right in _FRESH.get(language, ()) else 3


def _bare(word: str) -> str:
    return word.strip(OPENERS + CLOSERS + ".,;:!?…—–- ").lower().replace("’", "'")
