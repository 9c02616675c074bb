"""A made-up graph of any size, the same from the same seed: to measure with, never to believe.

Every name begins with 合成 and every fact has a synthetic plan as its source. Degrees are skewed
as in life: a few parks, industries and suppliers draw most of the lines. Everything is streamed.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.schema import relationship_id
from graph.store import Node, Relationship, Value

MARK = "合成"
_MASK = (1 << 64) - 1
_FIRST = "华新恒远中天宏盛金瑞东方联科创达信诚博海明泰"
_SECOND = "源通达兴隆泰和信安康宁顺丰茂盛昌鼎基业力"
_FIELDS = ("机器人", "新材料", "生物医药", "集成电路", "航空装备", "新能源", "软件", "节能环保")
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ORGANISATION = (3, 7, 9, 10, 5, 8, 4, 2)
_PER_PASSAGE = 4
"""Enterprises that one passage names."""


@dataclass(frozen=True)
class Synthetic:
    """A graph of `nodes` nodes and `relationships` relationships."""

    nodes_wanted: int = 100_000
    relationships_wanted: int = 500_000
    seed: int = 1

    @property
    def policies(self) -> int:
        return 4

    @property
    def regions(self) -> int:
        return 40

    @property
    def industries(self) -> int:
        return 60

    @property
    def parks(self) -> int:
        return max(20, self.nodes_wanted // 500)

    @property
    def universities(self) -> int:
        return max(10, self.nodes_wanted // 1000)

    @property
    def institutes(self) -> int:
        return self.nodes_wanted // 40

    @property
    def passages(self) -> int:
        return -(-self.enterprises // _PER_PASSAGE)

    @property
    def enterprises(self) -> int:
        others = self.policies + self.regions + self.industries + self.parks
        rest = self.nodes_wanted - others - self.universities - self.institutes
        return rest * _PER_PASSAGE // (_PER_PASSAGE + 1)

    def nodes(self) -> Iterator[Node]:
        """Every node; passages last. The number comes within one of what was asked."""
        for n in range(self.policies):
            yield self._node("Policy", n, self.name("Policy", n), number=f"{MARK}〔2026〕{n}号")
        for n in range(self.regions):
            yield self._node("Region", n, self.name("Region", n), level="city")
        for n in range(self.industries):
            yield self._node("Industry", n, self.name("Industry", n), emerging=n % 3 == 0)
        for n in range(self.parks):
            yield self._node("Park", n, self.name("Park", n), tier="national" if n % 5 else None)
        for n in range(self.universities):
            yield self._node("University", n, self.name("University", n))
        for n in range(self.institutes):
            yield self._node("Institute", n, self.name("Institute", n))
        for n in range(self.enterprises):
            yield self._node(
                "Enterprise", n, self.name("Enterprise", n), uscc=self.uscc(n),
                founded=self.founded(n), tier="high_tech" if n % 7 == 0 else None,
            )  # fmt: skip
        for n in range(self.passages):
            yield self._node(
                "Passage", n, f"{MARK}条款{n}", policy_id=self.source(n), path=f"一/{n}", ordinal=n,
                text="；".join(
                    f"{self.located(e)}，{self.focused(e)}" for e in self._enterprises_of(n)
                ),
            )  # fmt: skip

    def relationships(self) -> Iterator[Relationship]:
        """Every relationship; supplies fill up to the number asked."""
        count = 0
        for fact in self._facts():
            count += 1
            yield fact
        rest = self.relationships_wanted - count
        for n in range(self.enterprises):
            share = rest * (n + 1) // self.enterprises - rest * n // self.enterprises
            targets = {n}
            turn = 10
            while len(targets) <= share:
                targets.add(int(self.enterprises * self._draw(n, turn) ** 4))
                turn += 1
            for target in sorted(targets - {n}):
                yield self._fact(
                    "SUPPLIES", self.id("Enterprise", n), self.id("Enterprise", target), n
                )

    def _facts(self) -> Iterator[Relationship]:
        for n in range(self.industries):
            if n % 10 != 9:
                for policy in range(self.policies):
                    yield self._fact(
                        "NAMES", self.id("Policy", policy), self.id("Industry", n),
                        policy * _PER_PASSAGE, role="assigned" if n % 10 else "candidate",
                        method="stated",
                    )  # fmt: skip
        for n in range(self.parks):
            park = self.id("Park", n)
            region = self.id("Region", int(self.regions * self._draw(n, 2) ** 2))
            yield self._fact("LOCATED_IN", park, region, n)
            for industry in {int(self.industries * self._draw(n, k) ** 2) for k in (3, 4, 5)}:
                yield self._fact(
                    "SUPPORTS", park, self.id("Industry", industry), n, method="stated"
                )
        for n in range(self.institutes):
            institute = self.id("Institute", n)
            university = self.id("University", int(self.universities * self._draw(n, 6) ** 2))
            industry = self.id("Industry", int(self.industries * self._draw(n, 7) ** 2))
            yield self._fact("AFFILIATED_WITH", institute, university, n)
            yield self._fact("FOCUSES_ON", institute, industry, n)
        for n in range(self.enterprises):
            enterprise, passage = self.id("Enterprise", n), self.id("Passage", n // _PER_PASSAGE)
            park, industry = self.id("Park", self.park_of(n)), self.id("Industry", self.field(n))
            located, focused = self.located(n), self.focused(n)
            yield self._fact("LOCATED_IN", enterprise, park, n, located, passage)
            yield self._fact("FOCUSES_ON", enterprise, industry, n, focused, passage)
            yield self._fact("MENTIONED_IN", enterprise, passage, n, located, passage)
        for n in range(self.passages):
            yield self._fact("PART_OF", self.id("Passage", n), self.source(n), n * _PER_PASSAGE)

    def registers(self, folder: Path) -> tuple[Path, ...]:
        """Write the enterprises, parks and industries as tables with Chinese headers (CSV)."""
        folder.mkdir(parents=True, exist_ok=True)
        tables = {
            "enterprises": (
                ("企业名称", "统一社会信用代码", "所在园区", "所属产业", "成立日期"),
                (
                    (
                        self.name("Enterprise", n), self.uscc(n),
                        self.name("Park", self.park_of(n)),
                        self.name("Industry", self.field(n)), self.founded(n),
                    )
                    for n in range(self.enterprises)
                ),
            ),
            "parks": (
                ("园区名称", "级别"),
                ((self.name("Park", n), "国家级" if n % 5 else "") for n in range(self.parks)),
            ),
            "industries": (
                ("产业名称",), ((self.name("Industry", n),) for n in range(self.industries))
            ),
        }  # fmt: skip
        written: list[Path] = []
        for name, (header, rows) in tables.items():
            file = folder / f"synthetic-{name}.csv"
            with file.open("w", encoding="utf-8", newline="") as stream:
                table = csv.writer(stream)
                table.writerow(header)
                table.writerows(rows)
            written.append(file)
        return tuple(written)

    def id(self, label: str, n: int) -> str:
        """The id of the n-th node of a label."""
        return f"{label.lower()}:synthetic-{n}"

    def source(self, passage: int) -> str:
        """The synthetic plan that a passage is of."""
        return self.id("Policy", passage % self.policies)

    def name(self, label: str, n: int) -> str:
        """The name of the n-th node of a label; no two are alike."""
        if label == "Enterprise":
            draw = int(self._draw(n, 1) * len(_FIRST) * len(_SECOND) * len(_FIELDS))
            brand, draw = draw % len(_FIRST), draw // len(_FIRST)
            second, field = draw % len(_SECOND), draw // len(_SECOND)
            return f"{MARK}{_FIRST[brand]}{_SECOND[second]}{n}{_FIELDS[field]}有限公司"
        kind = {
            "Policy": "方案", "Region": "市", "Industry": "产业", "Park": "高新区",
            "University": "大学", "Institute": "研究院",
        }[label]  # fmt: skip
        return f"{MARK}第{n}{kind}"

    def uscc(self, n: int) -> str:
        """A registered code with right check digits, in a district that does not exist (990000)."""
        body = f"{n:08d}"
        check = 11 - sum(int(d) * w for d, w in zip(body, _ORGANISATION, strict=True)) % 11
        code = f"91990000{body}{'0' if check == 11 else 'X' if check == 10 else check}"
        total = sum(_CODE.index(c) * w for c, w in zip(code, _WEIGHTS, strict=True))
        return code + _CODE[-total % 31]

    def founded(self, n: int) -> str:
        """The day on which an enterprise was founded, as ISO."""
        draw = int(self._draw(n, 8) * 30 * 12 * 28)
        return f"{1995 + draw // 336}-{draw // 28 % 12 + 1:02d}-{draw % 28 + 1:02d}"

    def park_of(self, enterprise: int) -> int:
        """The park of an enterprise."""
        return int(self.parks * self._draw(enterprise, 2) ** 3)

    def field(self, enterprise: int) -> int:
        """The industry of an enterprise."""
        return int(self.industries * self._draw(enterprise, 3) ** 3)

    def located(self, enterprise: int) -> str:
        """The words that say where an enterprise is."""
        park = self.name("Park", self.park_of(enterprise))
        return f"{self.name('Enterprise', enterprise)}位于{park}"

    def focused(self, enterprise: int) -> str:
        """The words that say what an enterprise works in."""
        return f"专注{self.name('Industry', self.field(enterprise))}"

    def _enterprises_of(self, passage: int) -> range:
        first = passage * _PER_PASSAGE
        return range(first, min(first + _PER_PASSAGE, self.enterprises))

    def _draw(self, n: int, turn: int) -> float:
        """A number from 0 to 1 that depends on nothing but the seed, `n` and `turn`."""
        x = n * 0x9E3779B97F4A7C15 + turn * 0xBF58476D1CE4E5B9 + self.seed * 0x94D049BB1331
        x = (x ^ (x >> 33)) & _MASK
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 & _MASK
        x = (x ^ (x >> 27)) * 0x94D049BB133111EB & _MASK
        return (x >> 11) / (1 << 53)

    def _node(self, label: str, n: int, name: str, **properties: Value) -> Node:
        id = self.id(label, n)
        sources: Sequence[str] = [self.source(n // _PER_PASSAGE)]
        return Node(
            label, id,
            {"id": id, "name": name, "status": "exists", "sources": list(sources), **properties},
        )  # fmt: skip

    def _fact(
        self, type: str, start: str, end: str, n: int, quote: str | None = None,
        passage: str | None = None, method: str = "table", **properties: Value,
    ) -> Relationship:  # fmt: skip
        source = self.source(n // _PER_PASSAGE)
        id = relationship_id(type, start, end, source)
        return Relationship(
            type, id, start, end,
            {
                "status": "exists", "confidence": 1.0, "method": method, "source": source,
                "passages": [passage] if passage else [], "quote": quote, "rule": "synthetic",
                "run_id": "run:synthetic", **properties,
            },
        )  # fmt: skip


def main() -> None:
    """Write the registers: python benchmarks/synthetic.py FOLDER [NODES]."""
    nodes = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    for file in Synthetic(nodes, nodes * 5).registers(Path(sys.argv[1])):
        print(file)


if __name__ == "__main__":
    main()
