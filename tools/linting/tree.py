"""The files that the rules look at."""

import functools
import os
import pathlib
import subprocess

CPP_ENDINGS = (".hpp", ".cpp", ".h", ".cc")
# Hand-written text; a file without an ending counts when it starts with "#!".
CODE_ENDINGS = CPP_ENDINGS + (
    ".go", ".py", ".sh", ".cmake", ".js", ".css", ".html", ".tla", ".java", ".rs", ".md")


class Tree:
    """All files of a work tree that are tracked or about to be."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.paths = sorted(path for path in self._listed() if (self.root / path).is_file())

    def _listed(self):
        # safe.directory: in a root's copy of someone else's clone git refuses to answer.
        listing = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", str(self.root),
             "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            capture_output=True, text=True)
        if listing.returncode:
            raise SystemExit(f"{self.root} is not a git work tree: {listing.stderr.strip()}")
        return {path for path in listing.stdout.split("\0") if path}

    @functools.cache
    def raw(self, path):
        return (self.root / path).read_bytes()

    @functools.cache
    def text(self, path):
        return self.raw(path).decode("utf-8", errors="replace")

    def lines(self, path):
        return self.text(path).splitlines()

    def is_executable(self, path):
        return os.access(self.root / path, os.X_OK)

    def with_ending(self, *endings, under=""):
        return [path for path in self.paths if path.endswith(endings) and path.startswith(under)]

    def cpp(self, under=""):
        return self.with_ending(*CPP_ENDINGS, under=under)

    def scripts(self):
        return [path for path in self.paths if self.raw(path).startswith(b"#!")]

    def shell_scripts(self):
        return [path for path in self.scripts() if "sh" in self.lines(path)[0].split("/")[-1]]

    def python(self):
        scripts = [path for path in self.scripts() if "python" in self.lines(path)[0]]
        return sorted({*scripts, *self.with_ending(".py")})

    def hand_written(self):
        named = {"Makefile", "CMakeLists.txt"}
        return sorted({*self.scripts(), *(
            path for path in self.paths
            if path.endswith(CODE_ENDINGS) or path.rpartition("/")[2] in named)})

    def text_files(self):
        """What people edit; data for tests is as it was recorded, or broken on purpose."""
        return [path for path in self.paths
                if not is_test_data(path) and b"\0" not in self.raw(path)]


def is_test_data(path):
    return "testdata" in path.split("/")
