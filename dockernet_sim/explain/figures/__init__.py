"""Drawings by matplotlib: PNG and PDF of every scene, and curves. Imported only when one is asked for."""
