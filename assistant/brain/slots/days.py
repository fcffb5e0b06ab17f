"""Days: "tomorrow", "next Friday", "tous les jours", "en semaine"."""

from __future__ import annotations

_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
_NAMES = {"en": _WEEK, "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche".split()}
_PARTS = {
    "en": ("morning", "afternoon", "evening", "night", "lunchtime"),
    "fr": ("matin", "apres midi", "soir", "midi"),
}
_BEFORE = {
    "en": ("on", "this", "next", "coming", "this coming", "the", "on the", "for", "every", "on every", "each"),
    "fr": ("ce", "le", "les", "tous les", "chaque", "de", "du", "pour", "pour le", "des"),
}
_BEHIND = {"en": ("next", "this week", "coming"), "fr": ("prochain", "prochains", "qui vient")}
_SAID = {
    "en": {
        "today": ("today", "tonight", "this morning", "this afternoon", "this evening", "later today"),
        "tomorrow": ("tomorrow", *(f"tomorrow {part}" for part in _PARTS["en"])),
        "weekdays": (
            "weekdays", "on weekdays", "every weekday", "weekday", "during the week", "in the week", "workdays",
            "on workdays", "working days", "on working days", "monday to friday", "from monday to friday",
            "monday through friday", "weekday mornings", "on weekday mornings", "school days", "on school days",
        ),
        "weekend": (
            "weekend", "weekends", "the weekend", "this weekend", "at the weekend", "on the weekend", "on weekends",
            "next weekend", "every weekend", "at weekends", "over the weekend", "saturday and sunday",
            "on saturday and sunday", "saturdays and sundays", "on saturdays and sundays",
        ),
        "every_day": (
            "every day", "everyday", "daily", "each day", "every single day", "every morning", "every afternoon",
            "every evening", "every night", "each morning", "each evening", "all week", "seven days a week",
        ),
    },
    "fr": {
        "today": (
            "aujourd' hui", "ce soir", "ce matin", "cet apres midi", "cette apres midi", "cette nuit", "ce midi",
            "tout a l' heure aujourd' hui",
        ),
        "tomorrow": ("demain", "pour demain", *(f"demain {part}" for part in _PARTS["fr"]), "des demain"),
        "weekdays": (
            "en semaine", "la semaine", "les jours de semaine", "jours de semaine", "tous les jours de semaine",
            "du lundi au vendredi", "de lundi a vendredi", "chaque jour de semaine", "pendant la semaine",
            "les jours ouvres", "tous les jours de la semaine", "les jours d' ecole",
        ),
        "weekend": (
            "week end", "weekend", "le week end", "le weekend", "ce week end", "ce weekend", "les week ends",
            "les weekends", "tous les week ends", "tous les weekends", "chaque week end", "le samedi et le dimanche",
            "samedi et dimanche", "pour le week end", "le week end prochain",
        ),
        "every_day": (
            "tous les jours", "chaque jour", "chaque matin", "chaque soir", "tous les matins", "tous les soirs",
            "quotidiennement", "toute la semaine", "tous les midis", "chaque midi", "tous les apres midi",
        ),
    },
}  # fmt: skip


def _table(language: str) -> dict[str, str]:
    table = {said: day for day, all_said in _SAID[language].items() for said in all_said}
    for name, day in zip(_NAMES[language], _WEEK, strict=True):
        for single in (name, f"{name}s"):
            table[single] = day
            table |= {f"{before} {single}": day for before in _BEFORE[language]}
    named = [(said, day) for said, day in table.items() if day in _WEEK]
    table |= {f"{said} {part}": day for said, day in named for part in _PARTS[language]}
    table |= {f"{said} {behind}": day for said, day in named for behind in _BEHIND[language]}
    return table


_DAYS = {language: _table(language) for language in _SAID}


def day(words: list[str], language: str) -> str | None:
    """ "today", "tomorrow", "monday" to "sunday", "weekdays", "weekend" or "every_day"."""
    return _DAYS[language].get(" ".join(words))


def openers(language: str) -> frozenset[str]:
    """The words that a day can begin with."""
    return frozenset(said.partition(" ")[0] for said in _DAYS[language])
