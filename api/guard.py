"""Who may ask, and how often: keys, sessions, the rate, and requests that are none of ours."""

from __future__ import annotations

from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from ipaddress import IPv6Address, IPv6Network, ip_address
from urllib.parse import quote, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.keys import Key, Keys
from api.problems import problem
from api.rate import Allowance, RateLimit
from api.sessions import COOKIE, Sessions

LONGEST_QUERY = 16_384
"""Bytes of a query string."""

_FILES = ("/static/", "/vis/", "/static-offline-docs/")
"""Files of ours, which tell nothing and count for nothing."""
_OPEN = ("/login", "/api/v1/health", "/api/v1/ready")
_CHALLENGE = {"www-authenticate": "Bearer"}


def is_local(scope: Scope) -> bool:
    """Whether a request comes from this machine; what has no address came over no network."""
    host = (scope.get("client") or ("", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return True
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback


class Guard:
    """Lets in who may come.

    Without a file of keys only this machine is served, and freely. With one every request needs a
    key: as `Authorization: Bearer`, or for a browser as a session that its login began.
    `request.state.scope` is then the scope of the key, and `open` where no key is asked for.
    """

    def __init__(self, app: ASGIApp, keys: Keys, sessions: Sessions, rate: int) -> None:
        self._app = app
        self._keys = keys
        self._sessions = sessions
        self._rate = RateLimit(rate) if rate else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        path: str = scope["path"]
        asked = self._keys.asked()
        refusal = _not_ours(scope, headers, asked)
        allowance: Allowance | None = None
        if refusal is None and not path.startswith(_FILES):
            key = self._key(headers) if asked else None
            scope.setdefault("state", {})["scope"] = key.scope if key else None if asked else "open"
            if self._rate and asked:
                allowance = self._rate.take(f"key {key.name}" if key else _address(scope))
            if allowance and not allowance.granted:
                detail = f"more than {allowance.limit} requests a minute; wait {allowance.wait} s"
                refusal = problem(path, HTTPStatus.TOO_MANY_REQUESTS, detail)
            elif asked and key is None and path not in _OPEN:
                refusal = _no_key(scope, headers)

        async def send_with_headers(message: Message) -> None:
            if allowance and message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowance.headers())
            await send(message)

        await (refusal or self._app)(scope, receive, send_with_headers)

    def _key(self, headers: Headers) -> Key | None:
        kind, _, token = headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return self._keys.of(token.strip())
        if cookie := cookie_of(headers):
            digest = self._sessions.digest_of(cookie)
            return next((key for key in self._keys.all() if key.digest == digest), None)
        return None


def cookie_of(headers: Headers) -> str | None:
    """The session's cookie of a request."""
    try:
        morsel = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel else None


def _not_ours(scope: Scope, headers: Headers, asked: bool) -> Response | None:
    """The refusal of a request that no client of ours sends."""
    path: str = scope["path"]
    if len(scope.get("query_string", b"")) > LONGEST_QUERY:
        return problem(
            path, HTTPStatus.REQUEST_URI_TOO_LONG,
            f"the query has {len(scope['query_string']):,} bytes; at most {LONGEST_QUERY:,}",
        )  # fmt: skip
    host = urlsplit("//" + headers.get("host", "")).hostname or ""
    if not asked and not is_local(scope):
        return problem(
            path, HTTPStatus.FORBIDDEN,
            "beyond this machine a key is needed, and none was made: innoatlas key create NAME",
        )  # fmt: skip
    # Whoever owns a name can point it at this machine, and read here as if it were theirs.
    if not asked and "." in host and not _is_address(host) and not host.endswith(".localhost"):
        return problem(
            path, HTTPStatus.FORBIDDEN, f"without keys this machine is not served as {host!r}"
        )
    origin = urlsplit(headers.get("origin", ""))
    if scope["method"] not in {"GET", "HEAD", "OPTIONS"} and origin.scheme:
        if origin.netloc != headers.get("host", ""):
            return problem(path, HTTPStatus.FORBIDDEN, "the request comes from another site")
    return None


def _no_key(scope: Scope, headers: Headers) -> Response:
    path: str = scope["path"]
    if path.startswith("/api/") or scope["method"] != "GET":
        answer = problem(
            path, HTTPStatus.UNAUTHORIZED,
            "a key is needed: send Authorization: Bearer KEY (innoatlas key create NAME)",
        )  # fmt: skip
        answer.headers.update(_CHALLENGE)
        return answer
    query = scope.get("query_string", b"").decode("latin-1")
    after = quote(path, safe="/:") + (f"?{query}" if query else "")
    return RedirectResponse(f"/login?next={quote(after, safe='')}", HTTPStatus.SEE_OTHER)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _address(scope: Scope) -> str:
    """Who asks, without a key: an address, or a whole network where one host owns it."""
    host = (scope.get("client") or ("local", 0))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return str(address)
