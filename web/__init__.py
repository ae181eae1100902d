"""The browser site: pages and scripts, and :mod:`web.build`, which makes ``site/`` of them."""
