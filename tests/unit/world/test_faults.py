"""The fault language, and what faults do."""

import pytest
from dockernet_sim import Lab, UnknownPlace
from dockernet_sim.linux import drops
from dockernet_sim.world.faults import BadFault, Command, Fault, Kill, LinkFault, Plug, Reboot, RestartEngine, parse

LINES = {
    "link docker0 down": Fault(LinkFault("docker0", down=True)),
    "in 2s link lan/eth0 cut for 3s": Fault(LinkFault("lan/eth0", cut=True), after=2.0, lasting=3.0),
    "link web/eth0 loss 20% duplicate 5% delay 50ms 10ms reorder 25%": Fault(
        LinkFault("web/eth0", loss=0.2, duplicate=0.05, delay=0.05, jitter=0.01, reorder=0.25)
    ),
    "at 1.5s kill web": Fault(Kill("web"), at=1.5),
    "link web/eth0 loss 0%": Fault(LinkFault("web/eth0", loss=0.0)),
    "link web/eth0 out corrupt 1% rate 10mbit queue 50": Fault(
        LinkFault("web/eth0", corrupt=0.01, rate=1e7, queue=50, direction="out")
    ),
    "link web/eth0 rate 1500kbit queue 65536b": Fault(LinkFault("web/eth0", rate=1.5e6, queue_bytes=65536)),
    "at 2s stop web for 3s": Fault(Command("stop", "web"), at=2.0, lasting=3.0),
    "start web": Fault(Command("start", "web")),
    "pause web for 1s": Fault(Command("pause", "web"), lasting=1.0),
    "unpause web": Fault(Command("unpause", "web")),
    "restart vm/web": Fault(Command("restart", "vm/web")),
    "in 1s connect back web for 2s": Fault(Plug("back", "web"), after=1.0, lasting=2.0),
    "disconnect back web": Fault(Plug("back", "web", out=True)),
    "restart engine on vm": Fault(RestartEngine()),
    "reboot lan": Fault(Reboot("lan")),
    "in 500us crash vm": Fault(Reboot(crash=True), after=0.0005),
}


@pytest.mark.parametrize("line", LINES)
def test_lines_and_values_say_the_same(line: str) -> None:
    assert parse(line) == LINES[line]
    assert str(LINES[line]) == line


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("", "something is missing"),
        ("break everything", "break is no fault"),
        ("link eth0", "say what is wrong"),
        ("link eth0 loss", "a share"),
        ("link eth0 loss 0.2", "is no share"),
        ("link eth0 loss 120%", "between 0% and 100%"),
        ("link eth0 reorder 10%", "needs a delay"),
        ("link eth0 down loss 10%", "carries nothing"),
        ("link eth0 melted", "nothing that happens to a link"),
        ("in soon link eth0 down", "is no time"),
        ("kill web for 2s", "last for some time"),
        ("kill web now", "from 'now' on"),
        ("restart", "engine, or a container"),
        ("restart web for 2s", "only link, stop, pause, connect and disconnect can last"),
        ("connect front", "missing at its end: a container"),
        (
            "break everything",
            "say link, kill, stop, start, restart, pause, unpause, connect, disconnect, reboot or crash",
        ),
        ("link eth0 rate fast", "'fast' is no rate: say 10mbit"),
        ("link eth0 rate 10", "'10' is no rate"),
        ("link eth0 rate 0bit", "a rate is above 0"),
        ("link eth0 queue 50", "a queue needs a rate"),
        ("link eth0 rate 1mbit queue long", "no length of a queue: say 50 .packets. or 64kb .bytes."),
        ("link eth0 out cut", "in both directions"),
    ],
)
def test_lines_that_cannot_be_read(line: str, why: str) -> None:
    with pytest.raises(BadFault, match=why):
        parse(line)


