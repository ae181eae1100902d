"""Addresses and pools: no two alike, none lost, none left over."""

from contextlib import suppress
from itertools import combinations

from dockernet_sim.engine.drivers.macs import FromAddress
from dockernet_sim.engine.errors import ApiError
from dockernet_sim.engine.ipam.allocator import Allocator, Pool
from dockernet_sim.engine.ipam.defaults import local_pools
from dockernet_sim.engine.versions import release
from dockernet_sim.testing import Recipe, labs, promises, subnets
from dockernet_sim.testing.recipe import Typed
from dockernet_sim.testing.strategies import releases
from dockernet_sim.wire.address import ip_int, ip_text, mac_text, network, parse_cidr
from hypothesis import given
from hypothesis import strategies as st

from .support import examples

SMALL = "10.9.0.0/29"  # five addresses for containers
FIRST, GATEWAY, LAST = ip_int("10.9.0.0"), ip_int("10.9.0.1"), ip_int("10.9.0.7")


@examples(4)
@given(labs(history=True))
def test_no_two_live_endpoints_share_an_address_and_none_is_outside_its_subnet(recipe: Recipe) -> None:
    promises.keep(promises.addresses_are_sound(recipe.build(trace=False)), recipe)


@examples(4)
@given(labs(history=True))
def test_the_kernel_has_what_inspect_shows_and_nothing_else(recipe: Recipe) -> None:
    world = recipe.build(trace=False)
    promises.keep(promises.kernel_matches_inspect(world), recipe)
    promises.keep(promises.rules_match_networks(world), recipe)


@examples(4)
@given(
    st.lists(st.tuples(st.sampled_from(("", "", "subnet", "rm")), subnets(12, 28), st.integers(0, 7)), max_size=12),
    releases(),
)
def test_pools_never_overlap(moves: list[tuple[str, str, int]], engine: str) -> None:
    lab = Typed.open(engine=engine)
    for what, subnet, number in moves:
        option = f"--subnet {subnet} " if what == "subnet" else ""
        lab.type(f"docker network rm n{number}" if what == "rm" else f"docker network create {option}n{number}")
    promises.keep(promises.pools_are_apart(lab.world), lab)


@examples(4)
@given(
    st.lists(st.tuples(st.sampled_from(("run", "run", "rm -f", "stop -t 0", "start")), st.integers(0, 6)), max_size=20),
    releases(),
)
def test_addresses_are_handed_out_like_a_simple_set(moves: list[tuple[str, int]], engine: str) -> None:
    lab = Typed.open(engine=engine)
    lab.type(f"docker network create --subnet {SMALL} small")
    held: dict[str, int] = {}
    known: set[str] = set()
    for what, number in moves:
        name = f"c{number}"
        result = lab.type(
            f"docker run -d --name {name} --network small busybox" if what == "run" else f"docker {what} {name}"
        )
        wants = (what == "run" and name not in known) or (what == "start" and name in known and name not in held)
        free = [ip for ip in range(GATEWAY + 1, LAST) if ip not in held.values()]
        if wants and free:
            held[name] = free[0]
        if wants:
            assert bool(result) == bool(free), f"{result}\n{lab}"
        if what in ("rm -f", "stop -t 0"):
            held.pop(name, None)
        known = known | {name} if what == "run" else known - {name} if what == "rm -f" else known
        shown = lab.world.engine().networks.inspect("small")["Containers"].values()
        assert {each["Name"]: each["IPv4Address"].partition("/")[0] for each in shown} == {
            n: ip_text(ip) for n, ip in held.items()
        }, lab
        for each in shown if isinstance(release(engine).macs, FromAddress) else ():
            address = ip_int(each["IPv4Address"].partition("/")[0])
            assert each["MacAddress"] == mac_text(0x0242 << 32 | address), lab


