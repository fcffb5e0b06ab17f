"""The first of each conversation, in a table in which thousands may wait in each."""

from __future__ import annotations

from collections.abc import Sequence


def heads(table: str, id: str, where: str, order: Sequence[str], columns: Sequence[str]) -> str:
    """SQL that begins a query: `heads` has `columns` of the first row, by `order`, of each conversation among those `where`. From
    one conversation to the next it goes by the index over channel, account, user and `order`, whose condition `where` must begin
    with."""

    def first(more: str, by: Sequence[str]) -> str:
        return f"(SELECT {id} FROM {table} WHERE {where}{more} ORDER BY {', '.join((*by, *order))} LIMIT 1)"

    same_channel = " AND channel = heads.channel"
    same_account = f"{same_channel} AND account = heads.account"
    names = ("id", "channel", "account", "user", *columns)
    values = ", ".join(f"next.{name}" for name in (id, *names[1:]))
    return f"""
        WITH RECURSIVE heads ({", ".join(names)}) AS (
            SELECT {values} FROM {table} AS next
            WHERE next.{id} = {first("", ("channel", "account", "user"))}
            UNION ALL
            SELECT {values} FROM heads JOIN {table} AS next ON next.{id} = COALESCE(
                {first(f"{same_account} AND user > heads.user", ("user",))},
                {first(f"{same_channel} AND account > heads.account", ("account", "user"))},
                {first(" AND channel > heads.channel", ("channel", "account", "user"))}))
    """
