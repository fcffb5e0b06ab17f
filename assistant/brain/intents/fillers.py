"""Words around an order that do not belong to it. Only at its edges, and only if a template does not know them there."""

from __future__ import annotations

from assistant.brain.tokens import words

_LEADING = {
    "en": """
        please / hey / hi / hello / hey there / um / umm / uh / er / erm / hmm / mm / okay / ok / so / well / oh / ah / ugh / now /
        and / then / but / right / alright / all right / sorry / excuse me / listen / look / yes / yeah / actually / just /
        maybe / kindly / quickly / oops / thanks / thank you / like / you know / i mean / let me see / let's see / quick one /
        can you / could you / would you / will you / can you just / could you just / can you maybe / could you maybe /
        could you possibly / can you possibly / would you mind / do you mind / would you be able to / are you able to /
        i would like you to / i'd like you to / i want you to / i need you to / you can / you could / you may / go ahead and /
        do you think you could / do you think you can / i was wondering if you could / would you be so kind as to /
        would you kindly / can i ask you to / could i ask you to / be so kind and / do me a favor and / do me a favour and
    """,
    "fr": """
        s'il te plaît / s'il vous plaît / s'te plaît / steuplaît / stp / svp / euh / heu / hum / hmm / mh / ben / bah / bon / alors /
        et / mais / dis / dites / hé / eh / hey / ok / okay / oh / ah / oups / oui / allez / donc / voilà / tiens / bonjour / salut /
        bonsoir / pardon / excuse-moi / excusez-moi / merci de / maintenant / juste / finalement / au fait / enfin / écoute /
        peux-tu / tu peux / est-ce que tu peux / est-ce que tu pourrais / pourrais-tu / tu pourrais / peut-être /
        pouvez-vous / vous pouvez / est-ce que vous pouvez / est-ce que vous pourriez / pourriez-vous / vous pourriez /
        veux-tu / veux-tu bien / tu veux bien / est-ce que tu veux bien / voulez-vous / voulez-vous bien / vous voulez bien /
        veuillez / est-ce que je peux te demander de / je peux te demander de / puis-je vous demander de / puis-je te demander de /
        est-ce qu'on peut / on peut / on pourrait / peut-on / pourrait-on / est-ce qu'on pourrait / merci
    """,
}
_TRAILING = {
    "en": """
        please / thanks / thank you / thank you very much / thanks a lot / would you / will you / could you / can you / would you please /
        for me / for me please / okay / ok / alright / all right / right / now / right now / right away / then / um / uh / hmm /
        if you can / if you could / if you would / if you don't mind / if possible / would you mind / mate / dear / yeah / quickly /
        will ya / cheers
    """,
    "fr": """
        s'il te plaît / s'il vous plaît / s'te plaît / steuplaît / stp / svp / merci / merci bien / merci beaucoup / je vous prie /
        je te prie / d'accord / ok / okay / hein / maintenant / tout de suite / tu veux bien / veux-tu / voulez-vous / vous voulez bien /
        si tu peux / si vous pouvez / si possible / si tu veux bien / voilà / allez / euh / donc / là / quoi / bon / vite / tu peux /
        du coup
    """,
}


def _spoken(phrases: str, *, backwards: bool) -> tuple[str, ...]:
    found = (words(" ".join(phrase.split())) for phrase in phrases.split("/"))
    return tuple(" ".join(reversed(phrase) if backwards else phrase) for phrase in found)


LEADING = {language: _spoken(phrases, backwards=False) for language, phrases in _LEADING.items()}
TRAILING = {language: _spoken(phrases, backwards=True) for language, phrases in _TRAILING.items()}
"""The words of each backwards, for they are looked for from the end."""