@examples(10)
@given(
    st.lists(st.tuples(st.sampled_from(("next", "wanted", "release")), st.integers(0, 15)), max_size=60), st.booleans()
)
def test_ipam_equals_a_set_under_any_sequence(moves: list[tuple[str, int]], part: bool) -> None:
    ipam = Allocator([])
    pool = ipam.request_pool("10.0.0.0/28", "10.0.0.4/30" if part else "")
    first = ip_int("10.0.0.0")
    taken, inside = {0, 15}, range(4, 8) if part else range(16)
    for what, number in moves:
        if what == "release" and 0 < number < 15:
            ipam.release_address(pool, first + number)
            taken.discard(number)
            continue
        wanted = number if what == "wanted" else None
        choice = [n for n in ([wanted] if wanted is not None else inside) if n not in taken]
        got = _request(ipam, pool, None if wanted is None else first + wanted)
        assert got == (first + choice[0] if choice else None), f"{what} {number} of {sorted(taken)}"
        taken |= {choice[0]} if choice else set()


@examples(10)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 40)), max_size=60))
def test_default_pools_are_handed_out_next_fit(moves: list[tuple[bool, int]]) -> None:
    defaults = local_pools()
    ipam, live, cursor = Allocator(defaults), {}, 0
    for give_back, number in moves:
        if give_back and live:
            subnet = list(live)[number % len(live)]
            ipam.release_pool(live.pop(subnet))
            continue
        order = [(cursor + step) % len(defaults) for step in range(len(defaults))]
        free = [place for place in order if defaults[place] not in live]
        try:
            pool = ipam.request_pool()
        except ApiError:
            assert not free
            continue
        assert (pool.net, pool.plen) == defaults[free[0]]
        live[pool.net, pool.plen] = pool
        cursor = (free[0] + 1) % len(defaults)


@examples(4)
@given(
    st.lists(st.tuples(st.sampled_from(("run", "rm -f", "stop -t 0", "start")), st.integers(0, 2), st.integers(0, 1))),
    releases(),
)
def test_a_port_has_one_owner_and_is_free_once_given_back(moves: list[tuple[str, int, int]], engine: str) -> None:
    """A container whose start failed has lost its network in 29 (recorded): the next start works, and publishes nothing."""
    lab = Typed.open(engine=engine)
    wants: dict[str, int] = {}
    owner: dict[int, str] = {}
    bare: set[str] = set()
    for what, number, port in moves:
        name = f"c{number}"
        line = f"docker run -d --name {name} -p {9000 + port}:80 nginx" if what == "run" else f"docker {what} {name}"
        starts = name not in owner.values() and (
            name not in wants if what == "run" else what == "start" and name in wants
        )
        if what == "run":
            wants.setdefault(name, port)
        result = lab.type(line)
        if starts:
            assert bool(result) == (wants[name] not in owner or name in bare), f"{result}\n{lab}"
            if not result and not release(engine).rules.failed_endpoint_stays:
                bare.add(name)
            elif name not in bare:
                owner.setdefault(wants[name], name)
        if what in ("rm -f", "stop -t 0"):
            owner = {held: by for held, by in owner.items() if by != name}
        if what == "rm -f":
            wants.pop(name, None)
            bare.discard(name)


@examples(10)
@given(st.lists(st.sampled_from(("", "", "10.0.0.0/8")) | subnets(8, 28), max_size=12), st.integers(0, 5))
def test_ipam_never_has_two_pools_that_overlap(asked: list[str], given_back: int) -> None:
    ipam, live = Allocator(local_pools()), []
    for number, subnet in enumerate(asked):
        with suppress(ApiError):
            live.append(ipam.request_pool(subnet))
        if number == given_back and live:
            ipam.release_pool(live.pop(0))
    for one, other in combinations(live, 2):
        assert other.net not in one and one.net not in other, f"{one} and {other} after asking for {asked}"


def _request(ipam: Allocator, pool: Pool, wanted: int | None) -> int | None:
    try:
        return ipam.request_address(pool, wanted)
    except ApiError:
        return None


@examples(4)
@given(subnets(8, 30))
def test_a_subnet_serves_its_own_addresses_only(subnet: str) -> None:
    address, plen = parse_cidr(subnet)
    ipam = Allocator([])
    pool = ipam.request_pool(subnet)
    given_out = [_request(ipam, pool, None) for _ in range(8)]
    inside = [ip for ip in given_out if ip is not None]
    assert all(network(ip, plen) == network(address, plen) for ip in inside)
    assert len(set(inside)) == len(inside) == min(8, (1 << (32 - plen)) - 2)
