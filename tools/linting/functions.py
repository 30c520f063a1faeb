"""Finds functions and their lengths without a compiler."""

import ast
import re

# Comments, string and character literals of C++, in the order in which they may start.
_CPP_NOISE = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r'|R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'",
    re.DOTALL)
_BLOCK = re.compile(
    r"(?:if|else|for|while|switch|do|try|catch|namespace|extern|enum|case|default)\b"
    r"|(?:template\b.*?>\s*)?(?:class|struct|union)\b[^()]*$|.*[:;]$|$", re.DOTALL)
# What may stand between a parameter list (here @) and the body.
_FUNCTION = re.compile(
    r".*@\s*(?:(?:const|noexcept|override|final|mutable|try|&|@)\s*)*(?:(?:->|:[^:]).*)?$",
    re.DOTALL)
_LABEL = re.compile(r"\s*(?:public|private|protected)\s*:")
_PREPROCESSOR = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)


def without_noise(text):
    """The C++ text with comments, literals and directives blanked; lines stay where they are."""
    def blank(match):
        return "".join("\n" if char == "\n" else " " for char in match.group(0))
    return _PREPROCESSOR.sub(blank, _CPP_NOISE.sub(blank, text))


def _kind(head):
    """What a brace opens, judged by what stands before it: function, block or initialiser."""
    head = head.strip()
    if _BLOCK.match(head):
        return "block"
    inner = None
    while inner != head:
        inner, head = head, re.sub(r"\([^()]*\)", "@", head)
    return "function" if _FUNCTION.match(head) else "initialiser"


def cpp_functions(text):
    """Yields (first line, lines, name) of every function body, lambdas included."""
    text = without_noise(text)
    open_braces = []
    head_start = depth = 0
    for match in re.finditer(r"[(){};]", text):
        position, char = match.start(), match.group()
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == ";" and depth == 0:
            head_start = position + 1
        elif char == "{":
            label = _LABEL.match(text, head_start, position)
            head_start = label.end() if label else head_start
            open_braces.append((_kind(text[head_start:position]), head_start, position, depth))
            head_start, depth = position + 1, 0
        elif char == "}" and open_braces:
            kind, head_start, brace, depth = open_braces.pop()
            if kind == "function":
                head = text[head_start:brace]
                begin = head_start + len(head) - len(head.lstrip())
                name = re.search(r"([\w:~.]+)\s*\(", head)
                yield (text.count("\n", 0, begin) + 1,
                       text.count("\n", begin, position) + 1,
                       name.group(1) if name else "lambda")
            if kind != "initialiser":
                # After an initialiser the same statement goes on.
                head_start = position + 1


def go_functions(text):
    """The same for Go, where gofmt puts the closing brace into the first column."""
    begun = None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("func ") and not line.rstrip().endswith("}"):
            match = re.match(r"func (?:\([^)]*\) )?(\w+)", line)
            begun = (number, match.group(1) if match else "func")
        elif line.startswith("}") and begun:
            yield begun[0], number - begun[0] + 1, begun[1]
            begun = None


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node.lineno, node.end_lineno - node.lineno + 1, node.name
