"""The addresses of all three platforms, on one server."""

from __future__ import annotations

import re
from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.chat.standin.graph import GraphError
from tests.chat.standin.messenger import Messenger
from tests.chat.standin.messenger_api import MessengerApi
from tests.chat.standin.telegram import Telegram
from tests.chat.standin.telegram_api import TelegramApi
from tests.chat.standin.whatsapp import WhatsApp
from tests.chat.standin.whatsapp_api import WhatsAppApi
from tests.chat.standin.wrap import Answering

_VERSION = re.compile(r"v[0-9]{2}\.0")


class _Graph:
    """What both of Meta's share: one tree of nodes."""

    def __init__(self, whatsapp: WhatsApp, messenger: Messenger, answering: Answering) -> None:
        self._whatsapp = WhatsAppApi(whatsapp, answering)
        self._messenger = MessengerApi(messenger, answering)
        self._answering = answering

    async def messages(self, request: Request) -> Response:
        node = self._node(request)
        if node == self._whatsapp.number.number.id:
            return await self._whatsapp.messages(request)
        if node in (self._messenger.page.page, "me"):
            return await self._messenger.messages(request)
        raise GraphError(100, "Unsupported post request. Object with this ID does not exist", 33)

    async def media(self, request: Request) -> Response:
        if self._node(request) != self._whatsapp.number.number.id:
            raise GraphError(100, "Unsupported post request. Object with this ID does not exist", 33)
        return await self._whatsapp.upload(request)

    async def about(self, request: Request) -> Response:
        node = self._node(request)
        if node in (self._messenger.page.page, "me"):
            return await self._messenger.node(request)
        return await self._whatsapp.node(request, node)

    async def subscribed_apps(self, request: Request) -> Response:
        if self._node(request) not in (self._messenger.page.page, "me"):
            raise GraphError(100, "Unsupported get request. Object with this ID does not exist", 33)
        return await self._messenger.subscribed_apps(request)

    async def file(self, request: Request) -> Response:
        """WhatsApp's files need the token, Messenger's addresses are keys themselves."""
        key = str(request.path_params["key"])
        stores = {"whatsapp": self._whatsapp.number.media, "messenger": self._messenger.page.media}
        channel = next((name for name, store in stores.items() if store.at(key)), "whatsapp")
        if not request.headers.get("user-agent"):
            self._whatsapp.number.accounts.violations.append(f"{channel}: a file is fetched without User-Agent")

        async def act() -> Response:
            address = stores[channel].at(key)
            if address is None:
                return JSONResponse({"error": "URL signature expired"}, 404)
            if not address.open:
                self._whatsapp.authorize(request)
            elif "authorization" in request.headers:
                self._whatsapp.number.accounts.violations.append("messenger: the token is shown to a file's server")
            address.gets -= 1
            return Response(address.file.data, media_type=address.file.mime)

        return await self._answering.answer(f"{channel}.download", act)

    def _node(self, request: Request) -> str:
        if not _VERSION.fullmatch(str(request.path_params["version"])):
            raise GraphError(2500, "Unknown path components")
        return str(request.path_params["node"])


def application(whatsapp: WhatsApp, messenger: Messenger, telegram: Telegram, more: Sequence[Route] = ()) -> Starlette:
    """Graph API and Bot API at one address, as they do not overlap. `more`: what else is there."""
    answering = Answering(whatsapp.troubles, whatsapp.accounts)
    graph, bot = _Graph(whatsapp, messenger, answering), TelegramApi(telegram, answering)

    async def refuse(_: Request, error: Exception) -> Response:
        assert isinstance(error, GraphError)
        return error.response()

    return Starlette(
        routes=[
            *more,
            Route("/media/{key}", graph.file),
            Route("/file/bot{token}/{path:path}", bot.download),
            Route("/bot{token}/{method}", bot.call, methods=["GET", "POST"]),
            Route("/{version}/{node}/messages", graph.messages, methods=["POST"]),
            Route("/{version}/{node}/media", graph.media, methods=["POST"]),
            Route("/{version}/{node}/subscribed_apps", graph.subscribed_apps),
            Route("/{version}/{node}", graph.about),
        ],
        exception_handlers={GraphError: refuse},
    )
