"""Conversation to prompt text and back: chat templates, control tokens in foreign text, token splicing, streamed text.

Everything here is pure: strings, tokens and messages in, strings and tokens out.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NoReturn

from jinja2 import TemplateError
from jinja2.ext import loopcontrols
from jinja2.sandbox import ImmutableSandboxedEnvironment

from assistant.errors import EngineError
from assistant.llm import Message

TEMPLATES = {
    "chatml": (
        "{% for m in messages %}{% if m.role == 'tool' %}"
        "<|im_start|>user\n<tool_response>\n{{ m.content }}\n</tool_response><|im_end|>\n"
        "{% else %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endif %}{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    ),
    "llama-2": (
        "{% set ns = namespace(system='') %}{% for m in messages %}"
        "{% if m.role == 'system' %}{% set ns.system = '<<SYS>>\n' + m.content + '\n<</SYS>>\n\n' %}"
        "{% elif m.role == 'user' %}{{ bos_token }}[INST] {{ ns.system }}{{ m.content }} [/INST]{% set ns.system = '' %}"
        "{% else %} {{ m.content }} {{ eos_token }}{% endif %}{% endfor %}"
    ),
    "llama-3": (
        "{{ bos_token }}{% for m in messages %}"
        "<|start_header_id|>{{ 'ipython' if m.role == 'tool' else m.role }}<|end_header_id|>\n\n"
        "{{ m.content }}<|eot_id|>{% endfor %}"
        "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
    ),
}
"""The formats that a catalogue or a configuration may name, as their models' makers publish them."""

TEXT_MARKERS = ("[INST]", "[/INST]", "<<SYS>>", "<</SYS>>")
"""Llama 2's turn markers are plain text to its tokenizer: no text may carry them in, and an answer ends where one begins."""
TOOL_MARKERS = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>")
"""What many models take for a call and its result. The formats put them there; no text may carry them in."""


class ChatFormat:
    """A chat template, compiled. Templates out of model files run in a sandbox. Raises `EngineError` when one is broken."""

    def __init__(self, template: str, *, bos: str = "", eos: str = "") -> None:
        environment = ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, extensions=[loopcontrols])
        environment.globals.update(
            bos_token=bos,
            eos_token=eos,
            raise_exception=_refuse,
            strftime_now=lambda form: datetime.now().strftime(form),
        )
        try:
            self._template = environment.from_string(template)
        except TemplateError as error:
            raise EngineError(f"llm: the chat template is broken ({error}); {_MEND}") from error
        self._knows_tools = _TOOL_ROLE.search(template) is not None and self._renders_tools()

    def render(self, messages: Sequence[Message], *, answer: bool) -> str:
        """The prompt's text; with `answer` it ends where the assistant begins to speak."""
        entries = [{"role": self._role(message), "content": message.content} for message in messages]
        try:
            return self._template.render(messages=entries, add_generation_prompt=answer)
        except EngineError:
            raise
        except Exception as error:  # a template is a program: it may fail in any way
            raise EngineError(f"llm: the chat template cannot render this conversation ({error}); {_MEND}") from error

    def _role(self, message: Message) -> str:
        """A result is what the user says next, for a format that has no other place for it."""
        return "user" if message.role == "tool" and not self._knows_tools else message.role

    def _renders_tools(self) -> bool:
        talk = [Message("user", "1"), Message("assistant", "2"), Message("tool", _PROBE)]
        try:
            entries = [{"role": message.role, "content": message.content} for message in talk]
            return _PROBE in self._template.render(messages=entries, add_generation_prompt=True)
        except Exception:  # it may want a call in a form of its own before the result, or fail in any way
            return False


_TOOL_ROLE = re.compile(r"""['"]tool['"]""")
_PROBE = "result-3"
_MEND = f"name one with chat_format: {', '.join(TEMPLATES)}"


def _refuse(reason: str) -> NoReturn:
    raise EngineError(f"llm: the model's chat template refuses this conversation: {reason}; {_MEND}")


def choose_template(name: str | None, in_file: str | None, known: Iterable[str] = TEMPLATES) -> str:
    """The template called `name`, else the one that the model file brings. Raises `EngineError` when there is neither."""
    if name is None:
        if not in_file:
            raise EngineError(f"llm: the model file has no chat template; {_MEND}")
        return in_file
    if name not in known:
        raise EngineError(f"llm: there is no chat format {name!r}; {_MEND}")
    return TEMPLATES[name]


def defuser(markers: Iterable[str]) -> Callable[[str], str]:
    """A function that breaks every marker in a text with a space after its first character, so that what a person or a
    document says is never taken for the template's control tokens. One pass, also where markers overlap."""
    longer = sorted({marker for marker in markers if len(marker) > 1}, key=len, reverse=True)
    if not longer:
        return str
    pattern = re.compile(f"(?=(?:{'|'.join(map(re.escape, longer))}))(.)", re.DOTALL)
    return lambda text: pattern.sub(r"\1 ", text)


def common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """How many tokens both begin with."""
    length = 0
    for x, y in zip(a, b, strict=False):
        if x != y:
            break
        length += 1
    return length


def splice(cached: Sequence[int], prompt: Sequence[int], piece: Callable[[int], bytes]) -> list[int]:
    """`prompt` with its beginning replaced by that of `cached` as far as both spell the same bytes.

    A model seldom writes a text in the very tokens that the tokenizer cuts it into. Where earlier answers come back as
    history, the tokens they were written in are kept, or their evaluation would be lost. `piece` spells a token; control
    tokens need spellings that no text has.
    """
    i = j = common_prefix(cached, prompt)
    ours, theirs = bytearray(), bytearray()
    same_i, same_j = i, j
    while True:
        if len(ours) <= len(theirs):
            if i == len(cached):
                break
            ours += piece(cached[i])
            i += 1
        else:
            if j == len(prompt):
                break
            theirs += piece(prompt[j])
            j += 1
        shared = min(len(ours), len(theirs))
        if ours[:shared] != theirs[:shared]:
            break
        del ours[:shared], theirs[:shared]
        if not ours and not theirs:
            same_i, same_j = i, j
    return [*cached[:same_i], *prompt[same_j:]]


class AnswerText:
    """Bytes of tokens to pieces of text: characters come whole, white space at the beginning is left out, and the text
    ends before the first of `stops`; what may be the beginning of one is held back until it is clear."""

    def __init__(self, stops: Sequence[str]) -> None:
        self._stops = stops
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._held = ""
        self._begun = False
        self.stopped = False

    def feed(self, piece: bytes) -> str:
        """What can be said for certain after these bytes; maybe nothing yet."""
        return self._release(self._decoder.decode(piece), final=False)

    def finish(self) -> str:
        """What was held back, at the end of the answer. Half a character at the very end is dropped."""
        return self._release("", final=True)

    def _release(self, text: str, *, final: bool) -> str:
        text = self._held + (text if self._begun else text.lstrip())
        self._held = ""
        if not text or self.stopped:
            return ""
        self._begun = True
        found = [at for at in map(text.find, self._stops) if at >= 0]
        if found:
            self.stopped = True
            return text[: min(found)]
        keep = 0 if final else max((_overlap(text, stop) for stop in self._stops), default=0)
        self._held = text[len(text) - keep :]
        return text[: len(text) - keep]


def _overlap(text: str, stop: str) -> int:
    """Length of the longest end of `text` that `stop` begins with."""
    return next((n for n in range(min(len(stop) - 1, len(text)), 0, -1) if text.endswith(stop[:n])), 0)
