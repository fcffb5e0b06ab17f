"""What the bench asks: short everyday questions, each of another kind of sound and length, answerable in a sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.errors import UsageError

QUESTIONS = {
    "en": (
        "What is the capital of France?",
        "How many legs does a spider have?",
        "Who wrote Romeo and Juliet?",
        "What do bees make?",
        "Which planet is closest to the sun?",
        "Why is the sky blue during the day?",
        "How many minutes are there in an hour?",
        "What is the opposite of hot?",
        "Which animal is the tallest in the world?",
        "What do you get when you mix blue and yellow paint?",
        "How do plants make their food?",
        "What is the largest city in Japan?",
        "Who painted the Mona Lisa?",
        "At what temperature does water boil?",
        "What language do people speak in Brazil?",
        "How many days are there in a week?",
        "What is bread made of?",
        "Which ocean lies between Europe and America?",
        "What should I wear when it rains?",
        "Can you name a fruit that is red?",
        "Where do penguins live?",
        "What is the fastest land animal?",
        "How long does it take to boil an egg?",
        "What do we call a young cat?",
    ),
    "fr": (
        "Quelle est la capitale de l'Italie ?",
        "Combien de pattes a une araignée ?",
        "Qui a écrit Les Misérables ?",
        "Que fabriquent les abeilles ?",
        "Quelle planète est la plus proche du soleil ?",
        "Pourquoi le ciel est-il bleu pendant la journée ?",
        "Combien y a-t-il de minutes dans une heure ?",
        "Quel est le contraire de chaud ?",
        "Quel animal est le plus grand du monde ?",
        "Quelle couleur donne un mélange de bleu et de jaune ?",
        "Comment les plantes se nourrissent-elles ?",
        "Quelle est la plus grande ville du Japon ?",
        "Qui a peint la Joconde ?",
        "À quelle température l'eau bout-elle ?",
        "Quelle langue parle-t-on au Brésil ?",
        "Combien de jours y a-t-il dans une semaine ?",
        "Avec quoi fait-on le pain ?",
        "Quel océan sépare l'Europe de l'Amérique ?",
        "Que dois-je porter quand il pleut ?",
        "Peux-tu citer un fruit rouge ?",
    ),
}


def questions(languages: Sequence[str], count: int) -> tuple[str, list[str]]:
    """The first of `languages` that there are questions in, and `count` of them; they begin anew when there are no more.
    Raises `UsageError` when there are none in any of these languages."""
    spoken = next((language for language in languages if language in QUESTIONS), None)
    if spoken is None:
        raise UsageError(
            f"bench: there are questions in {' and '.join(QUESTIONS)} only; add one of them to languages, with its voice"
        )
    known = QUESTIONS[spoken]
    return spoken, [known[number % len(known)] for number in range(count)]
