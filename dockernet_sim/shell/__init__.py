"""Text at the face: the docker command, scenarios and prompts."""
