"""Servers: programs that wait for others."""
