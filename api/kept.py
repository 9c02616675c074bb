"""Pages as they were made, kept while the graph is the same: the next reader waits for nothing."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

MOST_PAGES = 256
MOST_SECONDS = 60.0
"""A graph that was changed by hand, without a load, is seen after this time."""

Key = tuple[object, ...]


class KeptPages:
    """At most MOST_PAGES pages, each for MOST_SECONDS; the one that was asked longest ago leaves.

    `clock` counts seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._pages: OrderedDict[Key, tuple[float, str]] = OrderedDict()

    def get(self, key: Key, make: Callable[[], str]) -> str:
        """The page of a key, made if it is not kept. What `make` raises is raised, not kept."""
        now = self._clock()
        with self._lock:
            made, page = self._pages.get(key, (0.0, ""))
            if page and now - made < MOST_SECONDS:
                self._pages.move_to_end(key)
                return page
        page = make()
        with self._lock:
            self._pages[key] = (now, page)
            self._pages.move_to_end(key)
            while len(self._pages) > MOST_PAGES:
                self._pages.popitem(last=False)
        return page
