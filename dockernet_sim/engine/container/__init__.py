"""Containers: what was asked for, what state they are in, and the program that runs inside."""
