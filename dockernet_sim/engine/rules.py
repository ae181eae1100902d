"""Differences between releases that are a yes or no, or a text; the defaults are the oldest release's."""

from __future__ import annotations

from typing import NamedTuple


class Rules(NamedTuple):
    """How a release behaves where no strategy is needed; each field says what True means."""

    # internal networks
    internal_default_route: bool = True  # their containers have a default route through the bridge
    internal_ports_shown: bool = False  # ps and inspect show a container's exposed ports there
    # addresses
    static_ip_needs_subnet: bool = True  # --ip only where the network was created with --subnet
    host_bits: bool = True  # --subnet 10.1.0.5/16 is taken for 10.1.0.0/16
    twins: bool = True  # a request that does not ask for CheckDuplicate gets a second network of the same name
    mode_network_needed: bool = False  # a start asks for the network of the mode, even where it was left
    several_networks: bool = False  # create takes more than one --network
    small_pools: bool = False  # /31 and /32 have neither network nor broadcast address
    cut_pools: bool = False  # --subnet 0.0.0.0/24 asks for any subnet of that size
    checked_early: bool = (
        False  # create and connect refuse addresses, gateways and ranges outside of the subnets at once
    )
    # names
    anonymous_names: bool = True  # a name that the engine made up is not looked up
    default_mode: str = "default"  # HostConfig.NetworkMode of a plain run
    # the embedded DNS server
    dns_from_host: bool = False  # all servers of the host's resolv.conf are asked from the host, not only loopback ones
    dns_host_always: bool = True  # servers are asked from the host for containers without a default route, too
    dns_nxdomain_final: bool = False  # any server's NXDOMAIN is the answer, not only an authoritative one's
    dns_servfail: bool = False  # SERVFAIL when no server can be asked; else no answer at all
    # links
    link_variables: bool = True  # --link sets WEB_PORT_8080_TCP and so on
    link_warning: str = ""  # what create warns of when --link is used on docker0
    # limits
    kernel_memory: bool = True  # --kernel-memory is taken, with a warning; later releases pass it over
    # starting
    hosts_rewritten: bool = False  # an endpoint that leaves takes its line of /etc/hosts along, whatever the network
    announces: bool = False  # a new address is told to the neighbours, three times in two seconds
    ipv6_loopback: bool = False  # lo has ::1 in namespaces without IPv6
    same_ports: bool = False  # a port that the engine chooses is one number for IPv4 and IPv6
    wildcard_ports: bool = False  # a port of 0.0.0.0 is taken for each single address, too
    swarm_pool_shown: bool = True  # a swarm tells of its default address pool, too
    family_options: bool = False  # --ipv4=false, and options that switch a network's IPv4 and IPv6
    bridge_nodad: bool = False  # a bridge's IPv6 address goes without duplicate address detection, and without fe80::1
    link_local_kept: bool = False  # a part of fe80::/64 is refused as a bridge's subnet
    subnets6_checked: bool = False  # so is what overlaps it, and a multicast subnet, before anything is made
    ipv6_unused_shown: bool = True  # inspect shows an IPv6 subnet of a network whose IPv6 is off
    ipv6_pools: bool = False  # network create --ipv6 gives a subnet of its own choice; ip6tables has rules
    exec_code_kept: bool = False  # exec of a program that is not there ends with 127, not 126
    endpoint_options: bool = False  # --driver-opt names an endpoint's device and sets its sysctls
    forwarding_now: bool = True  # create warns while the host does not forward; else if it did not as dockerd started
    forwards_late: bool = False  # each new network lets the host forward, not dockerd's start
    stale_default: bool = True  # a default network in another one's way is taken for a stale one, and deleted
    bridge_mtu: bool = False  # a bridge has its network's MTU from the start, and one that cannot be is refused
    interface_sysctls: bool = True  # create takes --sysctl net.X.Y.ethN.Z
    links_at_end: bool = False  # a link to a container off docker0 shows as its variables are made
    both_refused: bool = False  # a filter that is true and false is refused; 1 and 0 are read in all
    hostname_checked: bool = False  # a host name that is too long is refused at create
    ports_typed: bool = False  # a filter's port has its protocol in any case
    dangling_counts: bool = False  # it asks whether containers are there
    failed_endpoint_stays: bool = True  # a network whose endpoint could not join is still the container's
    mac_in_container_mode: bool = False  # --mac-address goes with --network container:
    images_counted: bool = False  # the list of images tells how many containers each has
    prunes_named: bool = True  # volume prune takes volumes with a name, too; else it has a filter for them: all
    # what reach goes by
    ports_open_to_bridges: bool = False  # a published port's ACCEPT stands before what keeps bridges apart
    bridge_skips_dnat: bool = True  # nat DOCKER returns at once for packets from a masqueraded network
