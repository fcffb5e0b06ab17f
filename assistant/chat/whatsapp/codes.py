"""WhatsApp's error codes."""

from __future__ import annotations

from assistant.chat.graph.errors import TOKEN, Codes

_NUMBER = "look at the account's quality and limits in WhatsApp Manager"

CODES = Codes(
    platform="WhatsApp",
    later={
        4: ("account", "the app has asked too much; it waits"),
        80007: ("account", "the business account has asked too much; it waits"),
        130429: ("account", "too many messages a second from this number; it waits"),
        131056: ("pair", "too many messages to this person; it waits"),
        131057: ("account", "the account is being maintained; it is tried again"),
        131016: ("pair", "a service of theirs is overloaded; it is tried again"),
        131000: ("pair", "something went wrong there; it is tried again"),
    },
    never={
        (3, None): "the app may not use this; give the token's owner whatsapp_business_messaging",
        (100, None): "a parameter is not accepted; check `phone_number_id`, `version` and the token's permissions",
        (190, None): TOKEN,
        (368, None): f"the account is blocked for a while for breaking a policy; {_NUMBER}",
        (131008, None): "a parameter is missing; check `version`",
        (131009, None): "the value of a parameter is not accepted; check `version` and `phone_number_id`",
        (131026, None): "this person cannot be reached: without WhatsApp, with an old one, or not accepting its terms",
        (131031, None): f"the account is locked; {_NUMBER}",
        (131042, None): "the account's payment does not work; mend it in WhatsApp Manager",
        (131047, None): "more than 24 hours have passed since this person last wrote",
        (131048, None): f"too many of this number's messages were reported or blocked; {_NUMBER}",
        (131049, None): "the platform holds it back, to keep this person's messages few",
        (131050, None): "this person does not want such messages",
        (131051, None): "this type of message is not supported",
        (131053, None): "the voice note is not accepted; it must be Ogg Opus in mono",
    },
)
