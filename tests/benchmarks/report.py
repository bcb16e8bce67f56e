"""What was measured beside what was wanted: a table, a file under var/bench, and the table of docs/performance.md."""

import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured number and its bound. `wanted` is None for what is shown beside a goal without being one."""

    goal: int
    name: str
    got: float
    wanted: float | None = None
    at_least: bool = False
    unit: str = "×"
    scale: str = ""

    @property
    def verdict(self) -> str:
        if self.wanted is None:
            return "–"
        reached = self.got >= self.wanted if self.at_least else self.got <= self.wanted
        return "OK" if reached else "MISS"

    @property
    def bound(self) -> str:
        return "" if self.wanted is None else f"{'≥' if self.at_least else '≤'} {self.wanted:g} {self.unit}".strip()

    @property
    def value(self) -> str:
        return f"{self.got:.3g} {self.unit}".strip() if self.unit != "nDCG@10" else f"{self.got:.3f}"


@dataclass(frozen=True, slots=True)
class Skipped:
    """A goal that was not measured, and why."""

    goal: int
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    rows: int
    queries: int
    started: datetime
    took_seconds: float
    figures: tuple[Figure, ...]
    skipped: tuple[Skipped, ...]

    @property
    def missed(self) -> bool:
        return any(figure.verdict == "MISS" for figure in self.figures)

    def lines(self) -> list[str]:
        """The table as printed."""
        rows = [("goal", "quantity", "measured", "wanted", "", "scale")]
        rows += [(str(f.goal), f.name, f.value, f.bound, f.verdict, f.scale) for f in self.figures]
        rows += [(str(one.goal), "not measured", "", "", "SKIP", one.reason) for one in self.skipped]
        widths = [max(len(row[column]) for row in rows) for column in range(5)]
        padded = ([cell.ljust(width) for cell, width in zip(row, widths, strict=False)] for row in rows)
        return ["  ".join([*cells, row[5]]) for cells, row in zip(padded, rows, strict=True)]

    def save(self, folder: Path) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.started:%Y%m%d-%H%M%S}-{self.rows}.json"
        figures = [asdict(figure) | {"verdict": figure.verdict} for figure in self.figures]
        body = asdict(self) | {"started": self.started.isoformat(), "machine": machine(), "figures": figures}
        path.write_text(json.dumps(body, ensure_ascii=False, indent=1), encoding="utf-8")
        return path

    def write_into(self, page: Path) -> None:
        """Replace what stands between the markers of the page."""
        before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
        _, _, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n{self._markdown()}\n{END}{after}", encoding="utf-8")

    def _markdown(self) -> str:
        head = [
            f"`python -m tests.benchmarks --rows {self.rows}`, {self.started:%Y-%m-%d}, {machine()};",
            f"{self.queries} queries, {self.took_seconds / 60:.0f} minutes in all.",
            "",
            "| Goal | Quantity | Wanted | Measured | | Scale |",
            "|---|---|---|---|---|---|",
        ]
        rows = [f"| {f.goal} | {f.name} | {f.bound} | {f.value} | {f.verdict} | {f.scale} |" for f in self.figures]
        rows += [f"| {one.goal} | not measured: {one.reason} | | | | |" for one in self.skipped]
        return "\n".join([*head, *rows])


def machine() -> str:
    """What the figures were taken on: cores, memory, system, interpreter."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return f"{_processor()}, {cores} cores, {memory:.0f} GiB, {platform.system()}, Python {platform.python_version()}"


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
