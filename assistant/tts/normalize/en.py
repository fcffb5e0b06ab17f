"""English: how its numbers, dates, times, money, units and abbreviations are written and said (American names)."""

from __future__ import annotations

import re

from assistant.tts.normalize.grammar import Currency, Grammar, Rule, Unit
from assistant.tts.normalize.numbers import spell, spell_digits
from assistant.tts.normalize.roman import REGNAL_EN, roman_value
from assistant.tts.normalize.rules import rule

_MONTHS = "January February March April May June July August September October November December".split()
_SHORT = {**{m[:3]: m for m in _MONTHS}, "Sept": "September"}
_MONTH = "|".join([*_MONTHS, *(f"{short}\\.?" for short in sorted(_SHORT, key=len, reverse=True) if short != "May")])


def _s(name: str) -> Unit:
    return Unit(name, f"{name}s")


_UNITS: dict[str, Unit] = {
    short: _s(name)
    for short, name in {
        "mm": "millimeter", "cm": "centimeter", "dm": "decimeter", "m": "meter", "km": "kilometer", "µm": "micrometer",
        "nm": "nanometer", "mg": "milligram", "g": "gram", "kg": "kilogram", "t": "ton", "ml": "milliliter",
        "mL": "milliliter", "cl": "centiliter", "cL": "centiliter", "dl": "deciliter", "dL": "deciliter", "l": "liter",
        "L": "liter", "ms": "millisecond", "µs": "microsecond", "ns": "nanosecond", "s": "second", "sec": "second",
        "secs": "second", "min": "minute", "mins": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "mi": "mile",
        "yd": "yard", "lb": "pound", "lbs": "pound", "oz": "ounce", "kB": "kilobyte", "KB": "kilobyte",
        "MB": "megabyte", "GB": "gigabyte", "TB": "terabyte", "Wh": "watt hour", "kWh": "kilowatt hour", "W": "watt",
        "kW": "kilowatt", "MW": "megawatt", "GW": "gigawatt", "V": "volt", "mV": "millivolt", "kV": "kilovolt",
        "mA": "milliamp", "mAh": "milliamp hour", "dB": "decibel", "J": "joule", "kJ": "kilojoule", "kcal": "kilocalorie",
        "cal": "calorie", "Pa": "pascal", "hPa": "hectopascal", "kPa": "kilopascal", "px": "pixel", "ha": "hectare",
        "tsp": "teaspoon", "tbsp": "tablespoon", "°": "degree", "Ω": "ohm", "kΩ": "kiloohm", "N": "newton",
    }.items()
}  # fmt: skip
_UNITS |= {
    "ft": Unit("foot", "feet"), "Hz": Unit("hertz", "hertz"), "kHz": Unit("kilohertz", "kilohertz"),
    "MHz": Unit("megahertz", "megahertz"), "GHz": Unit("gigahertz", "gigahertz"),
    "Mbps": Unit("megabit per second", "megabits per second"), "Gbps": Unit("gigabit per second", "gigabits per second"),
    "mph": Unit("mile per hour", "miles per hour"), "rpm": Unit("revolution per minute", "revolutions per minute"),
    "fps": Unit("frame per second", "frames per second"), "ppm": Unit("part per million", "parts per million"),
    "%": Unit("percent", "percent"), "‰": Unit("per thousand", "per thousand"), "bar": Unit("bar", "bars"),
    "°C": Unit("degree Celsius", "degrees Celsius"), "°F": Unit("degree Fahrenheit", "degrees Fahrenheit"),
    "° C": Unit("degree Celsius", "degrees Celsius"), "° F": Unit("degree Fahrenheit", "degrees Fahrenheit"),
    "kmh": Unit("kilometer per hour", "kilometers per hour"), "kph": Unit("kilometer per hour", "kilometers per hour"),
    "sq ft": Unit("square foot", "square feet"),
}  # fmt: skip
for _short, _name in (("mm", "millimeter"), ("cm", "centimeter"), ("m", "meter"), ("km", "kilometer")):
    for _mark in ("2", "^2"):
        _UNITS[_short + _mark] = _s(f"square {_name}")
    for _mark in ("3", "^3"):
        _UNITS[_short + _mark] = _s(f"cubic {_name}")

