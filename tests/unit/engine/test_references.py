"""Names of images, read as Docker reads them."""

import pytest
from dockernet_sim.engine.errors import BadRequest
from dockernet_sim.engine.references import familiar, parse_reference

DIGEST = "sha256:" + "ab" * 32


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("nginx", "nginx:latest"),
        ("docker.io/library/nginx:1.25", "nginx:1.25"),
        ("index.docker.io/nginx", "nginx:latest"),
        ("grafana/grafana", "grafana/grafana:latest"),
        ("quay.io/prometheus/prometheus:v2.48.0", "quay.io/prometheus/prometheus:v2.48.0"),
        ("localhost/web", "localhost/web:latest"),
        ("registry:5000/web:1", "registry:5000/web:1"),
        (f"nginx:1.25@{DIGEST}", f"nginx@{DIGEST}"),
    ],
)
def test_reference_is_shown_in_its_familiar_form(text: str, shown: str) -> None:
    assert familiar(text) == shown


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "invalid reference format"),
        ("-x", "invalid reference format"),
        ("nginx:", "invalid reference format"),
        ("a//b", "invalid reference format"),
        ("nginx@sha256:12", "invalid reference format"),
        ("Nginx", "invalid reference format: repository name must be lowercase"),
        ("ghcr.io/Me/web", "invalid reference format: repository name must be lowercase"),
        ("ab" * 32, f"invalid repository name ({'ab' * 32}), cannot specify 64-byte hexadecimal strings"),
    ],
)
def test_reference_that_is_none_is_refused(text: str, problem: str) -> None:
    with pytest.raises(BadRequest) as refused:
        parse_reference(text)
    assert str(refused.value) == problem
