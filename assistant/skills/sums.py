"""Skill: sums. The slot {expression} is any text that is a sum and nothing else; `parse_expression` is its reading: the words
become signs, a language at a time, and `arithmetic` works out the signs.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assistant.brain import slots
from assistant.registry import Options
from assistant.skills import Call, Parameter, Refusal, Tool, World
from assistant.skills.arithmetic import NotASum, Undefined, work_out
from assistant.skills.figures import spoken

_LONGEST = 200
"""Characters of a sum."""

_REFUSALS = {
    "en": (
        "That has no result, as when one divides by zero.",
        "That number is too large for me.",
        "I don't understand that sum.",
    ),
    "fr": (
        "Cela n'a pas de résultat, comme une division par zéro.",
        "Ce nombre est trop grand pour moi.",
        "Je ne comprends pas ce calcul.",
    ),
}
_TOOLS = (
    Tool(
        "Calculate",
        "Works out a sum exactly.",
        (Parameter("expression", "string"),),
        ("12 people share 340 euros", {"expression": "340 / 12"}),
    ),
)


class Sums:
    """Calculate, whose slot `result` is the number that `parse_expression` found, or `expression` the text that it is to read."""

    intents = frozenset({"Calculate"})
    acts: frozenset[str] = frozenset()
    tools = _TOOLS

    def __init__(self, world: World, options: Options) -> None:
        pass

    def close(self) -> None:
        """Nothing to close."""

    async def handle(self, call: Call) -> str:
        undefined, too_large, no_sum = _REFUSALS[call.language]
        found = call.slots.get("result")
        if found is None and (found := _read(str(call.slots["expression"]), call.language)) is None:
            raise Refusal(no_sum)
        result = float(found)
        if math.isnan(result):
            raise Refusal(undefined)
        if math.isinf(result):
            raise Refusal(too_large)
        text, _ = spoken(result, call.language, least=2)
        return f"Cela fait {text}." if call.language == "fr" else f"That's {text}."


def _read(expression: str, language: str) -> int | float | None:
    """A language model writes sums in its own words, which may be English in any conversation."""
    result = parse_expression(expression, language)
    return parse_expression(expression, "en") if result is None else result


def parse_expression(text: str, language: str) -> int | float | None:
    """The result of the sum that `text` is, in "en" or "fr": "seventeen times 6", "la racine carrée de 81".

    None where `text` is not a sum: a number alone is none. NaN where the sum has no result (division by zero, root of a
    negative number), infinity where it is beyond 10^100.
    """
    words, text = _WORDS.get(language), _folded(text)
    if words is None or len(text) > _LONGEST or not _may_begin(text, words, language):
        return None
    for signs in _in_signs(text, words):
        try:
            result = work_out(signs, lambda words: _number(words, language))
        except NotASum:
            continue
        except (ZeroDivisionError, Undefined):
            return math.nan
        except OverflowError:
            return math.inf
        return result.numerator if result.denominator == 1 else float(result)
    return None


@dataclass(frozen=True, slots=True)
class _Words:
    """How a language says sums; patterns over lower-case text without accents, tried in their order."""

    opening: re.Pattern[str]
    """What a sum may begin with beside a number: most text is told apart by its first word, for this is asked often."""
    noise: re.Pattern[str]
    """What may stand beside the numbers and counts for nothing."""
    orders: tuple[tuple[re.Pattern[str], str], ...]
    """Whole sentences, "divide … by …". Each that fits is tried, because "and" also stands within numbers."""
    signs: tuple[tuple[re.Pattern[str], str], ...]


def _patterns(*pairs: tuple[str, str]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), sign) for pattern, sign in pairs)


_WRITTEN = (
    (r"(?<=\d)\s*[x×✕·](?=\s*[\d(√])|(?<=\s)[x×✕](?=\s)", " * "),
    (r"÷", " / "),
    (r"[−–]", "-"),
    (r"²", " ^ 2"),
    (r"³", " ^ 3"),
    (r"\*\*", " ^ "),
    (r"(?<=[^\W\d_])-(?=[^\W\d_])", " "),  # that of "twenty-one" is no minus
    (r"\s*[=?]\s*$", ""),
)
_WORDS: Mapping[str, _Words] = {
    "en": _Words(
        re.compile(
            r"[-−+(√$€£]|(?:the )?(?:sum|product|difference|square|cube|cubic|third|root|sqrt)\b"
            r"|(?:divide|split|share|multiply|add|subtract|take|deduct|minus|negative|double|twice|triple)\b"
        ),
        re.compile(r"\b(?:the|euros?|dollars?|bucks|pounds?|people|persons?|friends|kids|children|guests|of us|each)\b|[$€£]"),
        _patterns(
            (r"^(?:divide|split|share) (.+?) (?:by|between|among|amongst|into|with) (.+)$", r"(\1) / (\2)"),
            (r"^(?:divide|split|share) (.+) (\w+) ways$", r"(\1) / (\2)"),
            (r"^multiply (.+?) (?:by|with) (.+)$", r"(\1) * (\2)"),
            (r"^add (.+?) to (.+)$", r"(\1) + (\2)"),
            (r"^(?:subtract|take|deduct) (.+?)(?: away)? from (.+)$", r"(\2) - (\1)"),
            (r"^(?:add (?:up )?|(?:the )?sum of )(.+?) and (.+)$", r"(\1) + (\2)"),
            (r"^(?:add (?:up )?|(?:the )?sum of )(.+) and (.+)$", r"(\1) + (\2)"),
            (r"^(?:multiply|(?:the )?product of) (.+?) and (.+)$", r"(\1) * (\2)"),
            (r"^(?:multiply|(?:the )?product of) (.+) and (.+)$", r"(\1) * (\2)"),
            (r"^(?:the )?square of (.+)$", r"(\1) ^ 2"),
            (r"^(?:the )?cube of (.+)$", r"(\1) ^ 3"),
            (r"^(?:the )?difference (?:between|of) (.+?) and (.+)$", r"(\1) ~ (\2)"),
            (r"^(?:the )?difference (?:between|of) (.+) and (.+)$", r"(\1) ~ (\2)"),
        ),
        _patterns(
            *_WRITTEN,
            (r"\bpercent\b|\bper cent\b", "%"),
            (r"\ban? (?=\S+ ?%)", ""),
            (r"% (?:discount|reduction) (?:on|from) ", "% off "),
            (r"% (?:(?:tip |tax |interest )?on) ", "% of "),
            (r"\b(?:(?:cube|cubic|third) root)\b(?: of\b)?", " ∛ "),
            (r"\b(?:square root|root|sqrt)\b(?: of\b)?", " √ "),
            (r"\bto the (\d+)(?:st|nd|rd|th)(?: power)?\b", r" ^ \1"),
            (r"\b(?:raised )?to the power\b(?: of\b)?|\braised to\b", " ^ "),
            (r"\bsquared\b", " ^ 2"),
            (r"\bcubed\b", " ^ 3"),
            (r"\b(?:multiplied by|times)\b", " * "),
            (r"\b(?:divided by|over)\b", " / "),
            (r"\bplus\b", " + "),
            (r"\b(?:minus|less|take away|negative)\b", " - "),
            (r"\b(?:double|twice)\b", " 2 * "),
            (r"\btriple\b", " 3 * "),
        ),
    ),
    "fr": _Words(
        re.compile(
            r"[-−+(√$€£]|(?:la )?(?:racine|moitie|somme|difference)\b|(?:le )?(?:produit|double|triple|carre|cube)\b|moins\b"
            r"|(?:divise|partage|reparti|multiplie|ajoute|additionne|soustra|retire|enleve|ote)"
        ),
        re.compile(r"\b(?:euros?|dollars?|balles|personnes?|gens|amis|enfants|invites|convives|parts|chacune?)\b|[$€£]"),
        _patterns(
            (r"^(?:divise[rz]?|partage[rz]?|repartis|repartir|repartissez) (.+?) (?:par|entre|en|avec) (.+)$", r"(\1) / (\2)"),
            (r"^multiplie[rz]? (.+?) par (.+)$", r"(\1) * (\2)"),
            (r"^(?:ajoute|additionne)[rz]? (.+?) a (.+)$", r"(\1) + (\2)"),
            (r"^(?:soustrais|soustraire|soustrayez|retire[rz]?|enleve|enlever|enlevez|ote[rz]?) (.+?) (?:a|de) (.+)$", r"(\2) - (\1)"),
            (r"^(?:(?:ajoute|additionne)[rz]?|la somme de) (.+?) et (?:de )?(.+)$", r"(\1) + (\2)"),
            (r"^(?:(?:ajoute|additionne)[rz]?|la somme de) (.+) et (?:de )?(.+)$", r"(\1) + (\2)"),
            (r"^(?:multiplie[rz]?|le produit de) (.+?) (?:et (?:de )?|par )(.+)$", r"(\1) * (\2)"),
            (r"^(?:multiplie[rz]?|le produit de) (.+) (?:et (?:de )?|par )(.+)$", r"(\1) * (\2)"),
            (r"^(?:le )?carre de (.+)$", r"(\1) ^ 2"),
            (r"^(?:le )?cube de (.+)$", r"(\1) ^ 3"),
            (r"^la difference entre (.+?) et (.+)$", r"(\1) ~ (\2)"),
            (r"^la difference entre (.+) et (.+)$", r"(\1) ~ (\2)"),
        ),
        _patterns(
            *_WRITTEN,
            (r"\bpour ?cents?\b", "%"),
            (r"% de (?:remise|reduction|rabais) sur ", "% off "),
            (r"% (?:(?:de pourboire |d'interets? |de tva )?sur |de |d')", "% of "),
            (r"\b(?:la )?racine cubique(?: de\b| d')?", " ∛ "),
            (r"\b(?:la )?racine(?: carree)?(?: de\b| d')?", " √ "),
            (r"\b(?:a la )?(?:puissance|exposant)\b", " ^ "),
            (r"\bau carre\b", " ^ 2"),
            (r"\bau cube\b", " ^ 3"),
            (r"\b(?:multipliee?s? par|fois)\b", " * "),
            (r"\b(?:divisee?s? par|sur)\b", " / "),
            (r"\bplus\b", " + "),
            (r"\bmoins\b", " - "),
            (r"\ble double (?:de\b|d')", " 2 * "),
            (r"\ble triple (?:de\b|d')", " 3 * "),
            (r"\b(moitie|tiers|quarts?|demie?) (?:de |d')", r"\1 of "),
        ),
    ),
}  # fmt: skip


def _may_begin(text: str, words: _Words, language: str) -> bool:
    first = re.match(r"[^\W_]+", text)
    return words.opening.match(text) is not None or bool(first and slots.may_begin("number", first[0], language))


def _number(words: str, language: str) -> float | None:
    number = slots.parse("number", words, language)
    return None if isinstance(number, str | bool) else number


def _in_signs(text: str, words: _Words) -> Iterator[str]:
    for order, replacement in words.orders:
        if order.match(text):
            yield _signs(order.sub(replacement, text), words)
    yield _signs(text, words)


def _folded(text: str) -> str:
    """Lower case, without accents: a recogniser's are not to be relied on."""
    plain = unicodedata.normalize("NFD", text.casefold().replace("’", "'").strip())
    return "".join(char for char in plain if not unicodedata.combining(char))


def _signs(text: str, words: _Words) -> str:
    for pattern, sign in words.signs:
        text = pattern.sub(sign, text)
    return words.noise.sub(" ", text)
