"""What one story gives, as digests: pictures, players, traces, saves and captures must be the same bytes on every
Python and every system.

``python3 tasks.py pages`` writes `DIGESTS` again after a change that was meant.
"""

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from .test_same_story import LINES

DIGESTS = Path(__file__).with_name("digests.json")
OF_A_RELEASE = ("package", "checksum")  # entries of a saved lab that change with the version alone


def make() -> dict[str, str]:
    """Play the story; name each thing that it gives, with the SHA-256 of its bytes."""
    from dockernet_sim import Lab

    lab = Lab(seed=7)
    printed = "".join(f"{line}\n{lab.sh(line)}\n" for line in LINES)
    with TemporaryDirectory() as folder:
        lab.save(Path(folder, "lab.json"))
        saved = json.loads(Path(folder, "lab.json").read_text(encoding="utf-8"))
    player = lab.step()
    made = {
        "printed": printed,
        "trace": lab.trace.digest(),
        "save": json.dumps({key: value for key, value in saved.items() if key not in OF_A_RELEASE}),
        "draw": lab.draw(ping=("cli", "web")).svg,
        "draw, dark, in Chinese": lab.draw(theme="dark", lang="zh").svg,
        "heatmap": lab.heatmap().svg,
        "ladder": lab.ladder().svg,
        "player's data": json.dumps(player.to_data(), ensure_ascii=False),
        "player": player.html(),
        "reach": str(lab.reach()),
        "why": str(lab.why("cli", "db:3306")),
        "why, in Chinese": str(lab.why("cli", "db:3306", lang="zh")),
    }
    return {name: hashlib.sha256(text.encode()).hexdigest() for name, text in made.items()}


def write() -> bool:
    """Write the digests down; True if any changed."""
    text = json.dumps(make(), indent=1) + "\n"
    changed = not DIGESTS.exists() or DIGESTS.read_text(encoding="utf-8") != text
    DIGESTS.write_text(text, encoding="utf-8")
    return changed
