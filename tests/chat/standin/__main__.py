"""`python -m tests.chat.standin`: the platforms as a process of their own, until SIGTERM; see `control`.

Prints one line of JSON: {url, port, options, people}, then serves."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal

from tests.chat.standin.control import ids
from tests.chat.standin.deliveries import Habits
from tests.chat.standin.platform import standin


async def serve(arguments: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with standin(arguments.seed, port=arguments.port, habits=Habits(workers=arguments.workers)) as platform:
        people = platform.people.several(arguments.people)
        if arguments.webhook:
            platform.deliver_to(arguments.webhook, telegram=arguments.telegram_webhook)
        told = {
            "url": platform.url,
            "port": platform.port,
            "options": platform.options(),
            "people": [ids(one) for one in people],
        }
        print(json.dumps(told), flush=True)
        await stopped.wait()


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.chat.standin", description="Messengers' servers, on loopback."
    )
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--people", type=int, default=1, help="how many there are to begin with")
    parser.add_argument("--workers", type=int, default=64, help="so many deliveries at once, to each channel")
    parser.add_argument("--webhook", default="", help="where the bridge listens, e.g. http://127.0.0.1:8080")
    parser.add_argument("--telegram-webhook", action="store_true", help="deliver Telegram's updates there, too")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
