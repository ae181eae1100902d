"""Names of containers: which are allowed, and those that the engine makes up (adjective_surname)."""

from __future__ import annotations

import re
from collections.abc import Container
from random import Random

from dockernet_sim.engine.errors import BadRequest

ALLOWED = "[a-zA-Z0-9][a-zA-Z0-9_.-]"
PATTERN = re.compile(f"^/?{ALLOWED}+$")
TRIES = 6

_ADJECTIVES = (
    "admiring adoring affectionate agitated amazing angry awesome beautiful blissful bold boring brave busy charming clever"
    " cool compassionate competent condescending confident cranky crazy dazzling determined distracted dreamy eager ecstatic"
    " elastic elated elegant eloquent epic exciting fervent festive flamboyant focused friendly frosty funny gallant gifted"
    " goofy gracious great happy hardcore heuristic hopeful hungry infallible inspiring interesting intelligent jolly jovial"
    " keen kind laughing loving lucid magical mystifying modest musing naughty nervous nice nifty nostalgic objective optimistic"
    " peaceful pedantic pensive practical priceless quirky quizzical recursing relaxed reverent romantic sad serene sharp silly"
    " sleepy stoic strange stupefied suspicious sweet tender thirsty trusting unruffled upbeat vibrant vigilant vigorous wizardly"
    " wonderful xenodochial youthful zealous zen"
)
_SURNAMES = (
    "agnesi albattani allen almeida archimedes ardinghelli aryabhata austin babbage banach banzai bardeen bartik bassi bell"
    " benz bhabha bhaskara blackwell blackburn bohr booth borg bose boyd brahmagupta brattain brown buck burnell cannon carson"
    " cartwright cerf chandrasekhar chaplygin chatelet chebyshev cohen colden cori cray curie curran darwin davinci dewdney"
    " dhawan diffie dijkstra dirac driscoll dubinsky easley edison einstein elion ellis engelbart euclid euler faraday feistel"
    " fermat fermi feynman franklin gagarin galileo galois ganguly gates gauss germain goldberg goldstine goldwasser golick"
    " goodall gould greider grothendieck haibt hamilton haslett hawking heisenberg hellman hermann herschel hertz heyrovsky"
    " hodgkin hofstadter hoover hopper hugle hypatia ishizaka jackson jang jemison jennings jepsen johnson joliot jones kalam"
    " kapitsa kare keldysh keller kepler khayyam khorana kilby kirch knuth kowalevski lalande lamarr lamport leakey leavitt"
    " lederberg lehmann lewin lichterman liskov lovelace lumiere mahavira margulis matsumoto maxwell mayer mccarthy mcclintock"
    " mclaren mclean mcnulty meitner mendel mendeleev meninsky merkle mestorf mirzakhani montalcini moore morse moser murdock"
    " napier nash neumann newton nightingale nobel noether northcutt noyce panini pare pascal pasteur payne perlman pike"
    " poincare poitras proskuriakova ptolemy raman ramanujan rhodes ride ritchie robinson roentgen rosalind rubin saha sammet"
    " sanderson satoshi shamir shannon shaw shirley shockley shtern sinoussi snyder solomon spence stonebraker sutherland"
    " swanson swartz swirles taussig tesla tharp thompson torvalds tu turing varahamihira vaughan villani visvesvaraya volhard"
    " wescoff wilbur wiles williams williamson wilson wing wozniak wright wu yalow yonath zhukovsky"
)
ADJECTIVES, SURNAMES = _ADJECTIVES.split(), _SURNAMES.split()


def check_name(name: str) -> None:
    """Refuse a name that no container may have."""
    if not PATTERN.match(name):
        raise BadRequest(f"Invalid container name ({name}), only {ALLOWED} are allowed")


def make_up(random: Random, taken: Container[str], container_id: str) -> str:
    """A name for a container that was given none.

    >>> make_up(Random(1), (), "0" * 64)
    '/competent_merkle'
    """
    for attempt in range(TRIES):
        name = f"/{random.choice(ADJECTIVES)}_{random.choice(SURNAMES)}"
        if name == "/boring_wozniak":  # Steve Wozniak is not boring
            name = f"/{random.choice(ADJECTIVES)}_hopper"
        if attempt:
            name += str(random.randrange(10))
        if name not in taken:
            return name
    return f"/{container_id[:12]}"
