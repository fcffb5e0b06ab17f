"""French: how its numbers, dates, times, money, units and abbreviations are written and said."""

from __future__ import annotations

import re

from assistant.tts.normalize.grammar import Currency, Grammar, Rule, Unit
from assistant.tts.normalize.numbers import spell, spell_digits
from assistant.tts.normalize.roman import roman_value
from assistant.tts.normalize.rules import rule

_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()
_SHORT = {"janv.": 0, "févr.": 1, "fév.": 1, "avr.": 3, "juil.": 6, "sept.": 8, "oct.": 9, "nov.": 10, "déc.": 11}
_MONTH = "|".join([*_MONTHS, *map(re.escape, _SHORT)])


def _s(name: str, feminine: bool = False) -> Unit:
    """Plural of the first word, and of the adjective that may follow it."""
    return Unit(name, " ".join(word if word in ("par", "de") else f"{word}s" for word in name.split()), feminine)


_UNITS: dict[str, Unit] = {
    short: _s(name)
    for short, name in {
        "mm": "millimètre", "cm": "centimètre", "dm": "décimètre", "m": "mètre", "km": "kilomètre", "µm": "micromètre",
        "nm": "nanomètre", "mg": "milligramme", "g": "gramme", "kg": "kilogramme", "ml": "millilitre",
        "mL": "millilitre", "cl": "centilitre", "cL": "centilitre", "dl": "décilitre", "dL": "décilitre", "l": "litre",
        "L": "litre", "ko": "kilooctet", "Ko": "kilooctet", "Mo": "mégaoctet", "Go": "gigaoctet", "To": "téraoctet",
        "kB": "kilooctet", "KB": "kilooctet", "MB": "mégaoctet", "GB": "gigaoctet", "TB": "téraoctet", "W": "watt",
        "kW": "kilowatt", "MW": "mégawatt", "V": "volt", "mV": "millivolt", "kV": "kilovolt", "A": "ampère",
        "mA": "milliampère", "dB": "décibel", "J": "joule", "kJ": "kilojoule", "Pa": "pascal", "hPa": "hectopascal",
        "kPa": "kilopascal", "px": "pixel", "ha": "hectare", "°": "degré", "bar": "bar", "Ω": "ohm", "N": "newton",
        "nœuds": "nœud", "j": "jour",
    }.items()
}  # fmt: skip
_UNITS |= {
    short: _s(name, True)
    for short, name in {
        "t": "tonne", "h": "heure", "min": "minute", "mn": "minute", "s": "seconde", "sec": "seconde", "cal": "calorie",
        "ms": "milliseconde", "kcal": "kilocalorie", "lb": "livre", "oz": "once", "µs": "microseconde", "ns": "nanoseconde",
    }.items()
}  # fmt: skip
_UNITS |= {
    "Hz": Unit("hertz", "hertz"), "kHz": Unit("kilohertz", "kilohertz"), "MHz": Unit("mégahertz", "mégahertz"),
    "GHz": Unit("gigahertz", "gigahertz"), "%": Unit("pour cent", "pour cent"), "‰": Unit("pour mille", "pour mille"),
    "°C": Unit("degré Celsius", "degrés Celsius"), "°F": Unit("degré Fahrenheit", "degrés Fahrenheit"),
    "° C": Unit("degré Celsius", "degrés Celsius"), "° F": Unit("degré Fahrenheit", "degrés Fahrenheit"),
    "Wh": Unit("wattheure", "wattheures"), "kWh": Unit("kilowattheure", "kilowattheures"),
    "mAh": Unit("milliampère-heure", "milliampères-heures"), "kmh": Unit("kilomètre-heure", "kilomètres-heure"),
    "km/h": Unit("kilomètre-heure", "kilomètres-heure"), "tr/min": Unit("tour par minute", "tours par minute"),
    "Mbit": Unit("mégabit", "mégabits"), "Mb": Unit("mégabit", "mégabits"), "ppm": Unit("partie par million", "parties par million", True),
    "ans": Unit("an", "ans"), "fois": Unit("fois", "fois", True),
}  # fmt: skip
for _noun in (
    "heure",
    "minute",
    "seconde",
    "semaine",
    "année",
    "personne",
    "page",
    "livre",
    "tonne",
    "journée",
    "pièce",
):
    _UNITS |= {_noun: _s(_noun, True), f"{_noun}s": _s(_noun, True)}
