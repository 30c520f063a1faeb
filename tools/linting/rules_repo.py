"""Rules on the repository: text, links, what is tracked, scripts."""

import os
import re
import subprocess

from linting.tree import is_test_data

MAX_TRACKED_BYTES = 512 * 1024

# Hosts that a tracked file may point to, with or without "www."; the text has to
# make sense to anyone, anywhere.
KNOWN_HOSTS = {
    "apache.org", "boost.org", "clang.llvm.org", "cmake.org", "cs.opensource.google",
    "doi.org", "en.cppreference.com", "en.wikipedia.org", "example.com", "example.org",
    "gcc.gnu.org", "github.com", "go-kratos.dev", "go-zero.dev", "go.dev", "jepsen.io",
    "json-schema.org", "jsonlines.org", "lamport.azurewebsites.net", "llvm.org",
    "open-std.org", "pkg.go.dev", "rfc-editor.org", "w3.org",
}
MACHINE_PATH = re.compile(r"(?<![\w./$~}-])/(?:home|root|work|Users|mnt|media)/[\w.-]+")
PRIVATE_ADDRESS = re.compile(
    r"(?<![\d.])(?:10\.\d+|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.\d+\.\d+(?![\d.])")
LOCAL_HOST = re.compile(r"(?:localhost|127\.0\.0\.1|[$%{].*)$")
URL = re.compile(r"https?://([^/\s\"'<>()`:\]]+)")

TABS_BELONG = ("Makefile", ".mk", ".go", "go.mod", "go.sum", "go.work", ".patch", ".mod", ".sum")
BUILT = re.compile(
    r"\.(?:o|a|so|class|jar|pyc|exe|gcda|gcno|profraw|log|gz|zip|tar)$"
    r"|(?:^|/)(?:build|out|node_modules|__pycache__|states)/|_TTrace_")
GENERATED = re.compile(r"^\W*Code generated .* DO NOT EDIT", re.MULTILINE)


def whitespace(tree):
    """no trailing blanks, tabs, carriage returns or missing last newline"""
    for path in tree.text_files():
        # A patch has context lines that are one blank.
        patch = path.endswith(".patch")
        for number, line in enumerate(tree.text(path).split("\n"), 1):
            if line.endswith("\r"):
                yield f"{path}:{number}: carriage return"
            elif line != line.rstrip() and not patch:
                yield f"{path}:{number}: trailing blank"
            if "\t" in line and not path.endswith(TABS_BELONG):
                yield f"{path}:{number}: tab"
        if tree.text(path) and not tree.text(path).endswith("\n"):
            yield f"{path}:{len(tree.lines(path))}: no newline at the end"


def nothing_built(tree):
    """no built, generated, binary or huge file is tracked"""
    for path in tree.paths:
        raw = tree.raw(path)
        if BUILT.search(path):
            yield f"{path}: looks built"
        elif len(raw) > MAX_TRACKED_BYTES:
            yield f"{path}: has {len(raw)} bytes"
        elif not is_test_data(path):
            try:
                generated = GENERATED.search(raw.decode("utf-8"))
            except UnicodeDecodeError:
                yield f"{path}: is not UTF-8 text"
                continue
            if b"\0" in raw:
                yield f"{path}: is binary"
            elif generated:
                yield f"{path}: says that it is generated"


def _prose(tree, path):
    """The lines of a Markdown file with fenced and inline code blanked."""
    fenced = False
    for number, line in enumerate(tree.lines(path), 1):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced:
            yield number, re.sub(r"`[^`]*`", "", line)


def _anchors(tree, path):
    """The anchors of a Markdown file, made from its headings as the hosting sites do."""
    fenced = False
    for line in tree.lines(path):
        if line.lstrip().startswith("```"):
            fenced = not fenced
        elif not fenced and re.match(r"#{1,6} ", line):
            title = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.lstrip("#").strip().lower())
            yield re.sub(r"[^\w\- ]", "", title).replace(" ", "-")


def doc_links(tree):
    """every link of a Markdown file to a file or heading of this repository leads somewhere"""
    known = set(tree.paths) | {os.path.dirname(path) for path in tree.paths}
    for path in tree.with_ending(".md"):
        for number, line in _prose(tree, path):
            for target in re.findall(r"\]\(<?([^)\s>]+)[^)]*\)", line):
                if re.match(r"[a-z]+:", target):
                    continue
                name, _, anchor = target.partition("#")
                file = os.path.normpath(os.path.join(os.path.dirname(path), name)) if name else path
                if file not in known and file != ".":
                    yield f"{path}:{number}: there is no {file}"
                elif anchor and file.endswith(".md") and anchor not in _anchors(tree, file):
                    yield f"{path}:{number}: {file} has no heading #{anchor}"


def no_machine(tree):
    """no path, address or unknown host of somebody's machine or workplace"""
    for path in tree.text_files():
        for number, line in enumerate(tree.lines(path), 1):
            for pattern in (MACHINE_PATH, PRIVATE_ADDRESS):
                for match in pattern.finditer(line):
                    yield f"{path}:{number}: {match.group(0)}"
            for host in URL.findall(line):
                name = host.lower().rstrip(".,;").removeprefix("www.")
                if name not in KNOWN_HOSTS and not LOCAL_HOST.match(name):
                    yield f"{path}:{number}: unknown host {name}"


def tests_registered(tree):
    """every *_test.cpp is registered in the nearest CMakeLists.txt"""
    for path in tree.with_ending("_test.cpp"):
        folder, name = os.path.split(path)
        owner = folder
        while owner and f"{owner}/CMakeLists.txt" not in tree.paths:
            owner = os.path.dirname(owner)
        if not owner:
            yield f"{path}: no folder above it has a CMakeLists.txt"
            continue
        inside = os.path.relpath(folder, owner)
        text = re.sub(r"#.*", "", tree.text(f"{owner}/CMakeLists.txt"))
        registered = rf"gosync_add_tests\(\s*{re.escape(inside)}\s" + rf"|\b{re.escape(name)}\b"
        if not re.search(registered, text):
            yield f"{path}: {owner}/CMakeLists.txt registers neither it nor its folder"


def executables(tree):
    """files with #! are executable, and no others"""
    scripts = set(tree.scripts())
    for path in tree.paths:
        if (path in scripts) != tree.is_executable(path):
            yield f"{path}: {'not executable' if path in scripts else 'executable without #!'}"


def shell(tree):
    """shell scripts are bash, set -euo pipefail, have no backticks and parse"""
    for path in tree.shell_scripts():
        lines = tree.lines(path)
        if lines[0] != "#!/usr/bin/env bash":
            yield f"{path}:1: is not #!/usr/bin/env bash"
        if "set -euo pipefail" not in lines[:40]:
            yield f"{path}:1: no set -euo pipefail near its beginning"
        for number, line in enumerate(lines, 1):
            if "`" in line and not line.lstrip().startswith("#"):
                yield f"{path}:{number}: backtick; write $(...)"
        parsed = subprocess.run(
            ["bash", "-n", path], cwd=tree.root, capture_output=True, text=True)
        if parsed.returncode:
            yield f"{path}: {parsed.stderr.strip().splitlines()[0]}"


RULES = (whitespace, nothing_built, doc_links, no_machine, tests_registered, executables, shell)
