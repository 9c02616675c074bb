"""The state of the network: what its address asks for, and the addresses of the next steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from graph import schema
from graph.errors import InvalidRequest
from graph.store import Reader
from queries.registry import plans
from queries.subgraph import seed_id
from viz.pages import Page

MOST_SEEDS = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for: ids opened in order, filters (none: all), nodes taken away."""

    seeds: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    plan: str = ""

    def href(self, page: Page, path: str = "/network") -> str:
        """The address of this state."""
        return page.href(
            path,
            seed=self.seeds,
            rel=self.types,
            label=self.labels,
            status=self.statuses,
            hide=self.hidden,
            plan=(self.plan,) if self.plan else (),
        )

    def opening(self, id: str) -> Asked:
        """The state with a node opened, or opened further."""
        hidden = tuple(h for h in self.hidden if h != id)
        return replace(self, seeds=(*self.seeds, id), hidden=hidden)

    def closing(self, id: str) -> Asked:
        """The state with an opened node closed again."""
        return replace(self, seeds=tuple(s for s in self.seeds if s != id))

    def without(self, id: str) -> Asked:
        """The state with a node taken out of the drawing."""
        return replace(self.closing(id), hidden=(*self.hidden, id))


def asked_of(store: Reader, page: Page) -> Asked:
    """The state that an address asks for; a seed may be a name or an alias.

    Raises NotFound and InvalidRequest naming the parameter's value.
    """

    def values(name: str) -> tuple[str, ...]:
        return tuple(value for key, value in page.pairs if key == name and value)

    def among(name: str, allowed: Sequence[str]) -> tuple[str, ...]:
        for value in values(name):
            if value not in allowed:
                raise InvalidRequest(
                    f"{name}={value!r} is unknown", parameter=name, allowed=tuple(allowed)
                )
        return tuple(dict.fromkeys(values(name)))

    seeds = values("seed")
    if len(seeds) > MOST_SEEDS:
        raise InvalidRequest(
            f"{len(seeds)} seeds are more than a drawing opens",
            parameter="seed",
            allowed=(f"at most {MOST_SEEDS}",),
        )
    # A name, an alias, or an id that has been merged into another since.
    ids = {seed: seed_id(store, seed) for seed in dict.fromkeys(seeds)}
    plan = (values("plan") or ("",))[-1]
    return Asked(
        seeds=tuple(ids[seed] for seed in seeds),
        types=among("rel", tuple(schema.RELATIONSHIPS)),
        labels=among("label", tuple(schema.NODES)),
        statuses=among("status", tuple(schema.Status)),
        hidden=tuple(dict.fromkeys(values("hide"))),
        plan=plans(store, plan)["plans"][0] if plan else "",
    )
