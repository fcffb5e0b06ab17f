"""What the bridge itself says and understands, in English and French; English in all other languages."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence

_STOP = frozenset(
    "stop|/stop|stop all|stopall|unsubscribe|arret|arrete|arretez|stopper|desabonner|se desabonner|me desabonner|"
    "desabonnez moi|desabonnement|desinscription|desinscrire".split("|")
)
_START = frozenset("start|/start|unstop|resume|reprendre|reprends|reprenez|commencer|demarrer".split("|"))
_HELP = frozenset("/help|help|aide|/aide|/start|start".split("|"))
_COMMON: Mapping[str, frozenset[str]] = {
    "en": frozenset(
        "the a an is are was what when where who how why do does did can could please my your you i it of to and in on at for "
        "me have has will would turn set tell add much many hello hi thanks yes no help unsubscribe s t m d ll re ve don isn".split()
    ),
    "fr": frozenset(
        "le la les un une des est sont quel quelle quels quelles quand ou qui comment pourquoi je tu il elle nous vous mon ma mes "
        "de du et dans sur au aux pour que qu ce cette mets met allume eteins dis ajoute combien bonjour salut merci oui non s "
        "plait te l d j n c m t y a aide arret arrete arretez desabonner reprendre reprends commencer demarrer".split()
    ),
}
"""Words that tell a language, without accents."""

_TEXTS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "refused": "Hello! I only talk to the people of this house. If you are one of them, say to me there: “pair my phone”, "
        "and send me the six digits.",
        "wrong_code": "That code is not valid (any more). Say “pair my phone” to the device for a new one.",
        "paired": "Done, we can talk here now. Write or send a voice note; STOP ends it, START begins again.",
        "stopped": "All right, I will not write to you any more. Send START when you want me again.",
        "started": "I am here again.",
        "help": "Write to me, or send a voice note: ask something, set timers and reminders, keep lists. STOP ends it.",
        "slow_down": "That is a lot at once. Give me a minute, then go on.",
        "failed": "Sorry, that did not work. Please try again.",
        "interrupted": "I was interrupted while I was doing this, and do not know whether it was done: “{text}”. "
        "Please check, and tell me again if it was not.",
        "late": "Your message reached me {minutes} min late. {text}",
        "late_undone": "Your message reached me {minutes} min late, so I have not done it. Send it again if you still want it.",
        "doubt": "A message of mine may not have reached you. If something is missing, please ask me again.",
        "forwarded_undone": "I do not do what forwarded messages ask for. Write it to me yourself if you want it.",
        "no_words": "I understand words and voice notes only.",
        "kind_voice": "I cannot listen to voice notes here; please write.",
        "kind_image": "I cannot look at pictures yet; please tell me in words.",
        "kind_video": "I cannot watch videos yet; please tell me in words.",
        "kind_document": "I cannot read files that are sent to me yet; please tell me in words.",
        "kind_sticker": "I do not understand stickers yet; please tell me in words.",
        "kind_location": "I do not understand locations yet; please tell me the place in words.",
        "kind_contacts": "I cannot take contacts yet; please tell me in words.",
        "kind_other": "I do not understand this kind of message yet; please tell me in words.",
        "note_too_long": "That voice note is too long for me; please send a shorter one.",
        "note_lost": "I could not get your voice note; please send it again.",
        "note_unreadable": "I could not play your voice note; please send it again.",
        "note_silent": "I heard nothing in your voice note; please try again.",
    },
    "fr": {
        "refused": "Bonjour ! Je ne parle qu'aux personnes de cette maison. Si vous en êtes, dites-moi là-bas : « associe mon "
        "téléphone », et envoyez-moi les six chiffres.",
        "wrong_code": "Ce code n'est pas (ou plus) valable. Dites à l'appareil « associe mon téléphone » pour en avoir un autre.",
        "paired": "C'est fait, nous pouvons parler ici. Écrivez-moi ou envoyez un message vocal ; STOP arrête, START reprend.",
        "stopped": "D'accord, je ne vous écrirai plus. Envoyez START quand vous voudrez de nouveau de moi.",
        "started": "Me revoilà.",
        "help": "Écrivez-moi ou envoyez un message vocal : posez une question, réglez des minuteurs et des rappels, tenez des "
        "listes. STOP arrête.",
        "slow_down": "Cela fait beaucoup à la fois. Laissez-moi une minute, puis continuez.",
        "failed": "Désolé, cela n'a pas marché. Essayez encore une fois.",
        "interrupted": "J'ai été interrompu pendant que je faisais ceci, et je ne sais pas si c'est fait : « {text} ». Vérifiez, "
        "et redites-le-moi si ce n'est pas le cas.",
        "late": "Votre message m'est parvenu avec {minutes} min de retard. {text}",
        "late_undone": "Votre message m'est parvenu avec {minutes} min de retard, je n'en ai donc rien fait. Renvoyez-le si "
        "vous le voulez encore.",
        "doubt": "Il se peut qu'un de mes messages ne vous soit pas parvenu. S'il manque quelque chose, redemandez-le-moi.",
        "forwarded_undone": "Je ne fais pas ce que demandent des messages transférés. Écrivez-le-moi vous-même si vous le voulez.",
        "no_words": "Je ne comprends que les mots et les messages vocaux.",
        "kind_voice": "Je ne peux pas écouter de messages vocaux ici ; écrivez-moi.",
        "kind_image": "Je ne sais pas encore regarder les images ; dites-le-moi avec des mots.",
        "kind_video": "Je ne sais pas encore regarder les vidéos ; dites-le-moi avec des mots.",
        "kind_document": "Je ne sais pas encore lire les fichiers qu'on m'envoie ; dites-le-moi avec des mots.",
        "kind_sticker": "Je ne comprends pas encore les autocollants ; dites-le-moi avec des mots.",
        "kind_location": "Je ne comprends pas encore les positions ; dites-moi le lieu avec des mots.",
        "kind_contacts": "Je ne peux pas encore prendre de contacts ; dites-le-moi avec des mots.",
        "kind_other": "Je ne comprends pas encore ce genre de message ; dites-le-moi avec des mots.",
        "note_too_long": "Ce message vocal est trop long pour moi ; envoyez-en un plus court.",
        "note_lost": "Je n'ai pas pu recevoir votre message vocal ; renvoyez-le.",
        "note_unreadable": "Je n'ai pas pu lire votre message vocal ; renvoyez-le.",
        "note_silent": "Je n'ai rien entendu dans votre message vocal ; essayez encore une fois.",
    },
}


def say(key: str, language: str, **values: object) -> str:
    """A text of the bridge."""
    return _TEXTS.get(language, _TEXTS["en"])[key].format(**values).strip()


def stops(text: str) -> bool:
    """Whether they want no more messages; only where that is all they wrote."""
    return _bare(text) in _STOP


def starts(text: str) -> bool:
    """Whether they want messages again."""
    words = _bare(text)
    return words in _START or words.startswith("/start ")


def asks_for_help(text: str) -> bool:
    """Whether they ask what this is, or begin though they had not stopped."""
    words = _bare(text)
    return words in _HELP or words.startswith("/start ")


def language_of(text: str, configured: Sequence[str], known: str) -> str:
    """The configured language that `text` is most likely in: that of its common words, and where they do not tell, the one that
    was `known`, or the first. A language whose words we do not know is left for another only when most words are of that."""
    before = known if known in configured else configured[0]
    words = _words(text)
    votes = {language: sum(word in _COMMON.get(language, ()) for word in words) for language in configured}
    best = max(configured, key=lambda language: (votes[language], language == before))
    return best if votes[best] > (votes[before] if before in _COMMON else len(words) // 2) else before


def _words(text: str) -> list[str]:
    """In lower case, without accents, punctuation and pictures, in plain letters; a command keeps its slash."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return re.findall(r"/?[^\W_]+", plain.casefold())


def _bare(text: str) -> str:
    return " ".join(_words(text))