_DOLLAR = Currency(_s("dollar"), _s("cent"))
_EURO = Currency(_s("euro"), _s("cent"))
_POUND = Currency(_s("pound"), Unit("penny", "pence"))
_CURRENCIES = {
    "$": _DOLLAR, "US$": _DOLLAR, "USD": _DOLLAR, "€": _EURO, "EUR": _EURO, "£": _POUND, "GBP": _POUND,
    "¥": Currency(Unit("yen", "yen"), None), "JPY": Currency(Unit("yen", "yen"), None),
    "CHF": Currency(Unit("Swiss franc", "Swiss francs"), None), "₹": Currency(_s("rupee"), None),
    "¢": Currency(_s("cent"), None),
}  # fmt: skip

_WORDS = {
    "minus": "minus", "point": "point", "to": "to", "times": "times", "power": "to the power of", "squared": "squared",
    "cubed": "cubed", "divided": "divided by", "over": "over", "per": "per", "and": "and", "and_half": "and a half",
    "at": "at", "dot": "dot", "part_of": "", "slash": "slash", "k": "thousand", "m": "million", "mn": "million", "bn": "billion",
    "b": "billion", "tn": "trillion",
}  # fmt: skip


def _cents(whole: str, fraction: str, currency: Currency) -> str:
    cent = currency.cent or currency.unit
    small = f"{spell(fraction, 'en')} {cent.one if int(fraction) == 1 else cent.many}"
    one = whole.strip("0") == "1" and whole[-1] == "1"
    large = f"{spell(whole, 'en')} {currency.unit.one if one else currency.unit.many}"
    if not whole.strip("0"):
        return small if int(fraction) else large
    return f"{large} and {small}" if int(fraction) else large


def _year(digits: str) -> str:
    return spell(digits, "en", "year") if 1000 <= int(digits) < 2100 else spell(digits, "en")


def _day(month: str, day: str, year: str | None) -> str:
    spoken = f"{month} {spell(day, 'en', 'ordinal')}"
    return f"{spoken}, {_year(year)}" if year else spoken


def _iso_date(match: re.Match[str]) -> str:
    month, day = int(match[2]), int(match[3])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return match[0].replace("-", " ")
    return _day(_MONTHS[month - 1], match[3], match[1]) + (" " if match[4] else "")


def _slash_date(match: re.Match[str]) -> str:
    """Month first, as in the United States, unless that cannot be."""
    first, second = int(match[1]), int(match[3])
    month, day = (first, match[3]) if first <= 12 else (second, match[1])
    if not (1 <= month <= 12 and 1 <= int(day) <= 31):
        return " ".join((match[1], match[3], match[4]))
    year = match[4] if len(match[4]) == 4 else ("20" if int(match[4]) < 70 else "19") + match[4]
    return _day(_MONTHS[month - 1], day, year)


def _month_name(written: str) -> str:
    return _SHORT.get(written.rstrip("."), written)


def _month_first(match: re.Match[str]) -> str:
    return _day(_month_name(match[1]), match[2], match[3])


def _day_first(match: re.Match[str]) -> str:
    return _day(_month_name(match[2]), match[1], match[3])


def _clock(match: re.Match[str]) -> str:
    hour, minute, half = match[1], match[2] or "00", (match[3] or "").replace(".", "").upper()
    if int(hour) > 24 or int(minute) > 59:
        return f"{spell(hour, 'en')} {spell(minute, 'en')} {half}"
    if int(minute):
        minutes = f"oh {spell(minute, 'en')}" if minute[0] == "0" else spell(minute, "en")
    else:
        minutes = "" if half else "o'clock" if 1 <= int(hour) <= 12 else "hundred"
    end = "." if match[3] and match[3].endswith(".") and not match.string[match.end() :].strip() else ""
    return " ".join(part for part in (spell(hour, "en"), minutes, half) if part) + end


def _long_clock(match: re.Match[str]) -> str:
    parts = zip((match[1], match[2], match[3]), ("hour", "minute", "second"), strict=True)
    hours, minutes, seconds = (f"{spell(n, 'en')} {name}{'' if int(n) == 1 else 's'}" for n, name in parts)
    return f"{hours}, {minutes} and {seconds}"


