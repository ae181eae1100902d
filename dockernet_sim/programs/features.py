"""The features of devices that ``ethtool -k`` lists, as a Linux 6.18 kernel has them."""

from __future__ import annotations

_NAMES = """
rx-checksumming
tx-checksumming
	tx-checksum-ipv4
	tx-checksum-ip-generic
	tx-checksum-ipv6
	tx-checksum-fcoe-crc
	tx-checksum-sctp
scatter-gather
	tx-scatter-gather
	tx-scatter-gather-fraglist
tcp-segmentation-offload
	tx-tcp-segmentation
	tx-tcp-ecn-segmentation
	tx-tcp-mangleid-segmentation
	tx-tcp6-segmentation
	tx-tcp-accecn-segmentation
generic-segmentation-offload
generic-receive-offload
large-receive-offload
rx-vlan-offload
tx-vlan-offload
ntuple-filters
receive-hashing
highdma
rx-vlan-filter
vlan-challenged
tx-gso-robust
tx-fcoe-segmentation
tx-gre-segmentation
tx-gre-csum-segmentation
tx-ipxip4-segmentation
tx-ipxip6-segmentation
tx-udp_tnl-segmentation
tx-udp_tnl-csum-segmentation
tx-gso-partial
tx-tunnel-remcsum-segmentation
tx-sctp-segmentation
tx-esp-segmentation
tx-udp-segmentation
tx-gso-list
tx-nocache-copy
loopback
rx-fcs
rx-all
tx-vlan-stag-hw-insert
rx-vlan-stag-hw-parse
rx-vlan-stag-filter
l2-fwd-offload
hw-tc-offload
esp-hw-offload
esp-tx-csum-hw-offload
rx-udp_tunnel-port-offload
tls-hw-tx-offload
tls-hw-rx-offload
rx-gro-hw
tls-hw-record
rx-gro-list
macsec-hw-offload
rx-udp-gro-forwarding
hsr-tag-ins-offload
hsr-tag-rm-offload
hsr-fwd-offload
hsr-dup-offload
"""
NAMES = _NAMES.strip("\n").split("\n")
VALUES = {"1": "on", "0": "off", "F": "on [fixed]", "f": "off [fixed]", "r": "off [requested on]"}
BY_KIND = {
    "bridge": "f1f1fff11111111111ff1ff1ffrr1111111111110fff1fffffffffff0f0ffff",
    "veth": "11f1ff111111111110f11ff1ffff111111ff1f110fff11ffffffffff0f0ffff",
    "loopback": "F1fFffF1FF11111111fffffFfFffffffffff1f11fFffffffffffffff0f0ffff",
}  # a letter for each feature