for _short, _name in (("mm", "millimètre"), ("cm", "centimètre"), ("m", "mètre"), ("km", "kilomètre")):
    for _mark in ("2", "^2"):
        _UNITS[_short + _mark] = _s(f"{_name} carré")
    for _mark in ("3", "^3"):
        _UNITS[_short + _mark] = _s(f"{_name} cube")

_CENTIME = Unit("centime", "centimes")
_EURO = Currency(_s("euro"), _CENTIME)
_DOLLAR = Currency(_s("dollar"), Unit("cent", "cents"))
_POUND = Currency(Unit("livre", "livres", True), Unit("penny", "pence"))
_CURRENCIES = {
    "€": _EURO, "EUR": _EURO, "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR, "£": _POUND, "GBP": _POUND,
    "¥": Currency(Unit("yen", "yens"), None), "JPY": Currency(Unit("yen", "yens"), None),
    "CHF": Currency(Unit("franc suisse", "francs suisses"), _CENTIME),
}  # fmt: skip

_WORDS = {
    "minus": "moins", "point": "virgule", "to": "à", "times": "fois", "power": "puissance", "squared": "au carré",
    "cubed": "au cube", "divided": "divisé par", "over": "sur", "per": "par", "and": "et", "and_half": "et demi",
    "at": "arobase", "dot": "point", "part_of": "de ", "slash": "barre oblique", "k": "mille", "m": "millions", "md": "milliards",
}  # fmt: skip


def _fraction(digits: str) -> str:
    """Up to three decimals are read as a number behind their zeros, more of them one by one."""
    if len(digits) > 3 or not digits.strip("0"):
        return spell_digits(digits, "fr")
    zeros = len(digits) - len(digits.lstrip("0"))
    return " ".join(["zéro"] * zeros + [spell(digits[zeros:], "fr")])


def _cents(whole: str, fraction: str, currency: Currency) -> str:
    cent = currency.cent or currency.unit
    if not whole.strip("0") and int(fraction):
        return f"{spell(fraction, 'fr')} {cent.one if int(fraction) == 1 else cent.many}"
    unit = currency.unit
    spoken = spell(whole, "fr", "feminine" if unit.feminine else "cardinal")
    large = f"{spoken} {unit.one if int(whole[-9:]) < 2 and len(whole) < 9 else unit.many}"
    return f"{large} {spell(fraction, 'fr')}" if int(fraction) else large


def _day(day: str, month: int, year: str | None) -> str:
    number = "premier" if int(day) == 1 else spell(day, "fr")
    return f"{number} {_MONTHS[month]}" + (f" {spell(year, 'fr')}" if year else "")


def _iso_date(match: re.Match[str]) -> str:
    month, day = int(match[2]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0].replace("-", " ")
    return _day(match[3], month - 1, match[1]) + (" " if match[4] else "")


