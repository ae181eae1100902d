"""How costs grow from 10 to 10,000 containers, as a picture: ``python -m tests.benchmarks.curves``."""

from __future__ import annotations

from pathlib import Path

from .labs import Lab, add_container
from .measure import in_floors, once_in_floors
from .rows import warm

PICTURE = Path(__file__).parents[2] / "docs" / "pictures" / "growth.svg"
SIZES = (10, 100, 1000, 10_000)
ECHOES = 3000


def echo(containers: int, cache: bool) -> float:
    """A warm echo between the last two containers of one network, in floors."""
    networks = max(1, containers // 1000)
    lab = Lab(containers, networks, cache=cache)
    echoes = warm(lab, containers - 2 * networks, containers - networks)
    return in_floors(lambda: echoes.run(ECHOES), ECHOES, rounds=5)


def container(containers: int) -> float:
    """The next container when there are so many, in floors."""
    networks = -(-containers // 900)
    engine = Lab(containers, networks).world.engine()
    return once_in_floors(
        lambda: lambda: [add_container(engine, f"y{len(engine.daemon.containers)}", "net0") for _ in range(20)], 20
    )


def main() -> None:
    """Measure and draw."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    curves = {
        "warm echo, walked": [echo(size, cache=False) for size in SIZES],
        "warm echo, remembered": [echo(size, cache=True) for size in SIZES],
        "next container": [container(size) for size in SIZES],
    }
    figure, axes = pyplot.subplots(figsize=(7, 4))
    for name, values in curves.items():
        axes.plot(SIZES, values, marker="o", label=name)
    axes.set(xscale="log", yscale="log", xlabel="containers (1,000 on each bridge)", ylabel="cost in floors")
    axes.grid(True, alpha=0.3)
    axes.legend()
    figure.tight_layout()
    figure.savefig(PICTURE, metadata={"Date": None})
    for name, values in curves.items():
        print(f"{name:24}", *(f"{value:8.2f}" for value in values))


if __name__ == "__main__":
    main()
