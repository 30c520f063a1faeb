"""The parts of tools/tla: TLC, the manifests, and error traces as pictures."""
