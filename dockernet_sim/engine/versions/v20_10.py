"""Docker 20.10.24, as Debian 12 packages it: the strategies that :class:`Release` has by default."""

from types import MappingProxyType

from dockernet_sim.engine.versions.release import Build, Costs, Release

V20_10 = Release(
    name="20.10",
    build=Build(
        release="20.10.24+dfsg1",
        api="1.41",
        min_api="1.12",
        go="go1.19.8",
        git_commit="5d6db84",
        built="Thu May  7 21:09:36 2026",
        components=MappingProxyType(
            {
                "containerd": {"Version": "1.6.20~ds1", "GitCommit": "1.6.20~ds1-1+deb12u3"},
                "runc": {"Version": "1.1.5+ds1", "GitCommit": "1.1.5+ds1-1+deb12u1"},
                "docker-init": {"Version": "0.19.0", "GitCommit": ""},
            }
        ),
    ),
    costs=Costs(
        MappingProxyType(
            {
                "start": 0.33,
                "restart": 0.39,
                "stop": 0.17,
                "kill": 0.17,
                "rm -f": 0.17,
                "exec": 0.09,
                "network create": 0.10,
                "network connect": 0.11,
                "network disconnect": 0.08,
                "network rm": 0.20,
            }
        ),
        other=0.03,
    ),
)
