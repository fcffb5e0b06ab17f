"""How well the language model answers: questions that the project writes, asked one by one, and checks that need no judge.

The settings decide what the model writes (greedy by default, with a fixed seed), so the same model and prompt give the same
shares: what changes is the prompt, or the model.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from assistant.bench.checks import Given, Question, checked
from assistant.bench.report import Figure
from assistant.bench.statistics import mean
from assistant.brain.brain import Brain
from assistant.brain.session import Exchange
from assistant.llm import LanguageModel, Message, OnEnding
from assistant.types import Cancelled, never

_QUESTIONS = Path(__file__).with_name("answers.yaml")


@dataclass(frozen=True, slots=True)
class Judged:
    """A question with its answer, where that came from (see `Answer.source`), and which checks it passed."""

    question: Question
    given: Given
    source: str
    checks: dict[str, bool]

    @property
    def good(self) -> bool:
        """Whether it passed all of them."""
        return all(self.checks.values())

    def record(self) -> dict[str, Any]:
        """For JSON."""
        question = self.question
        return {
            "language": question.language,
            "kind": question.kind,
            "question": question.ask,
            "answer": self.given.spoken,
            "source": self.source,
            "good": self.good,
            "failed": [name for name, passed in self.checks.items() if not passed],
        }


class Dictated:
    """A language model that keeps what it wrote last."""

    def __init__(self, llm: LanguageModel) -> None:
        self._llm = llm
        self.context_tokens = llm.context_tokens
        self.written = ""

    def count_tokens(self, messages: Sequence[Message]) -> int:
        return self._llm.count_tokens(messages)

    def prefill(self, messages: Sequence[Message], *, cancelled: Cancelled = never) -> None:
        self._llm.prefill(messages, cancelled=cancelled)

    def stream(
        self,
        messages: Sequence[Message],
        *,
        max_tokens: int,
        cancelled: Cancelled = never,
        on_ending: OnEnding | None = None,
        grammar: str | None = None,
    ) -> Iterator[str]:
        self.written = ""
        pieces = self._llm.stream(
            messages, max_tokens=max_tokens, cancelled=cancelled, on_ending=on_ending, grammar=grammar
        )
        for piece in pieces:
            self.written += piece
            yield piece


def load(languages: Sequence[str], path: Path = _QUESTIONS) -> list[Question]:
    """The questions in these languages."""
    listed = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [_question(language, entry) for language in languages for entry in listed.get(language, ())]


async def ask(
    brain: Brain, llm: Dictated, questions: Sequence[Question], progress: Callable[[str], None] = lambda text: None
) -> list[Judged]:
    """Ask all of them, each in a conversation of its own. `llm` is the one that `brain` writes with."""
    judged = []
    for number, question in enumerate(questions, 1):
        progress(f"question {number} of {len(questions)}")
        session = brain.new_session()
        for user, assistant in question.before:
            session.add(Exchange(user, assistant))
        llm.written = ""
        answer = await brain.answer(session, question.ask, question.language)
        spoken = "".join([piece async for piece in answer]).strip()
        given = Given(llm.written.strip() or spoken, spoken)
        judged.append(Judged(question, given, answer.source, checked(question, given)))
    return judged


def figures(judged: Sequence[Judged]) -> list[Figure]:
    """Shares in [0, 1] of good answers, of all and of each kind; then of each check, of the answers that it looks at."""
    shares = [Figure("good_share", mean(float(one.good) for one in judged), "more")]
    for kind in dict.fromkeys(one.question.kind for one in judged):
        of_kind = [one for one in judged if one.question.kind == kind]
        shares.append(Figure(f"{kind}_good_share", mean(float(one.good) for one in of_kind), "more"))
        matter = next(iter(of_kind[0].checks))
        shares.append(Figure(f"{kind}_{matter}_share", mean(float(one.checks[matter]) for one in of_kind), "more"))
    for name in list(judged[0].checks)[1:] if judged else ():
        shares.append(Figure(f"{name}_share", mean(float(one.checks[name]) for one in judged), "more"))
    return shares


def _question(language: str, entry: Any) -> Question:
    return Question(
        kind=entry["kind"],
        language=language,
        ask=entry["ask"],
        before=tuple((user, assistant) for user, assistant in entry.get("before", ())),
        any=tuple(entry.get("any", ())),
        none=tuple(entry.get("none", ())),
    )
