"""Run MiniStack as the workshop's local target: guarded against web pages, and with two ways to end it.

Configured by environment variables only: MiniStack's own (BIND_HOST, GATEWAY_PORT, ...) and

WORKSHOP_INSTANCE  sent back with every response as `x-workshop-instance`, so that the launcher knows its own
WORKSHOP_PLAIN     "1" leaves MiniStack's behaviour as it is; the guard stays
WORKSHOP_OWNED     "1" ends it, with its state saved, when its stdin closes
"""

import importlib.metadata
import ipaddress
import json
import os
import re
import signal
import sys
import threading

# aws_behaviour replaces functions inside MiniStack, which is only sound for the version it was written for.
MINISTACK_VERSION = "1.5.33"

# MiniStack listens on every interface unless told otherwise, and so do its side servers.
LOOPBACK_ONLY = {"BIND_HOST": "127.0.0.1", "IOT_MTLS_ENABLED": "0", "SFTP_ENABLED": "0"}


# What a browser sends as Host and, after a scheme, as Origin: a name or address, and perhaps a port.
HOST = re.compile(r"(?:\[(?P<ipv6>[0-9a-f:.]+)\]|(?P<name>[0-9a-z.-]+))(?::\d+)?", re.IGNORECASE)


def is_local(host: str) -> bool:
    """Whether a host can only mean this machine: 127.0.0.0/8, ::1, localhost or *.localhost (RFC 6761)."""
    match = HOST.fullmatch(host)
    if not match:
        return False
    name = (match["ipv6"] or match["name"]).lower()
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def is_local_origin(origin: str) -> bool:
    scheme, _, host = origin.partition("://")
    return scheme in ("http", "https") and is_local(host)


def refusal(headers: list[tuple[bytes, bytes]]) -> str | None:
    """Why a request is not served, or None.

    An emulator that runs Lambda functions runs code on its host, so a page in the learner's browser must not
    be able to drive it. `Origin` tells where a page came from, `Host` gives a rebound DNS name away, and
    `Sec-Fetch-Site` covers the requests that browsers send without an Origin (images, links, scripts).
    """

    def values(name: bytes) -> list[str]:
        return [value.decode("latin-1") for key, value in headers if key.lower() == name]

    hosts, origins = values(b"host"), values(b"origin")
    if len(hosts) != 1 or not is_local(hosts[0]):
        return "The Host of this request is not this machine."
    if len(origins) > 1 or not all(map(is_local_origin, origins)):
        return "Web pages from elsewhere may not call the workshop's local target."
    if not origins and "cross-site" in values(b"sec-fetch-site"):
        return "Web pages from elsewhere may not call the workshop's local target."
    return None


def guard(app, instance: str):
    """Wrap an ASGI application: 403 for what `refusal` names, and no response readable by any origin."""

    async def guarded(scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            return await app(scope, receive, send)

        reason = refusal(scope["headers"])
        origin = next((value for name, value in scope["headers"] if name.lower() == b"origin"), None)

        async def send_guarded(message):
            if message["type"] in ("http.response.start", "websocket.accept"):
                message = {**message, "headers": own_headers(message.get("headers", []))}
            await send(message)

        def own_headers(headers):
            kept = [(name, value) for name, value in headers if not allows_any_origin(name, value)]
            if origin and len(kept) < len(headers):
                kept += [(b"access-control-allow-origin", origin), (b"vary", b"Origin")]
            return [*kept, (b"x-workshop-instance", instance.encode())]

        if reason is None:
            return await app(scope, receive, send_guarded)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008, "reason": reason})
        body = json.dumps({"message": reason}).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        origin = None
        await send_guarded({"type": "http.response.start", "status": 403, "headers": headers})
        await send_guarded({"type": "http.response.body", "body": body})

    return guarded


def allows_any_origin(name: bytes, value: bytes) -> bool:
    return name.lower() == b"access-control-allow-origin" and value == b"*"


def stoppable(app, instance: str):
    """Wrap an ASGI application: POST /_workshop/stop with the instance's id ends it, on Windows too."""

    async def with_stop(scope, receive, send):
        if scope["type"] != "http" or (scope["method"], scope["path"]) != ("POST", "/_workshop/stop"):
            return await app(scope, receive, send)
        is_ours = (b"x-workshop-instance", instance.encode()) in scope["headers"]
        await send({"type": "http.response.start", "status": 202 if is_ours else 409, "headers": []})
        await send({"type": "http.response.body", "body": b""})
        if is_ours:
            shut_down()

    return with_stop


def shut_down() -> None:
    """Ask the server to end as by Ctrl-C, which saves its state."""
    signal.raise_signal(signal.SIGTERM)


def shut_down_with_owner() -> None:
    """An owner keeps our stdin open for as long as it lives."""
    # Not sys.stdin, whose lock Python could not take at its own end while this thread waits in it.
    while os.read(0, 1024):
        pass
    shut_down()


def main() -> None:
    try:
        installed = importlib.metadata.version("ministack")
    except importlib.metadata.PackageNotFoundError:
        installed = "none"
    if installed != MINISTACK_VERSION:
        sys.exit(
            f"The local target needs MiniStack {MINISTACK_VERSION}, but {installed} is installed: "
            "remove the folder .local/venv and start again."
        )

    for name, value in LOOPBACK_ONLY.items():
        os.environ.setdefault(name, value)

    # Only now: MiniStack reads its environment on import.
    import ministack.app

    if os.environ.get("WORKSHOP_PLAIN") != "1":
        import aws_behaviour  # noqa: F401 (importing it is what adds it)

    instance = os.environ.get("WORKSHOP_INSTANCE", "")
    ministack.app.app = guard(stoppable(ministack.app.app, instance), instance)
    if os.environ.get("WORKSHOP_OWNED"):
        threading.Thread(target=shut_down_with_owner, daemon=True).start()
    try:
        ministack.app.main()
    except SystemExit as end:
        if end.code:
            raise
    # The state is saved. Python itself would first wait for all threads, such as those of running executions.
    os._exit(0)


if __name__ == "__main__":
    main()
