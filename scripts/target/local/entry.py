"""Run MiniStack for the launcher: tagged responses, and two ways to end it with its state saved."""

import os
import signal
import sys
import threading

import ministack.app as mini

INSTANCE = os.environ["WORKSHOP_INSTANCE"].encode()
inner = mini.app


async def app(scope, receive, send):
    if scope["type"] != "http":
        return await inner(scope, receive, send)

    async def tagged(message):
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), (b"x-workshop-instance", INSTANCE)]}
        await send(message)

    if scope["path"] == "/_workshop/stop" and scope["method"] == "POST":
        mine = (b"x-workshop-instance", INSTANCE) in scope["headers"]
        await tagged({"type": "http.response.start", "status": 202 if mine else 409, "headers": []})
        await tagged({"type": "http.response.body", "body": b""})
        if mine:
            shut_down()
        return
    await inner(scope, receive, tagged)


def shut_down():
    """Ask the server to end as by Ctrl-C, which saves its state; works on Windows too."""
    signal.raise_signal(signal.SIGTERM)


def end_with_owner():
    """An owner keeps our stdin open for as long as it lives."""
    sys.stdin.buffer.read()
    shut_down()


mini.app = app
if os.environ.get("WORKSHOP_OWNED"):
    threading.Thread(target=end_with_owner, daemon=True).start()
mini.main()
