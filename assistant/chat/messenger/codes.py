"""Messenger's error codes."""

from __future__ import annotations

from assistant.chat.graph.errors import TOKEN, Codes

CODES = Codes(
    platform="Messenger",
    later={
        2: ("pair", "something went wrong there; it is tried again"),
        4: ("account", "the app has asked too much; it waits"),
        613: ("account", "too many messages from this page; it waits"),
    },
    never={
        (3, None): "the app may not use this; give it pages_messaging",
        (10, 2018278): "more than 24 hours have passed since this person last wrote",
        (10, None): "the app may not do this; give the token's owner pages_messaging",
        (100, 2018001): "nobody here has this id; ids are of one page, and of an app in live mode",
        (100, None): "a parameter is not accepted; check `page_id`, `version` and the token's permissions",
        (190, None): TOKEN,
        (
            368,
            None,
        ): "the page is blocked for a while for breaking a policy; look at its quality in Meta Business Suite",
        (551, None): "this person does not take messages at present",
    },
)
