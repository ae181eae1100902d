"""Random work on one lab; after every step all promises hold."""

from dockernet_sim.testing import DockerMachine
from hypothesis import settings

TestDocker = DockerMachine.TestCase
TestDocker.settings = settings(max_examples=max(1, settings().max_examples // 2))
