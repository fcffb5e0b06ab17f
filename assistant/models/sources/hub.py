"""Files from the model hub, over HTTP, resumed where they were cut.

The bytes are streamed here instead of by `hf_hub_download`: a half-fetched file has to survive the process, and it has to lie
in the store, where the space was checked. The library still does what is the hub's own: addresses, tokens, metadata, proxies.
`HF_TOKEN`, `HF_ENDPOINT` and `HF_HUB_OFFLINE` mean what they mean everywhere else.
"""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, BinaryIO

from assistant.errors import GatedModel, ModelError, SourceUnavailable
from assistant.models.catalogue import HubFile
from assistant.models.progress import Progress
from assistant.models.sources import Announced

if TYPE_CHECKING:
    from huggingface_hub import HfFileMetadata

TIMEOUT_S = 30.0
RETRIES = 5
"""How often in a row a transfer may be cut without one new byte."""


class HubSource:
    """Fetches `HubFile`s. `wait_s`: pause before a cut transfer is resumed."""

    def __init__(self, wait_s: float = 1.0) -> None:
        self._wait_s = wait_s
        self._endpoint = os.environ.get("HF_ENDPOINT", "https://huggingface.co").rstrip("/")

    def fetch(self, source: HubFile, sink: BinaryIO, have: int, progress: Progress) -> Announced:
        """Append the rest of a file to `sink`, whose last `have` bytes are its beginning.
        Raises `SourceUnavailable` or `GatedModel`; what was received stays in `sink`."""
        from huggingface_hub import get_hf_file_metadata, hf_hub_url

        try:
            url = hf_hub_url(source.repo, source.path, revision=source.revision, endpoint=self._endpoint)
            announced = _announced(get_hf_file_metadata(url, endpoint=self._endpoint, timeout=TIMEOUT_S))
            progress.start(source.path.rpartition("/")[2], announced.bytes)
            progress.advance(have)
            self._transfer(_Transfer(url, sink, have, announced.bytes, progress), source)
        except ModelError:
            raise
        except Exception as error:
            raise self._explained(error, source) from error
        progress.done()
        return announced

    def _transfer(self, transfer: _Transfer, source: HubFile) -> None:
        """Run a transfer to its end, resuming it when it is cut."""
        from huggingface_hub.errors import HfHubHTTPError

        cuts = 0
        while True:
            before, failure = transfer.have, None
            try:
                transfer.run()
            except Exception as error:
                if isinstance(error, HfHubHTTPError) or not _is_transport_error(error):
                    raise
                failure = error
            if transfer.complete:
                return
            cuts = cuts + 1 if transfer.have == before else 0
            if cuts > RETRIES:
                raise failure or SourceUnavailable(f"{source}: {self._endpoint} sends no more bytes; try again later")
            time.sleep(self._wait_s)

    def _explained(self, error: Exception, source: HubFile) -> Exception:
        """The same failure in words that say how to mend it; other people's errors as they are."""
        from huggingface_hub.errors import HfHubHTTPError, OfflineModeIsEnabled

        if isinstance(error, OfflineModeIsEnabled):
            return SourceUnavailable(f"{source}: HF_HUB_OFFLINE is set; unset it to pull models")
        if isinstance(error, HfHubHTTPError):
            status = error.response.status_code
            if status in (401, 403):
                return GatedModel(
                    f"{source}: the hub refused it ({status}): accept the licence at {self._endpoint}/{source.repo} , "
                    "then set HF_TOKEN to a token of that account"
                )
            if status == 404:
                return SourceUnavailable(f"{source}: not found on {self._endpoint}; its owner may have moved it")
            return SourceUnavailable(f"{source}: {self._endpoint} answered {status}; try again later")
        if _is_transport_error(error):
            reason = str(error) or type(error).__name__
            return SourceUnavailable(
                f"{source}: {self._endpoint} cannot be reached or was cut off ({reason}): check the network and pull "
                "again, it resumes where it stopped"
            )
        return error


class _Transfer:
    """One file on its way into `sink`; `have` counts the bytes that are there."""

    def __init__(self, url: str, sink: BinaryIO, have: int, total: int | None, progress: Progress) -> None:
        self._url, self._sink, self._total, self._progress = url, sink, total, progress
        self._base = sink.tell() - have
        self._ended = False
        self.have = have
        if total is not None and have > total:
            self._start_over()

    @property
    def complete(self) -> bool:
        return self._ended if self._total is None else self.have >= self._total

    def run(self) -> None:
        """One request for what is missing, if anything is."""
        if self.complete:
            return
        from huggingface_hub import get_session, hf_raise_for_status
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

        headers = build_hf_headers() | {"Accept-Encoding": "identity"}  # lengths must be those of the file itself
        if self.have:
            headers["Range"] = f"bytes={self.have}-"
        with get_session().stream("GET", self._url, headers=headers, timeout=TIMEOUT_S) as response:
            hf_raise_for_status(response)
            if self.have and response.status_code != 206:
                self._start_over()
            for chunk in response.iter_bytes():
                self._sink.write(chunk)
                self.have += len(chunk)
                self._progress.advance(len(chunk))
        self._ended = True

    def _start_over(self) -> None:
        self._sink.seek(self._base)
        self._sink.truncate()
        self._progress.advance(-self.have)
        self.have = 0


def _announced(metadata: HfFileMetadata) -> Announced:
    etag = metadata.etag or ""
    return Announced(
        bytes=metadata.size,
        sha256=etag if len(etag) == 64 else None,
        git_sha1=etag if len(etag) == 40 else None,
        revision=metadata.commit_hash,
    )


def _is_transport_error(error: Exception) -> bool:
    """Is it the HTTP library's? Which library that is (httpx, httpx2) depends on the version of huggingface_hub."""
    from huggingface_hub.errors import HfHubHTTPError

    return isinstance(error, HfHubHTTPError.__bases__[0])
