"""Rules on code: arrows between folders, sizes, guards, what models may not use."""

import re
import subprocess

from linting import functions

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60

# Folder -> folders that it must never include. They meet only in docs/ and in
# property_tests/adapters/, which is what makes the one a check on the other.
FORBIDDEN_INCLUDES = {
    "impl/": ("models/",),
    "models/": ("impl/", "gosync/", "explorer/"),
    "explorer/": ("impl/", "gosync/", "models/"),
}

_UNSEEN = "impl/ reaches threads, time and chance through the seam only (runtime.hpp)"

# What a folder's C++ must not use, and why.
FORBIDDEN_CODE = {
    "impl/": (
        (r"\bcatch\s*\(\s*\.\.\.\s*\)", "it would swallow a panic or a Goexit"),
        (r"\bstd::(?:atomic\w*|barrier|chrono|condition_variable\w*|future|promise|async|latch|"
         r"\w*mutex|j?thread|this_thread|call_once|once_flag|counting_semaphore|"
         r"binary_semaphore|stop_\w+|random_device|mt19937\w*|rand|lock_guard|unique_lock|"
         r"scoped_lock)\b", _UNSEEN),
        (r"\bthread_local\b", "a fiber may change its thread in any callback"),
        (r"\bstd::(?:atomic_thread_fence|atomic_signal_fence|memory_order\w*)\b",
         "everything shared is sequentially consistent"),
        (r"\bstd::unordered_\w+", "its order differs from run to run, so nothing could be replayed"),
    ),
    "models/": (
        (r"\bcatch\s*\(\s*\.\.\.\s*\)", "it swallows what the checker should report"),
        (r"\bstd::(?:j?thread|async)\b", "a model is a pure function; the checker is sequential"),
    ),
}
# (path, pattern as in FORBIDDEN_CODE) -> reason. Tests of the rules hold an
# entry to account: one that excuses nothing is itself a finding.
ALLOWED_CODE = {}
# The one place below the seam.
EXEMPT_FOLDERS = ("impl/gosync/runtime/",)


def arrows(tree):
    """impl and models never include each other, and the explorer neither"""
    include = re.compile(r'^\s*#\s*include\s*["<]([^">]+)[">]')
    for folder, forbidden in FORBIDDEN_INCLUDES.items():
        for path in tree.cpp(under=folder):
            for number, line in enumerate(tree.lines(path), 1):
                match = include.match(line)
                # "../models/x.hpp" is the same arrow by another name.
                if match and match.group(1).lstrip("./").startswith(forbidden):
                    yield f"{path}:{number}: includes {match.group(1)}"


def _translation(lines):
    """How many lines of a PlusCal spec pcal.trans has written."""
    marks = [number for number, line in enumerate(lines)
             if re.match(r"\\\* (?:BEGIN|END) TRANSLATION", line)]
    return marks[1] - marks[0] if len(marks) == 2 else 0


def file_length(tree):
    """hand-written files have at most 400 lines"""
    for path in tree.hand_written():
        lines = tree.lines(path)
        count = len(lines) - (_translation(lines) if path.endswith(".tla") else 0)
        if count > MAX_FILE_LINES:
            yield f"{path}:{count}: has {count} lines"


def function_length(tree):
    """C++, Go and Python functions have at most 60 lines"""
    finders = ((tree.cpp(), functions.cpp_functions),
               (tree.with_ending(".go"), functions.go_functions),
               (tree.python(), functions.python_functions))
    for paths, find in finders:
        for path in paths:
            try:
                found = list(find(tree.text(path)))
            except SyntaxError as error:
                yield f"{path}:{error.lineno}: cannot be read: {error.msg}"
                continue
            for first, count, name in found:
                if count > MAX_FUNCTION_LINES:
                    yield f"{path}:{first}: {name} has {count} lines"


def cpp_format(tree):
    """clang-format-19 would change nothing"""
    paths = tree.cpp()
    if not paths:
        return
    try:
        run = subprocess.run(
            ["clang-format-19", "--dry-run", "--Werror", *paths],
            cwd=tree.root, capture_output=True, text=True)
    except OSError as error:
        yield f"clang-format-19: {error.strerror}"
        return
    seen = set()
    for path, number in re.findall(r"^(\S+?):(\d+):\d+: error:", run.stderr, re.MULTILINE):
        if path not in seen:
            seen.add(path)
            yield f"{path}:{number}: make fmt would change it"
    if run.returncode and not seen:
        yield f"clang-format-19: {run.stderr.strip()[:200]}"


def include_guards(tree):
    """include guards are named after the path"""
    for path in tree.with_ending(".hpp", ".h"):
        # impl/ is an include root: its headers are gosync/... in the tree and installed.
        name = path.removeprefix("impl/gosync/")
        guard = f"GOSYNC_{re.sub(r'[^A-Za-z0-9]', '_', name).upper()}_"
        text = tree.text(path)
        directives = re.findall(r"^#.*", text, re.MULTILINE)
        if directives[:2] != [f"#ifndef {guard}", f"#define {guard}"]:
            yield f"{path}:1: does not begin with #ifndef and #define {guard}"
        elif not re.search(rf"^#endif  // {guard}\s*\Z", text, re.MULTILINE):
            yield f"{path}:{len(tree.lines(path))}: does not end with #endif  // {guard}"


def forbidden_code(tree):
    """what models and impl may not use (threads beside the seam, catch-all ...), with reasons"""
    unused = set(ALLOWED_CODE)
    for folder, patterns in FORBIDDEN_CODE.items():
        for path in tree.cpp(under=folder):
            if path.startswith(EXEMPT_FOLDERS):
                continue
            text = functions.without_noise(tree.text(path))
            for pattern, why in patterns:
                for match in re.finditer(pattern, text):
                    if (path, pattern) in ALLOWED_CODE:
                        unused.discard((path, pattern))
                        continue
                    number = text.count("\n", 0, match.start()) + 1
                    yield f"{path}:{number}: {' '.join(match.group(0).split())}: {why}"
    for path, pattern in sorted(unused):
        yield f"{path}: the allow-list excuses {pattern} there for nothing"


RULES = (arrows, file_length, function_length, cpp_format, include_guards, forbidden_code)
