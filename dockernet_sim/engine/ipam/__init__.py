"""IPAM: address pools, and addresses out of them, as libnetwork's default driver hands them out."""