@pytest.fixture
def lab() -> Lab:
    lab = Lab()
    lab.sh("docker network create mynet; docker run -d --name web --network mynet -p 8080:80 nginx")
    lab.sh("docker run -d --name box --network mynet busybox; docker exec box ping -c 1 web")
    return lab


def received(lab: Lab, count: int = 50, on: str = "box", to: str = "web") -> int:
    """How many answers a ping of so many echoes gets."""
    out = lab.sh(f"ping -c {count} -i 0.2 -W 1 {to}", on=on).stdout
    sent, _, rest = out[out.index("---\n") + 4 :].partition(" packets transmitted, ")
    assert int(sent) == count
    return int(rest.split()[0])


def test_loss_is_reported_as_loss_and_ends(lab: Lab) -> None:
    lab.fault("link box/eth0 loss 30% for 12s")
    assert 15 < received(lab) < 40  # there and back: 0.7 * 0.7
    lost = [record for record in lab.trace if record.event == "drop" and record.verdict == drops.LOST]
    assert lost
    lab.run(until=lab.env.now + 12)
    assert received(lab, 20) == 20


def test_duplicates_are_seen_twice(lab: Lab) -> None:
    lab.fault("link box/eth0 duplicate 100%")
    out = lab.sh("ping -c 1 -w 1 web", on="box").stdout
    assert out.count("(DUP!)") == 3  # two questions, each answered, and each answer doubled
    assert "1 received, +3 duplicates, 0% packet loss" in out


def test_delays_add_up(lab: Lab) -> None:
    lab.fault("link box/eth0 delay 10ms")
    later = lab.fault("link box/eth0 delay 20ms for 1s")
    assert "time=60" in lab.sh("ping -c 1 web", on="box").stdout
    lab.run(until=lab.env.now + 1.5)
    assert later.state == "over"
    assert "time=20" in lab.sh("ping -c 1 web", on="box").stdout


def test_reordered_frames_overtake(lab: Lab) -> None:
    lab.fault("link box/eth0 delay 300ms reorder 40%")
    lines = [line for line in lab.sh("ping -c 20 -i 0.05 web", on="box").stdout.splitlines() if "icmp_seq" in line]
    order = [int(line.split("icmp_seq=")[1].split()[0]) for line in lines]
    assert sorted(order) == list(range(1, 21))
    assert order != sorted(order)


def test_a_cut_line_has_no_carrier_and_recovers(lab: Lab) -> None:
    lab.fault("link lan/eth0 cut for 5s")
    assert "NO-CARRIER" in lab.sh("ip link show eth0").stdout
    assert not lab.sh("ping -c 1 -W 1 172.31.176.1")
    lab.run(until=lab.env.now + 5)
    assert lab.sh("ping -c 1 172.31.176.1")
    assert "NO-CARRIER" not in lab.sh("ip link show eth0").stdout


def test_a_bridge_goes_down_and_up(lab: Lab) -> None:
    bridge = next(name for name in lab.world.machine("vm").host.root.devices if name.startswith("br-"))
    lab.fault(f"in 1s link {bridge} down for 2s")
    assert 0 < received(lab, 20) < 20
    assert received(lab, 5) == 5
    with pytest.raises(BadFault, match="only a veth pair"):
        lab.fault(f"link {bridge} loss 10%")


def test_a_container_is_killed_while_it_is_asked(lab: Lab) -> None:
    killed = lab.fault("in 1s kill web")
    assert 0 < received(lab, 20) < 20
    assert killed.state == "over"
    assert lab.docker.containers.get("web").attrs["State"]["ExitCode"] == 137
    assert not lab.sh("curl -s --max-time 2 172.31.179.120:8080")
    assert lab.sh("docker start web; sleep 1; curl -s 172.31.179.120:8080")


