"""Where requests meet their troubles."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from tests.chat.standin.accounts import Accounts
from tests.chat.standin.graph import GraphError
from tests.chat.standin.serving import Cut, Hang
from tests.chat.standin.troubles import Trouble, Troubles

_GARBAGE = '<!doctype html><title>Sorry</title><p>{"messages":[{"id":'


class TelegramError(Exception):
    """The request is refused. `code` is the HTTP status, too."""

    def __init__(self, code: int, description: str, retry_after_s: int | None = None) -> None:
        super().__init__(f"{code} {description}")
        self.code, self.description, self.retry_after_s = code, description, retry_after_s


class Answering:
    """Carries requests out, or not, and answers, or not."""

    def __init__(self, troubles: Troubles, accounts: Accounts) -> None:
        self._troubles, self._accounts = troubles, accounts

    async def answer(self, operation: str, act: Callable[[], Awaitable[Response]]) -> Response:
        """What is to be answered to an authorized request. `act` carries it out. Raises `GraphError`, `TelegramError`."""
        try:
            trouble = self._troubles.draw(operation)
            return await act() if trouble is None else await self._troubled(operation, trouble, act)
        except (GraphError, TelegramError) as error:
            self._accounts.refused[operation, error.code] += 1
            raise

    async def _troubled(self, operation: str, trouble: Trouble, act: Callable[[], Awaitable[Response]]) -> Response:
        if trouble.kind == "error":
            self._accounts.refused[operation, trouble.code] += 1
            return _error(operation, trouble)
        answer = await act() if trouble.accept else None
        if trouble.seconds:
            await asyncio.sleep(trouble.seconds)
        match trouble.kind:
            case "cut":
                return Cut()
            case "hang":
                return Hang()
            case "garbage":
                return HTMLResponse(_GARBAGE)
            case "status":
                return HTMLResponse("<h1>Sorry, something went wrong.</h1>", trouble.code)
            case "redirect":
                return RedirectResponse(trouble.to, trouble.code)
        assert answer is not None
        return answer


def _error(operation: str, trouble: Trouble) -> Response:
    if operation.startswith("telegram."):
        return telegram_error(TelegramError(trouble.code, "by script", trouble.retry_after_s))
    return GraphError(trouble.code, "by script", trouble.subcode, trouble.http).response(trouble.retry_after_s)


def telegram_error(error: TelegramError) -> Response:
    """As Telegram writes it."""
    names = {
        400: "Bad Request",
        401: "Unauthorized",
        403: "Forbidden",
        404: "Not Found",
        409: "Conflict",
        429: "Too Many Requests",
    }
    said = f"{names.get(error.code, 'Internal Server Error')}: {error.description}"
    body: dict[str, object] = {"ok": False, "error_code": error.code, "description": said}
    if error.retry_after_s is not None:
        body["description"] = f"Too Many Requests: retry after {error.retry_after_s}"
        body["parameters"] = {"retry_after": error.retry_after_s}
    return JSONResponse(body, error.code)
