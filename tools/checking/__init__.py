"""The runner behind `make check`: what the layers are, running them, counting."""