def _slash_date(match: re.Match[str]) -> str:
    day, month = int(match[1]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return " ".join((match[1], match[3], match[4]))
    year = match[4] if len(match[4]) == 4 else ("20" if int(match[4]) < 70 else "19") + match[4]
    return _day(match[1], month - 1, year)


def _named_date(match: re.Match[str]) -> str:
    name = match[2].lower()
    return _day(match[1], _SHORT[name] if name in _SHORT else _MONTHS.index(name), match[3])


def _clock(match: re.Match[str]) -> str:
    hour, minute = match[1], match[2]
    if int(hour) > 99 or int(minute or "0") > 59:
        return f"{spell(hour, 'fr')} {spell(minute, 'fr')}"
    hours = f"{spell(hour, 'fr', 'feminine')} heure{'s' if int(hour) > 1 else ''}"
    return f"{hours} {spell(minute, 'fr', 'feminine')}" if minute and int(minute) else hours


def _long_clock(match: re.Match[str]) -> str:
    parts = zip((match[1], match[2], match[3]), ("heure", "minute", "seconde"), strict=True)
    hours, minutes, seconds = (f"{spell(n, 'fr', 'feminine')} {name}{'s' if int(n) > 1 else ''}" for n, name in parts)
    return f"{hours}, {minutes} et {seconds}"


def _ordinal(match: re.Match[str]) -> str:
    digits, ending = match[1], match[2].lower()
    if digits == "2" and ending.startswith("n"):
        word = "seconde" if "e" in ending else "second"
    elif digits == "1" and ending[0] == "e":
        word = "premier" if ending.startswith("er") else "première"
    else:
        word = spell(digits, "fr", "ordinal-feminine" if ending.startswith(("r", "èr")) else "ordinal")
    return word + ("s" if ending.endswith("s") else "")


def _century(match: re.Match[str]) -> str:
    value = roman_value(match[1])
    if value is None:
        return match[0]
    return "premier" if value == 1 else spell(str(value), "fr", "ordinal")


def _regnal(match: re.Match[str]) -> str:
    value = roman_value(match[2])
    return f"{match[1]} {spell(str(value), 'fr')}" if value else match[0]


def _phone(match: re.Match[str]) -> str:
    """As it is written: in pairs where it stands in pairs, which is how the French say it."""
    return ", ".join(
        f"zéro {spell(pair[1], 'fr')}" if pair[0] == "0" else spell(pair, "fr")
        for pair in re.findall(r"\d\d", match[0])
    )


def _international(match: re.Match[str]) -> str:
    return "plus " + ", ".join(
        spell_digits(group, "fr") if group[0] == "0" else spell(group, "fr") for group in re.findall(r"\d+", match[0])
    )


_ABBREVIATIONS: tuple[Rule, ...] = (
    rule(r"\bMM\.(?=\s[A-ZÉÀ])", "Messieurs"),
    rule(r"\bM\.(?=\s[A-ZÉÀ])", "Monsieur"),
    rule(r"\bMmes\b\.?(?=\s)", "Mesdames"),
    rule(r"\bMme\b\.?(?=\s)", "Madame"),
    rule(r"\bMlles\b\.?(?=\s)", "Mesdemoiselles"),
    rule(r"\bMlle\b\.?(?=\s)", "Mademoiselle"),
    rule(r"\bDr\b\.?(?=\s)", "Docteur"),
    rule(r"\bPr\b\.?(?=\s[A-ZÉÀ])", "Professeur"),
    rule(r"\bSt(?=[\s-][A-ZÉÀ])", "Saint"),
    rule(r"\bSte(?=[\s-][A-ZÉÀ])", "Sainte"),
    rule(r"\bp\.\s?ex\.", "par exemple"),
    rule(r"\bc\.?\s?-?à\.?\s?-?d\.|\bcàd\b\.?", "c'est-à-dire"),
    rule(r"\benv\.", "environ"),
    rule(r"\b[Nn][°º]s?\s?(?=\d)|№\s?|#\s?(?=\d)", " numéro "),
    rule(r"\betc\.(?=\s+[^a-zà-ÿ]|\s*$)", "et cetera."),
    rule(r"\betc\b(?:\.+|…)?", "et cetera"),
    rule(r"\bcf\b\.?", "voir"),
    rule(r"\bav\.\s?J\.?-C\.?", "avant Jésus-Christ"),
    rule(r"\bapr?\.\s?J\.?-C\.?", "après Jésus-Christ"),
    rule(r"\bJ\.-C\.?", "Jésus-Christ"),
    rule(r"\bav\.(?=\s(?:d|[A-Z]))", "avenue"),
    rule(r"\b(?:bd|Bd|boul)\b\.?(?=\s)", "boulevard"),
    rule(r"\b[Tt]él\.", "téléphone"),
    rule(r"\b[sS]\.?[vV]\.?[pP]\b\.?", "s'il vous plaît"),
    rule(r"\bpp\.\s?(?=\d)", "pages "),
    rule(r"\bp\.\s?(?=\d)", "page "),
    rule(r"\bart\.\s?(?=\d)", "article "),
    rule(r"\bvol\.\s?(?=\d)", "volume "),
    rule(r"\bchap\.\s?(?=\d)", "chapitre "),
    rule(r"\bhab\.", "habitants"),
    rule(r"\bvs\b\.?", "contre"),
    rule(r"\bmax\.(?=\s|$)", "maximum"),
    rule(r"\bmin\.(?=\s|$)(?<!\d min\.)(?<!\dmin\.)", "minimum"),
    rule(r"(?<!\w)#(?=[a-zA-Z])", "mot-dièse "),
    rule(r"~\s?(?=\d)|≈\s?(?=\d)", "environ "),
)
_DATES_AND_TIMES: tuple[Rule, ...] = (
    rule(r"\b(\d{4})-(\d{2})-(\d{2})(?:(T)(?=\d)|\b)", _iso_date),
    rule(r"\b(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b(?!\.\d)", _slash_date),
    rule(rf"\b(\d{{1,2}})(?:er)?\s({_MONTH})(?!\w)(?:\s(\d{{4}})\b)?", _named_date, re.IGNORECASE),
    rule(r"(?<![\d/])(\d{1,2})/(0\d)(?![\d/])", lambda m: _day(m[1], int(m[2]) - 1, None) if m[2] != "00" else m[0]),
    rule(r"(?<![\d:.])(\d{1,2}):(\d{2}):(\d{2})(?![\d:])", _long_clock),
    rule(r"(?<![\d:.])(\d{1,2}):(\d{2})(?![\d:])", _clock),
    rule(r"(?<![\d:.,])(\d{1,2})\s?[hH]\s?(\d{2})(?!\d)(?:\s?mi?n\b)?", _clock),
    rule(r"(?<!\w)(\d+)\s?([hj])/(\d+)", r"\1 \2 sur \3"),
)
_REST: tuple[Rule, ...] = (
    rule(r"(?<![\d.])0\d(?:[ .-]\d\d){4}(?!\d)", _phone),
    rule(r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\d)", _international),
    rule(r"\bIers?(?=\s|$|[.,;])", "premier"),
    rule(r"\bI(?:re|ère)(?=\s|$|[.,;])", "première"),
    rule(r"\b([IVX]+)(?:e|è|ème|eme)(?=\s|$|[.,;)-])", _century),
    rule(r"\b([A-ZÉ][a-zéèêëïîôç]+)\s([IVX]{2,6}|V(?=[\s.,;!?]|$)(?!\.[A-Z]))(?![\w'’])", _regnal),
    rule(r"(?<![\d.,])(\d{1,15})(ers?|ères?|res?|nde?s?|i?èmes?|emes?|es?)(?!\w)", _ordinal),
)
_LATE: tuple[Rule, ...] = (
    rule(r"(?<![\d.])(?!\d{1,3}(?:\.\d{3})+(?![\d.]))\d+(?:\.\d+){2,}", lambda m: m[0].replace(".", " point ")),
)

GRAMMAR = Grammar(
    language="fr",
    number=r"(?:\d{1,3}(?:[ \u00a0]\d{3})+(?!\d)(?:,\d+)?|\d{1,3}(?:\.\d{3}){2,}(?!\d)(?:,\d+)?"
    r"|\d{1,3}(?:,\d{3}){2,}(?![\d,])|\d+(?:[.,]\d+)?)",
    group_marks=" \u00a0",
    decimal_marks=",.",
    words=_WORDS,
    units=_UNITS,
    currencies=_CURRENCIES,
    symbols={
        "&": "et", "+": "plus", "=": "égale", "@": "arobase", "<": "inférieur à", ">": "supérieur à",
        "≤": "inférieur ou égal à", "≥": "supérieur ou égal à", "≠": "différent de", "≈": "environ", "±": "plus ou moins",
        "√": "racine de", "π": "pi", "∞": "infini", "×": "fois", "÷": "divisé par", "§": "paragraphe", "→": "vers",
        "%": "pour cent", "°": "degrés", "€": "euros", "$": "dollars", "£": "livres", "−": "moins",
    },
    parts={2: ("demi", "demis"), 3: ("tiers", "tiers"), 4: ("quart", "quarts")},
    scales="mille|millions?|milliards?|[kKM](?!\\w)|Md(?!\\w)",
    plural_from=2,
    spell_fraction=_fraction,
    cents=_cents,
    scaled="{number} {scale} d'{unit}",
    tight=".,…)",
    early=(*_ABBREVIATIONS, *_DATES_AND_TIMES, *_REST),
    late=_LATE,
)  # fmt: skip
