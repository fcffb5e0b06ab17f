"""The rules that languages share, in the order in which they run: ranges and sums first, plain numbers last."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from assistant.tts.normalize.grammar import Currency, Grammar, Rule, Unit
from assistant.tts.normalize.numbers import spell, spell_digits

SIGN = r"(?:(?<![\w.,)'%°€$£])[-−])?"
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def plain_digits(text: str) -> str:
    """Every digit and numeral sign as ASCII: "٣" and "③" to 3, "½" to 1/2, "m²" to m^2, "Ⅳ" to IV."""
    if text.isascii():
        return text
    text = re.sub(r"(?<=[\w)])[⁰¹²³⁴⁵⁶⁷⁸⁹]+", lambda m: "^" + m[0].translate(_SUPERSCRIPTS), text)
    return "".join(char if char.isascii() else _plain_digit(char) for char in text)


def _plain_digit(char: str) -> str:
    if (value := unicodedata.decimal(char, None)) is not None:
        return str(value)
    if unicodedata.category(char) in ("No", "Nl"):
        plain = unicodedata.normalize("NFKC", char).replace("⁄", "/")
        if plain.isascii():
            return f" {plain} " if "/" in plain or not char.isalpha() else plain
        if (digit := unicodedata.digit(char, None)) is not None:
            return f" {digit} "
    return char


def say(number: str, grammar: Grammar, *, feminine: bool = False) -> str:
    """A written number, maybe signed, as words."""
    negative = number[0] in "-−"
    bare = number.lstrip("-−")
    whole, fraction = split_number(bare, grammar)
    spoken = spell(whole or "0", grammar.language, "feminine" if feminine and not fraction else "cardinal")
    if fraction:
        spoken = f"{spoken} {grammar.words['point']} {grammar.spell_fraction(fraction)}"
    return f"{grammar.words['minus']} {spoken}" if negative else spoken


def split_number(number: str, grammar: Grammar) -> tuple[str, str]:
    """Digits before and behind the decimal mark. A mark that stands several times separates thousands."""
    bare = re.sub(f"[{grammar.group_marks}]", "", number) if grammar.group_marks else number
    for mark in grammar.decimal_marks:
        if bare.count(mark) == 1:
            whole, fraction = bare.split(mark)
            return re.sub(r"\D", "", whole), re.sub(r"\D", "", fraction)
    return re.sub(r"\D", "", bare), ""


def counted(number: str, unit: Unit, grammar: Grammar) -> str:
    """A number and its unit, agreeing."""
    whole, fraction = split_number(number.lstrip("-−"), grammar)
    value = int((whole or "0") if len(whole) < 10 else "2") + (
        int(fraction[:6] or "0") / 10 ** len(fraction[:6]) if fraction else 0
    )
    singular = value < grammar.plural_from if grammar.plural_from > 1 else value == 1
    return f"{say(number, grammar, feminine=unit.feminine)} {unit.one if singular else unit.many}"


def build(grammar: Grammar) -> tuple[Rule, ...]:
    """All rules of a language, in order."""
    return (
        *_addresses(grammar),
        *grammar.early,
        *_joined_numbers(grammar),
        *_money(grammar),
        *_fractions(grammar),
        *_measures(grammar),
        *_powers(grammar),
        *grammar.late,
        *_plain_numbers(grammar),
        *_symbols(grammar),
    )


def rule(pattern: str, replace: Callable[[re.Match[str]], str] | str, flags: int = 0) -> Rule:
    """A rule; a string is a template for `Match.expand`."""
    if isinstance(replace, str):
        template = replace
        return re.compile(pattern, flags), lambda match: match.expand(template)
    return re.compile(pattern, flags), replace


def _addresses(grammar: Grammar) -> tuple[Rule, ...]:
    words = grammar.words

    def email(match: re.Match[str]) -> str:
        return f"{_dotted(match[1])} {words['at']} {_dotted(match[2])}"

    def _dotted(text: str) -> str:
        text = text.replace(".", f" {words['dot']} ").replace("/", f" {words['slash']} ")
        return re.sub(r"[-_+?=&#:%~]", " ", text)

    def url(match: re.Match[str]) -> str:
        return _dotted(re.sub(r"^www\.", "", match[1])).rstrip() + match[2]

    tld = r"com|org|net|fr|edu|gov|io|eu|uk|de|ca|ch|be|info|dev|ai|app|co|us|me|tv"
    return (
        rule(r"\b([\w.+-]{1,64})@([\w-]{1,63}(?:\.[\w-]{1,63})+)", email),
        rule(r"(?:https?|ftp)://([^\s<>\"]*?)/?([.,;:!?)]*)(?=\s|$|[<>\"])", url),
        rule(rf"\b((?:www\.)?(?:[a-zA-Z][\w-]{{1,40}}\.){{1,4}}(?:{tld}))\b(?!\.\w)((?:/[\w/-]*)?)", lambda m: url(m) if not m[2] else _dotted(re.sub(r"^www\.", "", m[0])).rstrip()),
    )  # fmt: skip


def _joined_numbers(grammar: Grammar) -> tuple[Rule, ...]:
    """Ranges and sums: what stands between two numbers becomes a word, the numbers wait."""
    w, number = grammar.words, grammar.number
    operand = rf"(?<=[\d)])\s*{{}}\s*(?={SIGN}[-(√]?\d)"
    return (
        rule(r"(?<![\d-])(\d+)((?:-\d+){2,})(?![\w-])", lambda m: re.sub("-", " ", m[0])),
        rule(rf"(?<![\w.,-])({number})\s?[–—]\s?(?={number})|(?<![\w.,-])({number})-(?={number}(?!-))", lambda m: f"{m[1] or m[2]} {w['to']} "),
        rule(rf"(?<=\d)(\s?(?:%|°[CF]?|€|h))\s?[-–]\s?(?={number})", lambda m: f"{m[1]} {w['to']} "),
        rule(operand.format(r"(?:[×✕]|\*(?!\*)|(?<=\s)x(?=\s)|x(?=\d))"), f" {w['times']} "),
        rule(operand.format(r"÷") + r"|(?<=\d)\s+/\s+(?=\d)", f" {w['divided']} "),
        rule(r"(?<=\d)\s+[-−–]\s+(?=[\d(√])", f" {w['minus']} "),
        rule(r"(?<=\d)[-–](?=[$€£]\d)", f" {w['to']} "),
    )  # fmt: skip


def _money(grammar: Grammar) -> tuple[Rule, ...]:
    names = "|".join(sorted(map(re.escape, grammar.currencies), key=len, reverse=True))
    scale = rf"(?:\s?({grammar.scales})\b)?"

    def amount(number: str, scale: str | None, currency: Currency) -> str:
        if scale:
            return grammar.scaled.format(
                number=say(number, grammar), scale=_scale(scale, grammar), unit=currency.unit.many
            )
        whole, fraction = split_number(number.lstrip("-−"), grammar)
        if currency.cent and len(fraction) == 2:
            sign = f"{grammar.words['minus']} " if number[0] in "-−" else ""
            return sign + grammar.cents(whole or "0", fraction, currency)
        return counted(number, currency.unit, grammar)

    def before(match: re.Match[str]) -> str:
        first = f"{say(match[3], grammar)} {grammar.words['to']} " if match[3] else ""
        return first + amount((match[1] or "") + match[4], match[5], grammar.currencies[match[2]])

    def behind(match: re.Match[str]) -> str:
        return amount(match[1], match[2], grammar.currencies[match[3]])

    n, to = grammar.number, grammar.words["to"]
    return (
        rule(rf"({SIGN})(?<![A-Za-z])({names})\s?(?:({n})\s{to}\s(?:[$€£]\s?)?)?({n}){scale}", before),
        rule(rf"({SIGN}{n}){scale}\s?({names})(?![\w])", behind),
    )


def _scale(scale: str, grammar: Grammar) -> str:
    return grammar.words.get(scale.lower(), scale)


def _measures(grammar: Grammar) -> tuple[Rule, ...]:
    names = "|".join(sorted(map(re.escape, grammar.units), key=len, reverse=True))
    w, number = grammar.words, grammar.number

    def measure(match: re.Match[str]) -> str:
        spoken = counted(match[1], grammar.units[match[2]], grammar)
        return f"{spoken} {w['per']} {grammar.units[match[3]].one}" if match[3] else spoken

    return (
        rule(rf"(?<![\d^])({SIGN}{number})\s?({names})(?:/({names}))?(?![\w^]|['’]\w)", measure),
        rule(rf"(?<=\w)/({'|'.join(map(re.escape, ('kg', 'km', 'min', 'h', 'L', 'g', 's')))})\b", lambda m: f" {w['per']} {grammar.units[m[1]].one}"),
    )  # fmt: skip


def _powers(grammar: Grammar) -> tuple[Rule, ...]:
    w = grammar.words
    behind = r"(?<=[\w)])\s?"
    return (
        rule(rf"{behind}\^\s?2(?!\d)", f" {w['squared']}"),
        rule(rf"{behind}\^\s?3(?!\d)", f" {w['cubed']}"),
        rule(rf"{behind}(?:\^|\*\*)\s?\(?(-?\d+)\)?", lambda m: f" {w['power']} {say(m[1], grammar)} "),
    )


def _fractions(grammar: Grammar) -> tuple[Rule, ...]:
    w = grammar.words

    def part(numerator: str, denominator: str) -> str:
        top, bottom = int(numerator), int(denominator)
        if not (0 < top < bottom and (bottom <= 20 or bottom in (100, 1000))):
            return f"{spell(numerator, grammar.language)} {w['over']} {spell(denominator, grammar.language)}"
        one, many = grammar.parts.get(bottom, ("", ""))
        if not one:
            one = spell(denominator, grammar.language, "ordinal")
            many = f"{one}s"
        return f"{spell(numerator, grammar.language)} {one if top == 1 else many}"

    def simple(match: re.Match[str]) -> str:
        spoken = part(match[1], match[2])
        if not match[3]:
            return spoken
        return f"{spoken} {'' if match[2] == '2' else w['part_of']}{grammar.units[match[3]].one}"

    def mixed(match: re.Match[str]) -> str:
        rest = w["and_half"] if match[2] == "1" and match[3] == "2" else f"{w['and']} {part(match[2], match[3])}"
        unit = f" {grammar.units[match[4]].many}" if match[4] else ""
        return f"{spell(match[1], grammar.language)} {rest}{unit}"

    edge = r"(?<![\w/.,])"
    names = "|".join(sorted(map(re.escape, grammar.units), key=len, reverse=True))
    unit = rf"(?:\s?({names})(?![\w^]|['’]\w))?"
    return (
        rule(rf"{edge}(\d{{1,4}})\s+(\d{{1,2}})/(\d{{1,2}})(?![\d/]){unit}", mixed),
        rule(rf"{edge}(\d{{1,4}})/(\d{{1,4}})(?![\d/]){unit}", simple),
        rule(r"(?<=\d):(?=\d)", f" {w['to']} "),
    )


def _plain_numbers(grammar: Grammar) -> tuple[Rule, ...]:
    """Numbers alone, apart from the letters they touch ("MP3", "4K", "COVID-19")."""

    def spaced(match: re.Match[str], spoken: str) -> str:
        before, behind = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        return (" " if before.isalnum() else "") + spoken + (" " if behind.isalnum() else "")

    def digits(match: re.Match[str]) -> str:
        return spaced(match, spell_digits(match[0], grammar.language))

    return (
        rule(r"(?<=[^\W\d_])[-‑](?=\d)", " "),
        rule(r"(?<=[\d])[-‑](?=[^\W\d_])", " "),
        rule(r"(?<![\d.,])(?<!\d[ \u00a0])0\d+(?![.,]?\d)|(?<![\d.,])\d{10,}(?<!000)(?![.,]?\d)", digits),
        rule(f"{SIGN}{grammar.number}", lambda m: spaced(m, say(m[0], grammar))),
        rule(r"[0-9]+", digits),
    )


def _symbols(grammar: Grammar) -> tuple[Rule, ...]:
    signs = "".join(map(re.escape, grammar.symbols))
    return (
        rule(r"(?<=\w)\s*/\s*(?=\w)", " "),
        rule(rf"\s*([{signs}])\s*", lambda m: f" {grammar.symbols[m[1]]} "),
        rule(r"[*_`#|\\^{}\[\]<>~©®™•/]+", " "),
        rule(rf"\s+([{grammar.tight}](?:\s|$))", r"\1"),
    )
