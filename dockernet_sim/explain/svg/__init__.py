"""Scenes as SVG, written by hand: no library, so that pictures also come about in a browser."""
