"""``python -m dockernet_sim.cli``."""

import sys

from dockernet_sim.cli import main

sys.exit(main())
