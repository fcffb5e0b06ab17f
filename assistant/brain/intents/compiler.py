"""Sentence templates, as hassil parses them, to graphs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import permutations

from hassil.expression import (
    Alternative,
    Expression,
    Group,
    ListReference,
    Permutation,
    RuleReference,
    Sentence,
    TextChunk,
)
from hassil.parse_expression import parse_sentence
from hassil.parser import ParseError

from assistant.brain.intents.graph import END, Fork, Node, Range, Slot, Source, Words, fork
from assistant.brain.tokens import canonical

_MOST_PERMUTED = 5
_LONGEST = 200
"""Nodes of a graph on one way."""
_DEEPEST = 12
"""Expansion rules within expansion rules."""

Clauses = tuple[frozenset[str], ...]


class TemplateError(Exception):
    """A template that cannot be used; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Template:
    """One sentence template."""

    graph: Node
    needs: Clauses
    """Of each of these, at least one piece of a word is in every sentence that the template can read."""
    slots: frozenset[str]


@dataclass(frozen=True, slots=True)
class Scope:
    """What a template may refer to."""

    lists: Mapping[str, Source]
    rules: Mapping[str, Sentence]


def parsed(text: str) -> Sentence:
    """A template or an expansion rule. Raises `TemplateError`."""
    try:
        sentence = parse_sentence(text)
    except ParseError as error:
        raise TemplateError(f"{_syntax(text, error)} in {text!r}") from error
    except (AssertionError, IndexError, RecursionError, ValueError) as error:
        raise TemplateError(f"cannot be read as a template: {text!r}; check its brackets") from error
    _to_words(sentence.expression)
    return sentence


def compiled(text: str, scope: Scope) -> Template:
    """The graph of a template. Raises `TemplateError`."""
    sentence = parsed(text)
    builder = _Builder(scope, text)
    graph = builder.build(sentence.expression, END, 0)
    if builder.parts > _LONGEST and not _is_short(graph):
        raise TemplateError(
            f"{text[:40]!r}… has more than {_LONGEST} parts one after the other; write several templates"
        )
    if _may_be_empty(graph):
        raise TemplateError(f"{text!r} would match without a word; make a part of it obligatory")
    needs = sentence.get_required_clauses(dict(scope.rules))
    return Template(graph, tuple(needs), frozenset(builder.slots))


class _Builder:
    def __init__(self, scope: Scope, text: str) -> None:
        self._scope = scope
        self._text = text
        self.slots: set[str] = set()
        self.parts = 0

    def build(self, expression: Expression, then: Node, depth: int) -> Node:
        """The graph of an expression, going on at `then`."""
        self.parts += 1
        match expression:
            case TextChunk(text=text):
                return _joined(text, then)
            case RuleReference(rule_name=name):
                return self._rule(name, then, depth + 1)
            case ListReference():
                return self._slot(expression, then)
            case Permutation(items=items):
                return self._any_order(items, then, depth)
            case Alternative(items=items):
                return fork([self.build(item, then, depth) for item in items])
            case Group(items=items):
                return self._sequence(items, then, depth)
        raise TemplateError(f"{self._text!r} holds what no template can")

    def _sequence(self, items: Iterable[Expression], then: Node, depth: int) -> Node:
        for item in reversed(list(items)):
            then = self.build(item, then, depth)
        return then

    def _any_order(self, items: list[Expression], then: Node, depth: int) -> Node:
        if len(items) > _MOST_PERMUTED:
            raise TemplateError(f"more than {_MOST_PERMUTED} parts in any order in {self._text!r}; write two templates")
        return fork([self._sequence(order, then, depth) for order in permutations(items)])

    def _rule(self, name: str, then: Node, depth: int) -> Node:
        if name not in self._scope.rules:
            raise TemplateError(f"there is no expansion rule <{name}>; add it to `expansion_rules`")
        if depth > _DEEPEST:
            raise TemplateError(f"<{name}> refers to itself; take that out")
        return self.build(self._scope.rules[name].expression, then, depth)

    def _slot(self, reference: ListReference, then: Node) -> Node:
        name = reference.list_name
        if (bounds := reference.get_inline_range()) is not None:
            low, high, step = bounds
            source: Source = Range(low, high, step or 1, 1)
        elif name in self._scope.lists:
            source = self._scope.lists[name]
        else:
            raise TemplateError(f"there is no list {{{name}}}; add it to `lists`")
        self.slots.add(reference.slot_name)
        return Slot(reference.slot_name, source, then)


def _joined(text: str, then: Node) -> Node:
    if not text:
        return then
    if isinstance(then, Words):
        glue = text[:-1] if text[-1] == then.text[0] == " " else text
        return Words(glue + then.text, then.then)
    return Words(text, then)


def _is_short(graph: Node) -> bool:
    """Whether no way through it has more than `_LONGEST` nodes, for it is searched by recursion."""
    level = {graph}
    for _ in range(_LONGEST):
        level = {after for node in level for after in _after(node)}
    return not level


def _after(node: Node) -> Iterable[Node]:
    match node:
        case Words(then=then) | Slot(then=then):
            return (then,)
        case Fork():
            return node.ways()
    return ()


def _may_be_empty(graph: Node) -> bool:
    """Whether the end is reached over blanks alone."""
    seen: set[Node] = set()
    waiting = [graph]
    while waiting:
        node = waiting.pop()
        if node in seen:
            continue
        seen.add(node)
        if node is END:
            return True
        if isinstance(node, Fork):
            waiting += node.others
        elif isinstance(node, Words) and node.text == " ":
            waiting.append(node.then)
    return False


def _to_words(expression: Expression) -> None:
    """Spells the literal text of a template as utterances are spelled."""
    if isinstance(expression, TextChunk):
        expression.text = canonical(expression.text)
    elif isinstance(expression, Group):
        for item in expression.items:
            _to_words(item)


def _syntax(text: str, error: ParseError) -> str:
    for opening, closing in ("()", "[]", "{}", "<>"):
        if text.count(opening) > text.count(closing):
            return f"{opening!r} is never closed: a {closing!r} is missing"
        if text.count(opening) < text.count(closing):
            return f"{closing!r} closes nothing: a {opening!r} is missing"
    return "brackets are not paired"
