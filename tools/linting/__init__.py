"""The rules behind `make lint`, one function each; tools/lint.py runs them."""
