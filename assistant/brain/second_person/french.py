"""French: from the first person to "vous". The verb behind "je" or "nous" changes as well: where its form is not known for
certain, nothing is turned."""

from __future__ import annotations

import re

_FORMS = {
    "suis": "êtes", "ai": "avez", "fais": "faites", "vais": "allez", "peux": "pouvez", "veux": "voulez", "dois": "devez",
    "sais": "savez", "mets": "mettez", "prends": "prenez", "apprends": "apprenez", "comprends": "comprenez", "viens": "venez",
    "reviens": "revenez", "tiens": "tenez", "pars": "partez", "sors": "sortez", "dors": "dormez", "sers": "servez", "sens": "sentez",
    "bois": "buvez", "lis": "lisez", "écris": "écrivez", "dis": "dites", "vois": "voyez", "crois": "croyez",
    "connais": "connaissez", "reçois": "recevez", "vis": "vivez", "conduis": "conduisez", "cours": "courez", "finis": "finissez",
    "choisis": "choisissez", "perds": "perdez", "attends": "attendez", "rends": "rendez", "vends": "vendez", "réponds": "répondez",
    "entends": "entendez", "descends": "descendez", "remets": "remettez", "permets": "permettez", "ouvre": "ouvrez",
    "appelle": "appelez", "achète": "achetez", "préfère": "préférez", "lève": "levez", "gère": "gérez", "jette": "jetez",
    "amène": "amenez", "emmène": "emmenez", "promène": "promenez", "pèse": "pesez", "enlève": "enlevez", "élève": "élevez", "cède": "cédez", "possède": "possédez", "espère": "espérez", "répète": "répétez",
    "étais": "étiez", "avais": "aviez", "serai": "serez", "aurai": "aurez", "irai": "irez", "ferai": "ferez",
    "sommes": "êtes", "avons": "avez", "faisons": "faites", "disons": "dites", "allons": "allez",
}  # fmt: skip
_ENDINGS = (
    ("eons", "ez"), ("çons", "cez"), ("ons", "ez"), ("rais", "riez"), ("ais", "iez"), ("rai", "rez"),
    ("aie", "ayez"), ("oie", "oyez"), ("uie", "uyez"), ("e", "ez"),
)  # fmt: skip
_STEM_CHANGES = re.compile(r"(?:è[bcdfgjklmnprstvz]{1,2}|ell|ett)e$")
"""Those of verbs whose stem changes, unless they are known."""
_POSSESSIVES = {
    "mon": "votre", "ma": "votre", "mes": "vos", "notre": "votre", "nos": "vos", "moi": "vous", "mien": "vôtre", "mienne": "vôtre",
    "miens": "vôtres", "miennes": "vôtres", "nôtre": "vôtre", "nôtres": "vôtres", "nous": "vous", "me": "vous",
    "moi-même": "vous-même", "nous-mêmes": "vous-mêmes",
}  # fmt: skip
_CLITICS = r"(?:ne\s+|n'|me\s+|m'|nous\s+|le\s+|la\s+|les\s+|l'|y\s+|en\s+|lui\s+|leur\s+)*"
_JE = re.compile(rf"\b(?:je\s+|j')({_CLITICS})([\wÀ-ÿ]+)", re.IGNORECASE)
_NOUS = re.compile(rf"\bnous\s+({_CLITICS})([\wÀ-ÿ]+ons|sommes)\b", re.IGNORECASE)
_ELIDED = re.compile(r"(?<=\b[nl])[ea]\s+$", re.IGNORECASE)
_VOWELS = frozenset("aàâeéèêiîoôuûyh")
_M = re.compile(r"\bm'(?=[\wÀ-ÿ])", re.IGNORECASE)
_WORD = re.compile(r"(?<![\w'-])[\wÀ-ÿ]+(?:-même|-mêmes)?(?![\w'])")
_UNSURE = re.compile(
    r"\b(?:tu|te|toi|ton|ta|tes|tien|tienne|vous|votre|vos|on|moi qui|nous qui)\b|\bt'|-(?:je|moi|nous|tu|vous|toi)\b(?!-)"
    r"|\b(?:faut|faudrait|faille|pour|avant|afin|veut|veux|voudrait|voulait|voudrais|bien|sans|peur|jusqu'à ce|aimerait|préfère"
    r"|souhaite|dommage|heureux|heureuse|content|contente)\s+(?:que\s+(?:je|nous)|que\s+j')"  # a subjunctive
    r"|\bmon(?:sieur|seigneur)-",
    re.IGNORECASE,
)


def turned(text: str) -> str | None:
    """`text`, said by the one it is said to now, formally; None where that is not certain."""
    text = text.replace("’", "'")
    if _UNSURE.search(text):
        return None
    for pattern in (_JE, _NOUS):
        verbs = [match[2].lower() for match in pattern.finditer(text)]
        if any(_formal(verb) is None for verb in verbs):
            return None
        text = pattern.sub(_subject, text)
    if re.search(r"\bj(?:e\b|')", text, re.IGNORECASE):
        return None
    text = _M.sub(lambda match: _like("vous", match[0]) + " ", text)
    return _WORD.sub(lambda match: _like(_POSSESSIVES.get(match[0].lower(), match[0]), match[0]), text)


def _subject(match: re.Match[str]) -> str:
    """ "je ne suis", as "vous n'êtes"."""
    verb = _formal(match[2].lower()) or ""
    before = _ELIDED.sub("'", match[1]) if verb[:1] in _VOWELS else match[1]
    return f"{_like('vous', match[0])} {before}{verb}"


def _formal(verb: str) -> str | None:
    """The form behind "vous" of a form behind "je" or "nous"; None if it is not known."""
    if verb in _FORMS:
        return _FORMS[verb]
    if _STEM_CHANGES.search(verb):
        return None
    return next(
        (verb.removesuffix(old) + new for old, new in _ENDINGS if verb.endswith(old) and len(verb) > len(old)), None
    )


def _like(word: str, before: str) -> str:
    """With a capital, if the word it stands for had one."""
    return word[:1].upper() + word[1:] if before[:1].isupper() else word