def _roman(match: re.Match[str]) -> str:
    value = roman_value(match[2])
    if value is None:
        return match[0]
    if match[1] in REGNAL_EN:
        return f"{match[1]} the {spell(str(value), 'en', 'ordinal')}"
    return f"{match[1]} {spell(str(value), 'en')}"


def _phone(match: re.Match[str]) -> str:
    groups = re.findall(r"\d+", match[0])
    plus = "plus " if match[0].startswith("+") else ""
    return plus + ", ".join(spell_digits(group, "en") for group in groups)


def _feet(match: re.Match[str]) -> str:
    feet = f"{spell(match[1], 'en')} {'foot' if match[1] == '1' else 'feet'}"
    return f"{feet} {spell(match[2], 'en')}" if match[2] else feet


def _decade(match: re.Match[str]) -> str:
    words = spell(match[2], "en", "year") if len(match[2]) == 4 else spell(match[2], "en")
    return words[:-1] + "ies" if words.endswith("y") else words + ("es" if words.endswith("x") else "s")


_ABBREVIATIONS: tuple[Rule, ...] = (
    *(
        rule(rf"\b{short}\.(?=\s)", long)
        for short, long in {
            "Dr": "Doctor", "Mr": "Mister", "Mrs": "Missus", "Ms": "Miz", "Prof": "Professor", "Gen": "General",
            "Capt": "Captain", "Sgt": "Sergeant", "Lt": "Lieutenant", "Mt": "Mount",
        }.items()
    ),
    rule(r"\bSt\.(?=\s+[A-Z])", "Saint"),
    rule(r"(?<=[a-z] )St\.(?=$|\s|,)", "Street"),
    rule(r"(?<=[a-z] )Ave\.(?=$|\s|,)", "Avenue"),
    rule(r"(?<=[a-z] )Blvd\.(?=$|\s|,)", "Boulevard"),
    rule(r"(?<=[a-z] )Rd\.(?=$|\s|,)", "Road"),
    rule(r"\bJr\.(?=$|\s|,)", "Junior"),
    rule(r"\bSr\.(?=$|\s|,)", "Senior"),
    rule(r"\be\.\s?g\.", "for example"),
    rule(r"\bi\.\s?e\.", "that is"),
    rule(r"\betc\.(?=\s+[^a-z]|\s*$)", "et cetera."),
    rule(r"\betc\b\.?", "et cetera"),
    rule(r"\bvs\b\.?", "versus"),
    rule(r"\bapprox\.", "approximately"),
    rule(r"\b(?:No|no|Nr)\.\s?(?=\d)|№\s?|\bn°\s?(?=\d)|#\s?(?=\d)", " number "),
    rule(r"\bpp\.\s?(?=\d)", "pages "),
    rule(r"\bp\.\s?(?=\d)", "page "),
    rule(r"\b[Vv]ol\.\s?(?=\d)", "volume "),
    rule(r"\b[Ff]ig\.\s?(?=\d)", "figure "),
    rule(r"\b[Cc]h\.\s?(?=\d)", "chapter "),
    rule(r"\bdept\.", "department"),
    rule(r"\bw/o\b", "without"),
    rule(r"\bw/(?=\s)", "with"),
    rule(r"\b24/7\b", "twenty-four seven"),
    rule(r"(?<![\d.,/-])9/11(?![\d/])", "nine eleven"),
    rule(r"(?<![\d.,$€£-])911(?![\d.,-]\d|\d)", "nine one one"),
    rule(r"\b([CF])#(?!\w)", r"\1 sharp"),
    rule(r"(?<=\d)(\s?[ap]\.?m\.?)\s?[-–]\s?(?=\d)", r"\1 to ", re.IGNORECASE),
    rule(r"\bLtd\.", "Limited"),
    rule(r"\bInc\.", "Incorporated"),
    rule(r"(?<!\w)#(?=[a-zA-Z])", "hashtag "),
    rule(r"~\s?(?=[$€£]?\d)|≈\s?(?=\d)", "about "),
)  # fmt: skip

