"""The lists of sentence files as sources of slots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from hassil.errors import HassilError
from hassil.expression import Sentence
from hassil.sample import sample_expression

from assistant.brain import slots
from assistant.brain.intents.compiler import TemplateError, parsed
from assistant.brain.intents.graph import Free, Known, OneOf, Range, Source, Typed
from assistant.brain.intents.schema import ListRange, ListValue, SlotList
from assistant.brain.slots import Value
from assistant.brain.tokens import lowered, words

Names = Mapping[str, Sequence[str]]
"""Values of the lists that are learnt, by list."""

_MOST_SPELLINGS = 2000
"""Of one value, which may be a template."""


def source(
    name: str, given: SlotList, rules: Mapping[str, Sentence], wanted: Callable[[ListValue], bool], names: Names
) -> Source:
    """What fills the slots of a list; of its values, those that are `wanted`. Raises `TemplateError`."""
    if (given.values is not None) + (given.range is not None) + given.wildcard + given.learnt != 1:
        raise TemplateError("needs exactly one of `values`, `range`, `wildcard: true` and `learnt: true`")
    if given.learnt:
        different = {tuple(words(said)): said for said in reversed(names.get(name, ()))}
        return Known(_by_first_word((said, said) for said in different.values()))
    if given.range is not None:
        return _numbers(given.range)
    if given.values is None:
        return Typed(name) if name in slots.KINDS - slots.FREE.keys() else Free(name if name in slots.FREE else "text")
    return OneOf(_by_first_word(spellings(given, rules, wanted)))


def spellings(
    given: SlotList, rules: Mapping[str, Sentence], wanted: Callable[[ListValue], bool]
) -> Iterator[tuple[str, Value]]:
    """What can be said for each value of a list, and the value. Raises `TemplateError`."""
    for entry in given.values or ():
        item = entry if isinstance(entry, ListValue) else ListValue.model_validate({"in": entry})
        if wanted(item):
            for said in _spelled(item.said, rules):
                yield said, item.said if item.out is None else item.out


def _by_first_word(said: Iterable[tuple[str, Value]]) -> dict[str, tuple[tuple[str, Value], ...]]:
    by_word: dict[str, list[tuple[str, Value]]] = {}
    for text, value in said:
        spelled = words(text)
        if spelled and (entry := (" ".join(spelled), value)) not in by_word.setdefault(spelled[0], []):
            by_word[spelled[0]].append(entry)
    return {word: tuple(entries) for word, entries in by_word.items()}


def _spelled(template: str, rules: Mapping[str, Sentence]) -> list[str]:
    if not any(mark in template for mark in "()[]<>{}|"):
        return [lowered(template)]
    sentence = parsed(template)
    try:
        found = list(islice(sample_expression(sentence.expression, {}, dict(rules)), _MOST_SPELLINGS + 1))
    except (HassilError, RecursionError) as error:
        raise TemplateError(
            f"{template!r}: {error or 'a rule refers to itself'}; a value may use expansion rules only"
        ) from error
    if len(found) > _MOST_SPELLINGS:
        raise TemplateError(f"{template!r} has more than {_MOST_SPELLINGS} spellings; make several values of it")
    return list(dict.fromkeys(lowered(said) for said in found))


def _numbers(given: ListRange) -> Range:
    if given.low > given.high:
        raise TemplateError("`from` has to be at most `to`")
    return Range(given.low, given.high, given.step, given.multiplier)
