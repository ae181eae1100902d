"""Print the solution of one variant: ``python -m tests.exercises.answers NAME [SEED]``."""

import sys

from dockernet_sim.notebook.exercise_bank import exercise

from . import of


def main(name: str, seed: str = "") -> None:
    """Lines to type, and answers to write."""
    task = exercise(name, seed)
    work = of(name).SOLUTIONS[0]
    sys.stdout.write("".join(f"{line}\n" for line in work.lines(task.values)))
    said = work.said(task)
    if said:
        sys.stdout.write(f"answers = {said}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
