"""How the docs are built: ``python3 tasks.py docs``.

Nothing is fetched; the lessons come with the outputs that CI has compared.
"""

import shutil
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent

project = "dockernet_sim"
author = "the dockernet_sim contributors"
copyright = author
release = version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]

extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
exclude_patterns = ["_build", "how-to/cases/*.scn"]

# -- pages and lessons
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
smartquotes = False  # "--link" is no dash
suppress_warnings = ["misc.highlighting_failure"]  # docker's commands are no Python

# -- reference
autosummary_generate = True
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
napoleon_google_docstring = False
napoleon_use_rtype = False

# -- HTML
html_theme = "furo"
html_title = f"dockernet_sim {version}"
html_show_sphinx = False
html_copy_source = False
html_static_path = ["_static"]
html_css_files = ["wrap.css"]
html_js_files = ["predict.js"]


def copy_lessons() -> None:
    """Sphinx reads its own folder only: lessons are copied into it."""
    target = HERE / "lessons"
    shutil.rmtree(target, ignore_errors=True)
    for folder in (".", "zh", "exercises", "zh/exercises"):
        for notebook in sorted((ROOT / "notebooks" / folder).glob("*.ipynb")):
            (target / folder).mkdir(parents=True, exist_ok=True)
            shutil.copy(notebook, target / folder)


copy_lessons()
