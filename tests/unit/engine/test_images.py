"""Images and releases."""

import pytest
from dockernet_sim.engine.errors import BadRequest, NotFound
from dockernet_sim.engine.images import STANDARD, Image
from dockernet_sim.engine.imagestore import ImageStore
from dockernet_sim.engine.versions import release
from dockernet_sim.sim.errors import NotModelled


def test_an_image_is_found_by_name_tag_and_id() -> None:
    store = ImageStore()
    tomcat = store.get("tomcat")
    assert store.get("tomcat:latest") is tomcat
    assert store.get(tomcat.id) is tomcat
    assert store.get(tomcat.id[7:19]) is tomcat


def test_images_are_told_apart_by_what_they_hold() -> None:
    assert len({image.id for image in STANDARD}) == len(STANDARD)
    assert Image("a", expose=("80",)).id != Image("a", expose=("81",)).id


@pytest.mark.parametrize(
    ("name", "error", "text"),
    [
        ("nosuch", NotFound, "No such image: nosuch:latest"),
        ("Tomcat", BadRequest, "invalid reference format: repository name must be lowercase"),
        ("", BadRequest, "invalid reference format"),
        ("-x", BadRequest, "invalid reference format"),
    ],
)
def test_images_that_are_none(name: str, error: type[Exception], text: str) -> None:
    with pytest.raises(error) as refused:
        ImageStore().get(name)
    assert str(refused.value) == text


def test_the_newest_image_is_listed_first() -> None:
    store = ImageStore()
    store.add(Image("mine", created=1.0))
    assert next(iter(store)).name == "mine"


def test_a_release_that_is_not_there_is_named() -> None:
    with pytest.raises(NotModelled, match=r"engine '19.03' is not modelled; there is 20.10"):
        release("19.03")
