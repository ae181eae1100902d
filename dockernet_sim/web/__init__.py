"""The browser site's Python half: one session, in a web worker, whose methods take and give plain data.

No other room imports it, and none of it needs a browser: the tests call it directly. The pages and scripts are in the
project's folder ``web/``; ``python3 tasks.py web`` builds the site.
"""
