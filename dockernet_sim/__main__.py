"""``python -m dockernet_sim`` is the `dockernet-sim` command."""

import sys

from dockernet_sim.cli import main

sys.exit(main())
