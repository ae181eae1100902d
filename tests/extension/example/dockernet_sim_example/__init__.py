"""An extension of dockernet_sim, of each kind one."""

from dockernet_sim.extension import Extension

from dockernet_sim_example.fenced import FencedDriver
from dockernet_sim_example.programs import greet, rtt
from dockernet_sim_example.rules import OctetMatch, ThinTarget

extension = Extension(
    programs={"rtt": rtt, "greet": greet},
    matches={"octet": OctetMatch},
    targets={"THIN": ThinTarget},
    images={
        "example/greeter": {"base": "alpine", "expose": ["7"], "cmd": ["greet", "7"]},
        "example/page": {"http": {"80": "a page of the example\n"}, "expose": ["80"], "cmd": ["paged"]},
    },
    drivers={"fenced": FencedDriver},
)
