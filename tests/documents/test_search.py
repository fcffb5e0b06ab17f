from __future__ import annotations

from assistant.documents.search import Candidate, Judged, judged, match_expression, understood, weights

GLASS = Candidate(
    "Jars go into the green containers. They stand behind the station. Please rinse them first.",
    "Waste collection",
    ("Glass",),
    "en",
)


def judge(question: str, candidate: Candidate = GLASS, language: str = "en") -> Judged:
    asked = understood(question, language)
    return judged(asked, weights(asked, lambda term: 1, 50), candidate)


def test_a_question_becomes_its_telling_words_and_others_for_the_same() -> None:
    asked = understood("Where do I put the jars?", "en")
    put, jars = asked.concepts
    assert (put.telling, jars.telling) == (False, True)
    assert jars.names[("jar",)] == 1.0
    assert 0 < jars.names[("glass",)] < 1


def test_phrases_are_one_thing() -> None:
    (town_hall,) = understood("l'hôtel de ville", "fr").concepts
    assert ("mair",) in town_hall.names


def test_a_question_of_small_words_only_is_taken_at_its_word() -> None:
    assert understood("who is who", "en").concepts


def test_the_index_is_asked_for_what_it_has_and_is_not_everywhere() -> None:
    frequency = {"jar": 3, "glass": 2, "green": 900}
    asked = understood("green jars", "en")
    assert match_expression(asked, lambda term: frequency.get(term, 0), most=100) == '"glass" OR "jar"'
    assert match_expression(understood("green", "en"), lambda term: frequency.get(term, 0), most=100) == '"green"'
    assert match_expression(asked, lambda term: 0, most=100) == ""


def test_nothing_in_a_question_is_syntax() -> None:
    asked = understood('jars" OR text:* NEAR(a b) -green ^x', "en")
    expression = match_expression(asked, lambda term: 1, most=100)
    assert all(
        part.startswith('"') and part.endswith('"') and part.count('"') == 2 for part in expression.split(" OR ")
    )


def test_more_of_the_question_is_surer() -> None:
    all_of_it, half, little, none = (
        judge("Into which container do the jars go?").score,
        judge("Do jars go into the cellar?").score,
        judge("Which wine goes with jars of olives and cheese?").score,
        judge("What is the capital of Australia?").score,
    )
    assert 1 >= all_of_it > half > little > none == 0


def test_a_word_that_tells_little_is_no_evidence() -> None:
    assert judge("What should I do first?").score == 0


def test_the_heading_counts() -> None:
    assert judge("Where is the glass container?").score > judge("Where is the paper container?").score


def test_the_sentence_that_answers_comes_first() -> None:
    assert judge("Do I have to rinse jars?").best[0] == "Please rinse them first."
    timed = Candidate("Glass is noisy. Glass is collected on Friday.", "Waste", (), "en")
    assert judge("When is glass collected?", timed).best[0] == "Glass is collected on Friday."


def test_another_language_is_less_sure() -> None:
    french = Candidate("Station de tri.", "Station", (), "fr")
    assert judge("station", french).score < judge("station", french, "fr").score


def test_many_words_are_not_too_many() -> None:
    assert len(understood(" ".join(f"word{n}" for n in range(5000)), "en").concepts) < 30
