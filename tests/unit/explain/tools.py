"""Programs that some tests need: without them they are skipped, but not in CI, which installs them."""

import os
import shutil

import pytest


def needed(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail(f"{name} is not there, and CI has to install it")
        pytest.skip(f"{name} is not there")
    return found
