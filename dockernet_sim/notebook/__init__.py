"""Jupyter: magics, rich displays, predictions, and exercises that check themselves.

``%load_ext dockernet_sim`` loads the magics; IPython is imported then, never before.
"""
