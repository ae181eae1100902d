"""Commands about images."""

from __future__ import annotations

from dockernet_sim.shell.docker.command import NONE, ONE, OPTIONAL, SOME, TWO, Command
from dockernet_sim.shell.docker.pflag import IGNORED, Option
from dockernet_sim.shell.docker.table.containers import FORMAT
from dockernet_sim.shell.docker.table.functions import images, inspect

LIST = (
    Option("all", "bool", "Show all images (default hides intermediate images)", short="a", effect=IGNORED),
    Option("digests", "bool", "Show digests"),
    Option("filter", "filter", "Filter output based on conditions provided", short="f"),
    Option("format", "string", "Pretty-print images using a Go template"),
    Option("no-trunc", "bool", "Don't truncate output"),
    Option("quiet", "bool", "Only show image IDs", short="q"),
)
REMOVE = (
    Option("force", "bool", "Force removal of the image", short="f"),
    Option("no-prune", "bool", "Do not delete untagged parents", effect=IGNORED),
)
OWN = "docker commit --change 'CMD [...]' CONTAINER NAME makes an image of a container, lab.image(...) one from Python"
BUILD = Command("build", "[OPTIONS] PATH | URL | -", "Build an image from a Dockerfile", instead=OWN)
BOTH = (
    BUILD,
    Command(
        "history",
        "[OPTIONS] IMAGE",
        "Show the history of an image",
        ONE,
        images.history,
        (
            Option("format", "string", "Pretty-print images using a Go template"),
            Option("human", "bool", "Print sizes and dates in human readable format", short="H", default="true"),
            Option("no-trunc", "bool", "Don't truncate output"),
            Option("quiet", "bool", "Only show image IDs", short="q"),
        ),
    ),
    Command(
        "import",
        "[OPTIONS] file|URL|- [REPOSITORY[:TAG]]",
        "Import the contents from a tarball to create a filesystem image",
        instead=OWN,
    ),
    Command("load", "[OPTIONS]", "Load an image from a tar archive or STDIN", instead=OWN),
    Command(
        "pull",
        "[OPTIONS] NAME[:TAG|@DIGEST]",
        "Pull an image or a repository from a registry",
        ONE,
        images.pull,
        (
            Option("all-tags", "bool", "Download all tagged images in the repository", short="a", effect=IGNORED),
            Option("disable-content-trust", "bool", "Skip image verification", default="true", effect=IGNORED),
            Option("platform", "string", "Set platform if server is multi-platform capable", effect=IGNORED),
            Option("quiet", "bool", "Suppress verbose output", short="q"),
        ),
    ),
    Command("push", "[OPTIONS] NAME[:TAG]", "Push an image or a repository to a registry"),
    Command(
        "save", "[OPTIONS] IMAGE [IMAGE...]", "Save one or more images to a tar archive (streamed to STDOUT by default)"
    ),
    Command(
        "tag",
        "SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG]",
        "Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE",
        TWO,
        images.tag,
    ),
)
IMAGES = Command("images", "[OPTIONS] [REPOSITORY[:TAG]]", "List images", OPTIONAL, images.listing, LIST)
RMI = Command("rmi", "[OPTIONS] IMAGE [IMAGE...]", "Remove one or more images", SOME, images.remove, REMOVE)
GROUPED = (
    Command(
        "inspect",
        "[OPTIONS] IMAGE [IMAGE...]",
        "Display detailed information on one or more images",
        SOME,
        inspect.inspect_images,
        (FORMAT,),
    ),
    Command("ls", "[OPTIONS] [REPOSITORY[:TAG]]", "List images", OPTIONAL, images.listing, LIST, aliases=("list",)),
    Command(
        "prune",
        "[OPTIONS]",
        "Remove unused images",
        NONE,
        images.prune,
        (
            Option("all", "bool", "Remove all unused images, not just dangling ones", short="a"),
            Option("filter", "filter", "Provide filter values (e.g. 'until=<timestamp>')"),
            Option("force", "bool", "Do not prompt for confirmation", short="f"),
        ),
    ),
    Command(
        "rm", "[OPTIONS] IMAGE [IMAGE...]", "Remove one or more images", SOME, images.remove, REMOVE, ("rmi", "remove")
    ),
)