_HALF = r"([ap]\.\s?m\.|[AaPp][Mm]\b)"
_DATES_AND_TIMES: tuple[Rule, ...] = (
    rule(r"\b(\d{4})-(\d{2})-(\d{2})(?:(T)(?=\d)|\b)", _iso_date),
    rule(r"\b(\d{1,2})([/.])(\d{1,2})\2(\d{4}|\d{2})\b(?!\.\d)", _slash_date),
    rule(rf"\b({_MONTH})\s(\d{{1,2}})(?:st|nd|rd|th)?(?!\d|[.:]\d|,\d)(?:,?\s(\d{{4}})\b(?![.,:]\d))?", _month_first),
    rule(rf"\b(\d{{1,2}})\s({_MONTH})\b\.?(?:,?\s(\d{{4}})\b)?", _day_first),
    rule(r"(?<![\d:.])(\d{1,2}):(\d{2}):(\d{2})(?![\d:])", _long_clock),
    rule(rf"(?<![\d:.])(\d{{1,2}}):(\d{{2}})(?![\d:])(?:\s?{_HALF})?", _clock),
    rule(rf"(?<![\d:.,])(\d{{1,2}})()\s?{_HALF}", _clock),
)
_DURATIONS: tuple[Rule, ...] = (rule(r"\b(\d{1,3})\s?hr?s?\s?(\d{1,2})\s?m(?:ins?)?\b(?!\^)", r"\1 h \2 min"),)
_PHONES: tuple[Rule, ...] = (
    rule(r"\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,6}(?!\d)", _phone),
    rule(r"(?<![\d.-])(?:1[ .-])?\(?\d{3}\)?[ .-]\d{3}[.-]\d{4}(?![\d-])", _phone),
    rule(r"(?<![\d.,-])\d{3}-\d{4}(?![\d-])", _phone),
)
_REST: tuple[Rule, ...] = (
    rule(r"\b([A-Z][a-zé]+)\s([IVX]{2,6})(?![\w'’])", _roman),
    rule(r"\b(Charles|Elizabeth|Henry|Louis|Edward|James|George)\s([VX])(?![\w.'’])", _roman),
    rule(r"(?<![\d.,])(\d{1,15}|\d{1,3}(?:,\d{3})+)(?:st|nd|rd|th)\b", lambda m: spell(m[1].replace(",", ""), "en", "ordinal")),
    rule(r"(?<![\d.,])('|’)?(\d{3}0|\d0)['’]?s\b", _decade),
    rule(r"(?<![\w.])(\d{1,2})['′](?:\s?(\d{1,2})[\"″])", _feet),
)  # fmt: skip
_LATE: tuple[Rule, ...] = (
    rule(r"(?<![\d.])\d+(?:\.\d+){2,}", lambda m: m[0].replace(".", " dot ")),
    rule(r"(?<=\d),(?=\d)(?!\d{3}(?!\d))", ", "),
    rule(r"(?<![\w.,:/-])(?<!-)(1[1-9]\d\d|20\d\d)(?![\w]|[.,:/]\d)", lambda m: spell(m[1], "en", "year")),
)

GRAMMAR = Grammar(
    language="en",
    number=r"(?:\d{1,3}(?:[,\u00a0]\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\w.])\.\d+)",
    group_marks=",\u00a0",
    decimal_marks=".",
    words=_WORDS,
    units=_UNITS,
    currencies=_CURRENCIES,
    symbols={
        "&": "and", "+": "plus", "=": "equals", "@": "at", "<": "less than", ">": "greater than", "≤": "at most",
        "≥": "at least", "≠": "is not equal to", "≈": "about", "±": "plus or minus", "√": "square root of", "π": "pi",
        "∞": "infinity", "×": "times", "÷": "divided by", "§": "section", "→": "to", "%": "percent", "°": "degrees",
        "€": "euros", "$": "dollars", "£": "pounds", "−": "minus",
    },
    parts={2: ("half", "halves"), 4: ("quarter", "quarters")},
    scales="thousand|million|billion|trillion|[kK](?!\\w)|[Mm]n?(?!\\w)|[Bb]n?(?!\\w)|tn(?!\\w)",
    plural_from=1,
    spell_fraction=lambda digits: spell_digits(digits, "en"),
    cents=_cents,
    scaled="{number} {scale} {unit}",
    tight=".,;:!?…)",
    early=(*_ABBREVIATIONS, *_DATES_AND_TIMES, *_DURATIONS, *_PHONES, *_REST),
    late=_LATE,
)  # fmt: skip
