"""One story gives the same bytes on every Python and every system: those whose digests are committed."""

import json

from .digests import DIGESTS, make


def test_story_gives_the_committed_bytes() -> None:
    assert make() == json.loads(DIGESTS.read_text(encoding="utf-8")), "meant? run: python3 tasks.py pages"
