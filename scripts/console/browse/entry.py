"""Run StackPort, which shows the resources of an account, for the one person who started the console.

StackPort itself serves any Host and any Origin, reads whatever file a path names, and lets whoever reaches it write. So
it listens on loopback only, and behind a guard. Configured by environment variables only: StackPort's own, and

WORKSHOP_PORT     where to listen, on 127.0.0.1
WORKSHOP_TOKEN    what opens it; kept in a cookie from then on
WORKSHOP_CHANGES  "1" lets it change things in the account

It ends when its stdin closes.
"""

import base64
import hashlib
import hmac
import http.cookies
import importlib.util
import json
import os
import re
import signal
import threading
import urllib.parse
from pathlib import Path

COOKIE = "workshop-resources"
OPEN = "/_open"

# What StackPort posts only to read. Its own list has Lambda's invoke, too, which can change anything.
READS = re.compile(r"/api/(dynamodb/tables/[^/]+/query|monitoring/metric-data)")

# Where the account is looked at is the console's choice: StackPort would take other endpoints and profiles.
SETTINGS = re.compile(r"/api/endpoints(/|$)")


# Where the console leads to.
PLACES = re.compile(r"/resources(/[a-z0-9-]+(\?[a-z]+=[\w.%~-]*)?)?")


def refusal(scope, port: int, token: str, may_change: bool) -> str | None:
    """Why a request is not served, or None. See scripts/console/serve/guard.ts for what Host and Origin are good for."""
    names = [name.lower() for name, _ in scope["headers"]]
    headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
    host, origin = headers.get("host", ""), headers.get("origin")
    if names.count(b"host") != 1 or host not in (f"127.0.0.1:{port}", f"localhost:{port}"):
        return "The Host of this request is not this machine."
    if origin is not None and origin != f"http://{host}":
        return "Web pages from elsewhere may not look at the workshop's resources."
    method = scope.get("method", "GET")
    is_link = method == "GET" and headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    if headers.get("sec-fetch-site", "none") not in ("none", "same-origin") and not is_link:
        return "Web pages from elsewhere may not look at the workshop's resources."
    path = scope["path"]
    if re.search(r"//|\\|\0|(^|/)\.\.?(/|$)", path):
        return "There is no such file."
    if path == OPEN:
        return None
    if not is_right(cookie_in(headers.get("cookie", "")), token):
        return "Open this from the workshop's console."
    if SETTINGS.match(path) and (method != "GET" or path != "/api/endpoints"):
        return "The console says what is looked at here."
    if method not in ("GET", "HEAD", "OPTIONS") and not may_change and not READS.fullmatch(path):
        return "Nothing may be changed here: start the console with --allow-changes."
    return None


def is_right(shown: str, token: str) -> bool:
    return hmac.compare_digest(shown.encode(), token.encode())


def cookie_in(text: str) -> str:
    try:
        morsel = http.cookies.SimpleCookie(text).get(COOKIE)
    except http.cookies.CookieError:
        return ""
    return morsel.value if morsel else ""


def content_security_policy() -> str:
    """Nothing but StackPort's own files; its page begins with a few lines of code, which are known by their hash."""
    page = ui_folder().joinpath("index.html").read_text("utf8")
    inline = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    hashes = [hashlib.sha256(code.encode()).digest() for code in inline]
    allowed = " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in hashes)
    return (
        f"default-src 'self'; script-src 'self' {allowed}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
        "font-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
    )


def ui_folder() -> Path:
    spec = importlib.util.find_spec("backend")
    return Path(spec.origin).parent.parent / "ui" / "dist"


def guard(app, port: int, token: str, may_change: bool):
    """Wrap an ASGI application: 403 for what `refusal` names, and the page that `_open` leads to with the token."""
    own = {
        b"content-security-policy": content_security_policy().encode(),
        b"referrer-policy": b"no-referrer",
        b"x-content-type-options": b"nosniff",
        b"cross-origin-resource-policy": b"same-origin",
    }

    async def guarded(scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            return await app(scope, receive, send)

        async def answer(status: int, body: bytes, *headers: tuple[bytes, bytes]):
            headers = [(b"content-length", str(len(body)).encode()), *headers, *own.items()]
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": body})

        async def send_guarded(message):
            if message["type"] == "http.response.start":
                kept = [
                    (name, value)
                    for name, value in message.get("headers", [])
                    if name.lower() not in own and not name.lower().startswith(b"access-control-")
                ]
                message = {**message, "headers": [*kept, *own.items()]}
            await send(message)

        reason = refusal(scope, port, token, may_change)
        if reason is None and scope["path"] == OPEN:
            query = urllib.parse.parse_qs(scope["query_string"].decode("latin-1"))
            to = query.get("to", ["/resources"])[0]
            if is_right(query.get("token", [""])[0], token) and PLACES.fullmatch(to):
                cookie = f"{COOKIE}={token}; HttpOnly; SameSite=Strict; Path=/".encode()
                return await answer(303, b"", (b"location", to.encode()), (b"set-cookie", cookie))
            reason = "Open this from the workshop's console."
        if reason is None:
            return await app(scope, receive, send_guarded)
        if scope["type"] == "websocket":
            return await send({"type": "websocket.close", "code": 1008, "reason": reason})
        body = json.dumps({"detail": reason}).encode()
        await answer(403, body, (b"content-type", b"application/json"))

    return guarded


def end_with_owner() -> None:
    """An owner keeps our stdin open for as long as it lives."""
    # Not sys.stdin, whose lock Python could not take at its own end while this thread waits in it.
    while os.read(0, 1024):
        pass
    signal.raise_signal(signal.SIGTERM)


def main() -> None:
    port = int(os.environ["WORKSHOP_PORT"])
    token = os.environ.pop("WORKSHOP_TOKEN")
    may_change = os.environ.get("WORKSHOP_CHANGES") == "1"

    import uvicorn
    from backend.main import app

    threading.Thread(target=end_with_owner, daemon=True).start()
    uvicorn.run(
        guard(app, port, token, may_change),
        host="127.0.0.1",
        port=port,
        log_level="warning",
        access_log=False,
        server_header=False,
    )


if __name__ == "__main__":
    main()
