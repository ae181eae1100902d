"""Files of policies, with the line of each."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from dockernet_sim.check.policy import Policies, Policy, PolicyError, from_data


def read_policies(path: str | Path) -> Policies:
    """The policies of a file.

    Parameters
    ----------
    path : str or Path
        A YAML file.

    Returns
    -------
    Policies

    Raises
    ------
    PolicyError
        When it holds none, or one that cannot be read.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
        data = YAML(typ="safe", pure=True).load(text)
    except YAMLError as error:
        raise PolicyError(f"{path}: {' '.join(str(error).split())}") from None
    except OSError as error:
        raise PolicyError(f"{path}: {error.strerror} (dockernet-sim check --init writes a first one)") from None
    found = from_data(data)
    return replace(found, policies=tuple(_with_line(each, text.splitlines()) for each in found.policies))


def _with_line(policy: Policy, lines: list[str]) -> Policy:
    places = (number for number, line in enumerate(lines, 1) if policy.text in " ".join(line.split()))
    return replace(policy, line=next(places, 0))
