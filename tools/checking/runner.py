"""Runs layers one after the other and says how each went."""

import dataclasses
import os
import pathlib
import signal
import subprocess
import threading
import time

import protocol

FULL_FACTOR = 20  # how much longer a layer may take under --full
HEARTBEAT_SECONDS = 15
TAIL_LINES = 40


@dataclasses.dataclass
class Outcome:
    """What became of one layer."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    seconds: float = 0.0
    # Why the layer as a whole failed or was skipped, besides its cases.
    reason: str = ""
    failures: list = dataclasses.field(default_factory=list)

    def fail(self, why):
        self.failed += 1
        self.failures.append(why)
        self.reason = self.reason or why

    @property
    def state(self):
        if self.failed:
            return "failed"
        return "passed" if self.passed else "skipped"


class Step:
    """One running command: its output goes to the log, its result lines are counted."""

    def __init__(self, command, environment, log, outcome):
        self._log = log
        self._outcome = outcome
        self.last_line = ""
        # A session of its own, so that everything it started can be ended with it.
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, errors="replace", env=environment, start_new_session=True)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self):
        for line in self.process.stdout:
            self._log.write(line)
            self.last_line = line.strip() or self.last_line
            result = protocol.parse(line)
            if result is None:
                continue
            kind, text = result
            if kind == "ok":
                self._outcome.passed += 1
            elif kind == "skip":
                self._outcome.skipped += 1
            else:
                self._outcome.failed += 1
                self._outcome.failures.append(text)

    def end(self):
        """Ends what is left of the step, and waits for the last of its output."""
        if self.process.poll() is None:
            # Politely first: ninja then ends its compilers itself.
            self.process.terminate()
            try:
                self.process.wait(timeout=3)
            except subprocess.TimeoutExpired:
                pass
        for member in session_members(self.process.pid):
            try:
                os.kill(member, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.process.wait()
        self._reader.join(timeout=10)


def session_members(session):
    """The processes of a session; a process group is not enough, since ninja makes many."""
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            # The name in brackets may hold anything; the session is the fourth field after it.
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            yield int(folder.name)


class Runner:
    """Runs layers; `say` prints for people, `have` tells why a tool is missing."""

    def __init__(self, log_folder, full=False, say=print, have=None, time_factor=5.0):
        self._logs = pathlib.Path(log_folder)
        self._full = full
        self._say = say
        self._have = have or missing_tool
        self._time_factor = time_factor * (FULL_FACTOR if full else 1)
        self._environment = dict(os.environ, **({"GOSYNC_FULL": "1"} if full else {}))

    def run(self, layers):
        outcomes = {}
        self._logs.mkdir(parents=True, exist_ok=True)
        for layer in layers:
            self._say(f"== {layer.name}: {layer.what} (budget {layer.minutes:g} min)")
            reason = self._reason_to_skip(layer, outcomes)
            if reason:
                outcome = Outcome(layer.name, skipped=1, reason=reason)
            else:
                outcome = self._run_layer(layer)
            outcomes[layer.name] = outcome
            self._tell(layer, outcome)
        return list(outcomes.values())

    def _reason_to_skip(self, layer, outcomes):
        for need in layer.needs:
            kind, _, name = need.rpartition(":")
            if kind == "layer":
                # A layer that was not asked for is taken to be all right.
                if name in outcomes and outcomes[name].state != "passed":
                    return f"layer {name} did not pass"
            else:
                reason = self._have(need)
                if reason:
                    return reason
        return ""

    def _run_layer(self, layer):
        outcome = Outcome(layer.name)
        began = time.monotonic()
        deadline = began + layer.minutes * 60 * self._time_factor
        with open(self._logs / f"{layer.name}.log", "w", encoding="utf-8") as log:
            for command in layer.commands(self._full):
                log.write(f"$ {' '.join(command)}\n")
                log.flush()
                if not self._run_step(command, log, outcome, began, deadline):
                    break
        if layer.counts == "exit":
            outcome.passed = 0 if outcome.failed else 1
        elif not (outcome.passed or outcome.failed or outcome.skipped):
            outcome.fail("counted no case")
        outcome.seconds = time.monotonic() - began
        return outcome

    def _run_step(self, command, log, outcome, began, deadline):
        """Runs one command; returns whether the next one makes sense."""
        failed_before = outcome.failed
        try:
            step = Step(command, self._environment, log, outcome)
        except OSError as error:
            outcome.fail(f"{command[0]}: {error.strerror}")
            return False
        try:
            code = self._wait(step, outcome, began, deadline)
        finally:
            step.end()
        if code == 0:
            return outcome.failed == failed_before
        if code is None:
            outcome.fail(f"stopped after {deadline - began:.0f} s: {' '.join(command)}")
        elif outcome.failed == failed_before:
            outcome.fail(f"{protocol.how_it_ended(code)}: {' '.join(command)}")
        return False

    def _wait(self, step, outcome, began, deadline):
        """Waits with a sign of life now and then; None when time ran out."""
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                return None
            try:
                return step.process.wait(timeout=min(left, HEARTBEAT_SECONDS))
            except subprocess.TimeoutExpired:
                self._say(f"   {time.monotonic() - began:.0f} s, {outcome.passed} ok, "
                          f"{outcome.failed} not ok: {step.last_line[:80]}")

    def _tell(self, layer, outcome):
        for failure in outcome.failures[:20]:
            self._say(f"   not ok {failure}")
        if len(outcome.failures) > 20:
            self._say(f"   ... and {len(outcome.failures) - 20} more")
        if outcome.state == "failed":
            log = self._logs / f"{layer.name}.log"
            self._say(f"   the end of {log}:")
            for line in log.read_text(encoding="utf-8").splitlines()[-TAIL_LINES:]:
                self._say(f"   | {line}")
            full = " --full" if self._full else ""
            self._say(f"   repeat with: python3 tools/check --only {layer.name}{full}")
        why = f" ({outcome.reason})" if outcome.state == "skipped" and outcome.reason else ""
        late = " OVER BUDGET" if outcome.seconds > layer.minutes * 60 and not self._full else ""
        # Not "N passed, N failed": that line is the last one's alone.
        self._say(f"-- {layer.name} {outcome.state}{why}: passed {outcome.passed}, "
                  f"failed {outcome.failed}, skipped {outcome.skipped}; "
                  f"{outcome.seconds:.1f} s{late}")


def missing_tool(name):
    """Why a tool is missing, or an empty string; tools/setup is the one that knows."""
    answer = subprocess.run(
        ["tools/setup", "--have", name], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if answer.returncode == 0:
        return ""
    # What follows from it stands after the colon; setup has said that already.
    return (answer.stdout or answer.stderr).strip().partition(": ")[0]


def exit_code(outcomes, ci):
    """0 when all passed; a skipped layer is a failure where CI is set."""
    states = {outcome.state for outcome in outcomes}
    if not outcomes or "failed" in states:
        return 1
    return 1 if ci and "skipped" in states else 0


def closing_line(outcomes):
    """The one line that counts, and that has to stand alone at the end."""
    skipped = sum(outcome.skipped for outcome in outcomes)
    line = (f"{sum(outcome.passed for outcome in outcomes)} passed, "
            f"{sum(outcome.failed for outcome in outcomes)} failed")
    return f"{line}, {skipped} skipped" if skipped else line