def test_a_fault_of_what_is_not_there(lab: Lab) -> None:
    for line in ("kill nobody", "link nobody/eth0 down", "link eth9 down", "reboot nobody", "restart engine on lan"):
        with pytest.raises(Exception, match=r"nobody|eth9|no engine|device"):
            lab.fault(line)
    later = lab.fault("in 1s kill nobody")
    lab.run(until=lab.env.now + 2)
    assert later.state == "failed"
    assert "no running container" in later.why
    with pytest.raises(BadFault, match="already"):
        lab.fault("at 0.5s kill web")


def test_faults_are_part_of_a_copy(lab: Lab) -> None:
    lab.fault("link box/eth0 loss 50%")
    lab.fault("in 3s crash vm")
    received(lab, 10)
    copy = lab.copy()
    for each in (lab, copy):
        each.run(until=lab.env.now + 30 if each is lab else lab.env.now)
    assert copy.trace.digest() == lab.trace.digest()


def test_scenarios_hold_faults() -> None:
    from dockernet_sim.shell.replay import play
    from dockernet_sim.shell.scenario import BadScenario
    from dockernet_sim.shell.scenario import parse as scenario

    text = "host$ ping -c 1 172.31.176.1\nfault$ link eth0 down\nhost$ ping -c 1 172.31.176.1\nfault$ kill nobody\n"
    steps = play(scenario(text))["steps"]
    assert [step["exit"] for step in steps] == [0, 0, 2, 127]
    assert "no running container" in steps[3]["stderr"]
    with pytest.raises(BadScenario, match=r"line 1.*melted"):
        scenario("fault$ link eth0 melted\n")
    with pytest.raises(UnknownPlace):
        Lab().world.machine("fault")


def states(lab: Lab, *names: str) -> list[str]:
    return [lab.docker.containers.get(name).status for name in names]


def test_containers_are_stopped_paused_and_restarted_at_their_moments(lab: Lab) -> None:
    now = lab.env.now
    planned = [lab.fault(line) for line in ("in 1s stop web for 20s", "in 2s pause box for 3s", "in 40s restart web")]
    seen = []
    for seconds in (0.5, 15.0, 30.0):
        lab.run(until=now + seconds)
        seen.append(states(lab, "web", "box"))
    assert seen == [["running", "running"], ["exited", "running"], ["running", "running"]]
    lab.run(until=now + 60)
    assert [each.state for each in planned] == ["over"] * 3
    started = lab.docker.containers.get("web").attrs["State"]["StartedAt"]
    assert started > lab.docker.containers.get("box").attrs["State"]["StartedAt"]


def test_a_container_loses_its_network_for_a_while(lab: Lab) -> None:
    assert lab.sh("ping -c 1 -W 1 web", on="box")
    lab.fault("disconnect mynet web for 5s")
    assert not lab.sh("ping -c 1 -W 1 web", on="box")
    lab.run(until=lab.env.now + 6)
    assert lab.sh("ping -c 1 -W 1 web", on="box")


def test_a_command_on_what_is_not_there_is_told_in_the_engines_words(lab: Lab) -> None:
    with pytest.raises(Exception, match="No such container: nobody"):
        lab.fault("stop nobody")
    later = lab.fault("in 1s connect nowhere web")
    lab.run(until=lab.env.now + 2)
    assert later.state == "failed"
    assert "network nowhere not found" in later.why


def test_the_lower_rate_holds_and_its_queue_drops_by_name(lab: Lab) -> None:
    lab.link("web", rate=1e6, queue=100)
    lab.fault("link web/eth0 in rate 100kbit queue 1 for 30s")
    assert received(lab, 3) == 3
    lab.sh("ping -q -c 3 -i 0.002 -s 1400 web", on="box")
    causes = {record.cause for record in lab.trace if record.event == "drop" and record.verdict == drops.QUEUE}
    assert len(causes) == 1
    assert causes.pop().endswith("full (limit 1 packets)")


def test_a_link_without_loss_is_a_value_like_any_other(lab: Lab) -> None:
    assert lab.fault("link web/eth0 loss 0% for 1s").state == "on"
    assert received(lab, 5) == 5
