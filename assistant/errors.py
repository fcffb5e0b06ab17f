"""Everything that can go wrong, as one tree. A message says what happened and what to do next.

ColibriError                exit 1
├── UsageError              exit 2  the command line asks for something that does not exist
├── ConfigError             exit 2  the configuration; carries every problem found
├── MissingError            exit 3
│   ├── ModelMissing                a model is not on this board
│   └── DeviceMissing               a microphone or speaker is not there
├── ModelError              exit 1  the model store could not do what was asked
│   ├── SourceUnavailable           no network, not found, cut off
│   ├── HashMismatch                the bytes are not those of the catalogue
│   ├── NoSpace                     the disk is too small
│   └── GatedModel                  its owner wants a licence accepted or a token
├── AudioError              exit 1  a file that is not usable audio
├── EngineError             exit 1  an engine failed while it worked
└── Overrun                 exit 1  a ring's reader was lapped; carries how many samples it lost
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence


class ColibriError(Exception):
    """Root of the tree. `exit_code` is what the command line ends with."""

    exit_code = 1


def causes(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """What went wrong in tasks that ran together, one by one."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from causes(error)
        else:
            yield error


class UsageError(ColibriError):
    exit_code = 2


class ConfigError(ColibriError):
    """`problems`: one line each, `FILE:LINE: section.field: reason`."""

    exit_code = 2

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class MissingError(ColibriError):
    exit_code = 3


class ModelMissing(MissingError):
    pass


class DeviceMissing(MissingError):
    pass


class ModelError(ColibriError):
    pass


class SourceUnavailable(ModelError):
    pass


class HashMismatch(ModelError):
    pass


class NoSpace(ModelError):
    pass


class GatedModel(ModelError):
    pass


class AudioError(ColibriError):
    pass


class EngineError(ColibriError):
    pass


class Overrun(ColibriError):
    """A reader fell more than the ring's capacity behind the writer; its cursor now stands at the oldest valid sample."""

    def __init__(self, lost: int) -> None:
        super().__init__(f"{lost} samples were overwritten before they were read; the reader is too slow or stopped")
        self.lost = lost
