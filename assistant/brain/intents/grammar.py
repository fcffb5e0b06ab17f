"""Everything that can be asked for in one language."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from hassil.expression import Sentence
from hassil.util import check_excluded_context, check_required_context

from assistant.brain.intents.compiler import Scope, Template, TemplateError, compiled, parsed
from assistant.brain.intents.files import SentenceFile
from assistant.brain.intents.graph import Brought, Node, Source
from assistant.brain.intents.index import Index
from assistant.brain.intents.lists import Names, source, spellings
from assistant.brain.intents.schema import Block, ListValue, SlotList
from assistant.brain.intents.utterance import Reader
from assistant.brain.slots import Value
from assistant.brain.tokens import lowered
from assistant.config.document import Loc
from assistant.config.problems import Problems

_T = TypeVar("_T")
_REFERENCE = re.compile(r"[{<][^{}<>]*[}>]")
_LITERAL = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True, slots=True)
class Sense:
    """What a template means."""

    intent: str
    template: Template
    fixed: Mapping[str, Value]
    """Slots that the template itself says."""


class Grammar:
    """The templates of one language."""

    def __init__(
        self, files: Sequence[SentenceFile], readers: Mapping[str, Reader], names: Names, problems: Problems
    ) -> None:
        """Of `files` of that language, and of none. A file uses its own lists and rules first, then those of the others, the last
        first; `readers` are kinds of slots of the skills' own, `names` the values of lists that are learnt. What is wrong
        with a template is added to `problems`."""
        self._files = files
        self._names = names
        self._rules = {file.path: dict(_rules(file, problems)) for file in files}
        self._senses = tuple(self._compiled(readers, problems))
        self._index = Index([sense.template for sense in self._senses])

    def candidates(self, line: str) -> list[Sense]:
        """Those whose templates may read `line`, the words of an utterance."""
        return [self._senses[number] for number in self._index.candidates(line)]

    def graphs(self, intents: Collection[str]) -> tuple[Node, ...]:
        """The graph of each template of those `intents`."""
        return tuple(sense.template.graph for sense in self._senses if sense.intent in intents)

    def slots(self, intent: str) -> frozenset[str]:
        """The slots that an intent may come with."""
        names = (sense.template.slots | sense.fixed.keys() for sense in self._senses if sense.intent == intent)
        return frozenset().union(*names)

    def vocabulary(self) -> tuple[str, ...]:
        """What templates can say, the most specific first: values of lists, then words, the rarest first."""
        rules = _merged(self._rules.values())
        learnt = (
            lowered(said)
            for file in self._files
            for name, given in _lists(file)
            for said in (self._names.get(name, ()) if given.learnt else ())
        )
        listed = (
            said
            for file in self._files
            for _, given in _lists(file)
            for said, _ in spellings(given, rules | self._rules[file.path], lambda _: True)
        )
        count = Counter(word for file in self._files for text in _templates(file) for word in _literal(text))
        return tuple(dict.fromkeys((*learnt, *listed, *sorted(count, key=lambda word: (count[word], word)))))

    def _compiled(self, readers: Mapping[str, Reader], problems: Problems) -> Iterator[Sense]:
        rules = _merged(self._rules.values())
        lists = {file.path: dict(self._sources(file, rules, problems)) for file in self._files}
        brought: dict[str, Source] = {kind: Brought(kind, reader) for kind, reader in readers.items()}
        all_lists = brought | _merged(lists.values())
        definitions = _merged(file.content.lists for file in self._files)
        for file in self._files:
            scope = Scope(all_lists | lists[file.path], rules | self._rules[file.path])
            blocks = _Blocks(file, scope, definitions | dict(file.content.lists), self._names, problems)
            for intent, entry in file.content.intents.items():
                for index, block in enumerate(entry.data):
                    yield from blocks.senses(intent, block, ("intents", intent, "data", index))

    def _sources(
        self, file: SentenceFile, rules: Mapping[str, Sentence], problems: Problems
    ) -> Iterator[tuple[str, Source]]:
        for name, given in file.content.lists.items():
            try:
                yield name, source(name, given, {**rules, **self._rules[file.path]}, lambda _: True, self._names)
            except TemplateError as error:
                file.refuse(problems, ("lists", name), str(error))


class _Blocks:
    """Compiles the blocks of a file."""

    def __init__(
        self,
        file: SentenceFile,
        scope: Scope,
        definitions: Mapping[str, SlotList],
        names: Names,
        problems: Problems,
    ) -> None:
        self._file = file
        self._scope = scope
        self._definitions = definitions
        self._names = names
        self._problems = problems

    def senses(self, intent: str, block: Block, loc: Loc) -> Iterator[Sense]:
        """One for each template of a block."""
        try:
            scope = self._block_scope(block)
        except TemplateError as error:
            self._file.refuse(self._problems, loc, str(error))
            return
        for index, sentence in enumerate(block.sentences):
            try:
                yield Sense(intent, compiled(sentence, scope), block.slots)
            except TemplateError as error:
                self._file.refuse(self._problems, (*loc, "sentences", index), str(error))

    def _block_scope(self, block: Block) -> Scope:
        rules = dict(self._scope.rules) | {name: parsed(text) for name, text in block.expansion_rules.items()}
        lists = dict(self._scope.lists)
        changed = dict(block.lists)
        if block.requires_context or block.excludes_context:
            changed = {name: given for name, given in self._definitions.items() if _has_context(given)} | changed
        for name, given in changed.items():
            lists[name] = source(name, given, rules, lambda value: _fits(value, block), self._names)
        return Scope(lists, rules)


def _has_context(given: SlotList) -> bool:
    return any(isinstance(value, ListValue) and value.context for value in given.values or ())


def _fits(value: ListValue, block: Block) -> bool:
    context = dict(value.context)
    required = check_required_context(dict(block.requires_context), context)
    return required and check_excluded_context(dict(block.excludes_context), context)


def _rules(file: SentenceFile, problems: Problems) -> Iterator[tuple[str, Sentence]]:
    for name, text in file.content.expansion_rules.items():
        try:
            yield name, parsed(text)
        except TemplateError as error:
            file.refuse(problems, ("expansion_rules", name), str(error))


def _lists(file: SentenceFile) -> Iterator[tuple[str, SlotList]]:
    yield from file.content.lists.items()
    for entry in file.content.intents.values():
        for block in entry.data:
            yield from block.lists.items()


def _templates(file: SentenceFile) -> Iterator[str]:
    yield from file.content.expansion_rules.values()
    for entry in file.content.intents.values():
        for block in entry.data:
            yield from block.sentences
            yield from block.expansion_rules.values()


def _literal(template: str) -> set[str]:
    return set(_LITERAL.findall(lowered(_REFERENCE.sub(" ", template))))


def _merged(parts: Iterable[Mapping[str, _T]]) -> dict[str, _T]:
    return {name: value for part in parts for name, value in part.items()}
