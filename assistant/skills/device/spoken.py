"""The state of the device in words, English and French. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from assistant import __version__
from assistant.observe.board import HOT_C
from assistant.skills import Call, Refusal
from assistant.skills.device.gauges import Gauges, Network
from assistant.skills.figures import figure
from assistant.skills.timers.spoken import duration

_LOW_BATTERY = 20
_LITTLE_DISK = 0.05
_STRONG_DBM, _WEAK_DBM = -60, -72
"""From which level on a Wi-Fi signal is strong, and below which it is weak."""
_BUSY = 1.5
_SIZES = {
    "en": ("terabytes", "gigabytes", "megabytes"),
    "fr": ("téraoctets", "gigaoctets", "mégaoctets"),
}
_PARAMETERS = re.compile(r"\b(\d+(?:\.\d+)?)\s*([mb])\b", re.IGNORECASE)
_PRECISION = re.compile(r"[-_.](?:i?q\d\w*|b?f16|f32)$", re.IGNORECASE)
_TRAINING = re.compile(r"\b(?:instruct|chat|it)\b", re.IGNORECASE)


def told(what: str, gauges: Gauges, facts: Mapping[str, str], call: Call) -> str:
    """One sentence about `what`. Raises `Refusal` for what this device does not know about itself."""
    language = call.language if call.language in _SIZES else "en"
    if what == "model":
        return _model(facts.get("llm", ""), language, aloud=call.aloud)
    return _TELLERS.get(what, _health)(gauges, language)


def size(count: int, language: str, thousand: int = 1000) -> str:
    """Bytes as people say them: 12 gigabytes, 1.5 gigabytes, 640 megabytes. `thousand`: 1000 for disks, 1024 for memory, as
    both are sold."""
    scales = [(thousand**power, name) for power, name in ((4, 0), (3, 1), (2, 2))]
    scale, name = next((known for known in scales if count >= known[0]), scales[-1])
    amount = round(count / scale, 0 if count >= 10 * scale else 1)
    word = _SIZES[language][name]
    return f"{figure(amount, language)} {word if _is_plural(amount, language) else word[:-1]}"


def _is_plural(amount: float, language: str) -> bool:
    return amount >= 2 if language == "fr" else amount != 1


def _battery(gauges: Gauges, language: str) -> str:
    battery = gauges.battery
    if battery is None:
        return _either(language, "I have no battery, I'm plugged in.", "Je n'ai pas de batterie, je suis branché.")
    if battery.plugged:
        return _either(
            language,
            f"My battery is at {battery.percent} percent, and I'm plugged in.",
            f"Ma batterie est à {battery.percent} %, et je suis branché.",
        )
    if battery.percent <= _LOW_BATTERY:
        return _either(
            language,
            f"My battery is at {battery.percent} percent; please plug me in.",
            f"Ma batterie est à {battery.percent} % ; branchez-moi, s'il vous plaît.",
        )
    return _either(
        language,
        f"My battery is at {battery.percent} percent, and I'm not plugged in.",
        f"Ma batterie est à {battery.percent} %, et je ne suis pas branché.",
    )


def _temperature(gauges: Gauges, language: str) -> str:
    if gauges.temperature_c is None:
        raise Refusal(
            _either(
                language,
                "I can't tell, this board has no thermometer that I can read.",
                "Je ne sais pas, cette carte n'a pas de thermomètre que je puisse lire.",
            )
        )
    degrees = round(gauges.temperature_c)
    if gauges.temperature_c >= HOT_C:
        return _either(
            language,
            f"My processor is too hot, at {degrees} degrees; give me some air.",
            f"Mon processeur est trop chaud, à {degrees} degrés ; donnez-moi un peu d'air.",
        )
    return _either(
        language,
        f"My processor is at {degrees} degrees, which is fine.",
        f"Mon processeur est à {degrees} degrés, tout va bien.",
    )


def _disk(gauges: Gauges, language: str) -> str:
    free, total = size(gauges.disk_free, language), size(gauges.disk_total, language)
    little = gauges.disk_free < _LITTLE_DISK * gauges.disk_total
    warning = _either(language, "; that is not much", " ; c'est peu") if little else ""
    return _either(language, f"{free} of {total} are free{warning}.", f"Il reste {free} libres sur {total}{warning}.")


def _memory(gauges: Gauges, language: str) -> str:
    sizes = (gauges.memory_own, gauges.memory_free, gauges.memory_total)
    own, free, total = (size(count, language, 1024) for count in sizes)
    return _either(
        language,
        f"I'm using {own} of memory; {free} of {total} are free.",
        f"J'utilise {own} de mémoire ; {free} sur {total} sont libres.",
    )


def _network(gauges: Gauges, language: str) -> str:
    network = gauges.network
    if not network.address:
        return _either(language, "No, I'm not connected to any network.", "Non, je ne suis connecté à aucun réseau.")
    way, signal = _way(network, language), _signal(network.signal_dbm, language)
    no_way_out = "" if network.leads_out else _either(language, ", but not to the internet", ", mais pas à Internet")
    return _either(
        language,
        f"I'm connected {way}{signal}{no_way_out}; my address is {network.address}.",
        f"Je suis connecté {way}{signal}{no_way_out} ; mon adresse est {network.address}.",
    )


def _way(network: Network, language: str) -> str:
    if not network.wifi:
        return _either(language, "by cable", "par câble")
    named = f" {network.name}" if network.name else ""
    return _either(language, f"to the Wi-Fi{named}", f"au Wi-Fi{named}")


def _signal(level_dbm: int | None, language: str) -> str:
    if level_dbm is None:
        return ""
    strengths = (("strong", "fort"), ("good", "bon"), ("weak", "faible"))
    english, french = strengths[(level_dbm < _STRONG_DBM) + (level_dbm < _WEAK_DBM)]
    return _either(language, f" with a {english} signal", f" avec un signal {french}")


def _uptime(gauges: Gauges, language: str) -> str:
    own, board = duration(gauges.running_s, language), duration(gauges.up_s, language)
    if own == board:
        return _either(language, f"I've been running for {own}.", f"Je tourne depuis {own}.")
    return _either(
        language,
        f"I've been running for {own}, and the board for {board}.",
        f"Je tourne depuis {own}, et la carte depuis {board}.",
    )


def _load(gauges: Gauges, language: str) -> str:
    percent = min(100, round(gauges.load * 100))
    return _either(
        language, f"My processor is about {percent} percent busy.", f"Mon processeur est occupé à environ {percent} %."
    )


def _board(gauges: Gauges, language: str) -> str:
    memory = size(gauges.memory_total, language, 1024)
    return _either(
        language,
        f"I run on {gauges.model}, with {gauges.cores} cores and {memory} of memory.",
        f"Je tourne sur {gauges.model}, avec {gauges.cores} cœurs et {memory} de mémoire.",
    )


def _version(gauges: Gauges, language: str) -> str:
    return _either(language, f"I'm Colibri, version {__version__}.", f"Je suis Colibri, version {__version__}.")


def _health(gauges: Gauges, language: str) -> str:
    """What is wrong, the worst first, else that nothing is."""
    if gauges.temperature_c is not None and gauges.temperature_c >= HOT_C:
        return _temperature(gauges, language)
    if gauges.disk_free < _LITTLE_DISK * gauges.disk_total:
        return _disk(gauges, language)
    if gauges.battery and not gauges.battery.plugged and gauges.battery.percent <= _LOW_BATTERY:
        return _battery(gauges, language)
    if gauges.load > _BUSY:
        return _load(gauges, language)
    return _either(language, "All is well with me.", "Tout va bien de mon côté.")


def _model(name: str, language: str, *, aloud: bool) -> str:
    if not name:
        return _either(
            language,
            "My language model runs here on this board, but I don't know its name.",
            "Mon modèle de langage tourne sur cette carte, mais je ne connais pas son nom.",
        )
    said = model_name(name, language) if aloud else name
    return _either(
        language,
        f"My language model is {said}, and it runs here on this board.",
        f"Mon modèle de langage est {said}, et il tourne ici, sur cette carte.",
    )


def model_name(name: str, language: str) -> str:
    """A model's name for the ear: "smollm2-135m-instruct" is "smollm2 with 135 million parameters"."""
    file = _PRECISION.sub("", name.rsplit("/", 1)[-1].removesuffix(".gguf"))
    plain = " ".join(_TRAINING.sub(" ", re.sub(r"[-_]", " ", file)).split())
    found = _PARAMETERS.search(plain)
    if found is None:
        return plain or name
    count = float(found[1])
    english, french = {"m": ("million", "million"), "b": ("billion", "milliard")}[found[2].lower()]
    family = " ".join((plain[: found.start()] + plain[found.end() :]).split())
    return _either(
        language,
        f"{family} with {figure(count, 'en')} {english} parameters",
        f"{family}, avec {figure(count, 'fr')} {french}{'s' if _is_plural(count, 'fr') else ''} de paramètres",
    )


def _either(language: str, english: str, french: str) -> str:
    return french if language == "fr" else english


_TELLERS: Mapping[str, Callable[[Gauges, str], str]] = {
    "battery": _battery,
    "temperature": _temperature,
    "disk": _disk,
    "memory": _memory,
    "network": _network,
    "uptime": _uptime,
    "load": _load,
    "board": _board,
    "version": _version,
}
