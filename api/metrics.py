"""What the server counts about itself, for Prometheus: no ids, names or addresses in it."""

from __future__ import annotations

from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS", "PUT", "PATCH", "DELETE"})
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """Counters of one application, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "innoatlas_requests", "Requests answered.", ["method", "route", "status"],
            registry=self._registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "innoatlas_request_seconds", "Seconds from a request to the end of its answer.",
            ["route"], buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self.store_errors = Counter(
            "innoatlas_store_errors", "Errors of the store.", ["kind"], registry=self._registry
        )

    def text(self) -> bytes:
        """Everything counted, in the text format of Prometheus."""
        return generate_latest(self._registry)


class Measured:
    """Counts every request by its route's template."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and count its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = perf_counter()
        status = 500

        async def send_and_see(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_see)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            route = _template(scope)
            self._metrics.requests.labels(method, route, str(status)).inc()
            self._metrics.seconds.labels(route).observe(perf_counter() - begun)


def _template(scope: Scope) -> str:
    if template := getattr(scope.get("route"), "path", None):
        inside = scope["path"].startswith("/api/v1/") and not template.startswith("/api/")
        return f"/api/v1{template}" if inside else str(template)
    # A folder of files has no route, only where it is mounted.
    mounted = scope.get("app_root_path", "") or ""
    root: str = scope.get("root_path", "")
    return root.removeprefix(mounted) or "none"
