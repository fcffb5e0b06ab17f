"""What somebody wants, where a sentence template says it exactly: which intent, with which slots.

Templates are YAML in Home Assistant's format: those of the skills (`skills/sentences/LANGUAGE/SKILL.yaml`), and the owner's own, which
may add an action. Of the templates that can read a sentence, the one wins that leaves least of it to free text, then the one
with most literal text. Two readings that are equally good and mean different things are both given back, to be asked about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from assistant.brain.intents.actions import Action, ActionError, parse_action
from assistant.brain.intents.files import SentenceFile, read_files, stop_at
from assistant.brain.intents.grammar import Grammar, Sense
from assistant.brain.intents.graph import Cost, Filling, Node, Reading, Search
from assistant.brain.intents.lists import Names
from assistant.brain.intents.utterance import MOST_WORDS, Reader, Utterance
from assistant.brain.slots import FREE, Value, on_day, parse
from assistant.config.problems import Problems

SENTENCES = Path(__file__).parents[2] / "skills" / "sentences"
"""The skills' own."""
_COMMON = "common.yaml"


@dataclass(frozen=True, slots=True)
class Match:
    """What somebody wants."""

    intent: str
    slots: Mapping[str, Value] = field(default_factory=dict)
    text: str = ""
    """As it was said."""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several things somebody may want; they are worth a question."""

    readings: tuple[Match, ...]


class IntentMatcher:
    """Matches text of some languages. Pure once it is built; building reads the files and compiles every template."""

    def __init__(
        self,
        skills: Iterable[str],
        languages: Collection[str] = ("en", "fr"),
        *,
        owned: Path | None = None,
        commands: Collection[str] = (),
        readers: Mapping[str, Reader] | None = None,
        names: Mapping[str, Names] | None = None,
        sentences: Path = SENTENCES,
    ) -> None:
        """`skills`: the names of those that are enabled. `owned`: the folder of the owner's own `*.yaml`, read with its
        subfolders. `commands`: programs that the owner's actions may run. `readers`: kinds of slots that skills
        bring, by name. `names`: by language, the values of lists that are learnt while running. `sentences`: where the
        skills' are. Raises `UsageError` that names every problem of the files as `FILE:LINE: field: reason`."""
        paths = [sentences / language / f"{skill}.yaml" for skill in skills for language in languages]
        files = read_files([sentences / _COMMON, *filter(Path.is_file, paths)], languages, owned=False)
        mine = read_files(sorted(owned.rglob("*.yaml")) if owned else [], languages, owned=True)
        problems = Problems()
        self._grammars: dict[str, Grammar] = {}
        for language in languages:
            of_language = [file for file in (*files, *mine) if file.language in ("", language)]
            self._grammars[language] = Grammar(of_language, readers or {}, (names or {}).get(language, {}), problems)
        self._actions = dict(self._read_actions(files, mine, commands, problems))
        stop_at(problems)

    @property
    def actions(self) -> Mapping[str, Action]:
        """What the owner's own intents do, by intent. All other intents belong to skills."""
        return self._actions

    def match(self, text: str, language: str) -> Match | Ambiguous | None:
        """What `text` wants; None if no template says that, as for every language that the matcher was not built for."""
        utterance = Utterance(text, language)
        if language not in self._grammars or not 0 < len(utterance) <= MOST_WORDS:
            return None
        matches = _telling(self._best(utterance, text))
        return Ambiguous(matches) if len(matches) > 1 else matches[0] if matches else None

    def vocabulary(self, language: str) -> tuple[str, ...]:
        """What templates of `language` can say, to be expected by a recogniser: values of lists first, then the words of
        templates, those of the fewest templates first."""
        return self._grammars[language].vocabulary() if language in self._grammars else ()

    @property
    def languages(self) -> tuple[str, ...]:
        """Those it reads."""
        return tuple(self._grammars)

    def graphs(self, language: str, intents: Collection[str]) -> tuple[Node, ...]:
        """Everything that can be said in `language` for those `intents`, a graph for each template: for those who align what was
        misheard."""
        return self._grammars[language].graphs(intents) if language in self._grammars else ()

    def _best(self, utterance: Utterance, text: str) -> list[Match]:
        search = Search(utterance)
        least: Cost | None = None
        best: list[Match] = []
        for sense in self._grammars[utterance.language].candidates(utterance.line):
            for reading in search.readings(sense.template.graph):
                if least is None or reading.cost < least:
                    least, best = reading.cost, []
                if reading.cost == least:
                    best.append(_match(sense, reading, utterance, text))
        return best

    def _read_actions(
        self,
        files: Sequence[SentenceFile],
        owned: Sequence[SentenceFile],
        commands: Collection[str],
        problems: Problems,
    ) -> Iterator[tuple[str, Action]]:
        of_skills = {name for file in files for name in file.content.intents}
        seen: dict[str, Action] = {}
        for file in owned:
            for name, entry in file.content.intents.items():
                loc = ("intents", name, "action")
                if entry.action is None:
                    if name not in of_skills and not any(_has_action(other, name) for other in owned):
                        file.refuse(problems, loc[:2], "needs an action, for no skill has an intent of that name")
                    continue
                try:
                    action = parse_action(entry.action, self._grammars[file.language].slots(name), commands)
                except ActionError as error:
                    file.refuse(problems, loc, str(error))
                    continue
                if name in of_skills or seen.setdefault(name, action) != action:
                    file.refuse(problems, loc, "the intent does something else already; give this one another name")
                yield name, action


def _has_action(file: SentenceFile, intent: str) -> bool:
    return intent in file.content.intents and file.content.intents[intent].action is not None


def _match(sense: Sense, reading: Reading, utterance: Utterance, text: str) -> Match:
    day = next((filling for filling in reading.fillings if filling.kind == "day"), None)
    slots = {filling.slot: _value(filling, day, utterance) for filling in reading.fillings}
    return Match(sense.intent, {**slots, **sense.fixed}, text)


def _value(filling: Filling, day: Filling | None, utterance: Utterance) -> Value:
    said = utterance.said(filling.start, filling.end)
    if day is not None and filling.kind in ("time", "daytime"):
        value = on_day(filling.kind, said, utterance.said(day.start, day.end), utterance.language)
    elif filling.kind in FREE:
        value = parse(filling.kind, said, utterance.language)
    else:
        value = filling.value
    return said if value is None else value


def _telling(matches: Iterable[Match]) -> tuple[Match, ...]:
    """One of each meaning, without those that another of the same intent says as well, and more."""
    by_meaning = {(match.intent, frozenset(match.slots.items())): match for match in matches}
    return tuple(
        match
        for (intent, slots), match in by_meaning.items()
        if not any(intent == other and slots < more for other, more in by_meaning)
    )
