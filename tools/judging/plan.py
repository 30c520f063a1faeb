"""What `make oracle` records and judges, and what each verdict has to be.

Expectations are compared only after the verdict is there; nothing of this file
reaches the checker.
"""

from dataclasses import dataclass, field

XSYNC = "v0.24.0"
OLD_SINGLEFLIGHT = "v0.0.0-20201020160332-67f06af15bc9"
OLDEST_SINGLEFLIGHT = "v0.0.0-20190227155943-e225da77a7e6"
OURS = "gosync"  # in place of a release: the C++ of this repository
GO = "go1.26"  # the standard library comes with the toolchain
STANDARD = ("once", "oncefunc", "syncmap", "waitgroup", "cond")
OLD_GO = "go1.24.0"
GO_125 = "go1.25.0"
OLD_MAP = "go1.25.0-nosynchashtriemap"  # the map before the hash trie
GOZERO = "v1.10.3"  # in the same program as the pinned x/sync
GOZERO_MODEL = f"gozero_singleflight@{GOZERO}"
KRATOS = "kratos-v1.0.1"
PROPAGATING = "v0.15.0"  # panics of a group's functions come out of its Wait

# The model of the release that a module version contains, where it differs from the
# contract.
RELEASE_MODELS = {
    ("semaphore", XSYNC): "semaphore@v0.24.0",
    ("errgroup", XSYNC): "errgroup@v0.24.0",
    ("errgroup", PROPAGATING): "errgroup@v0.15.0",
    ("kratos_errgroup", KRATOS): "kratos_errgroup@v1.0.1",
    ("singleflight", OLD_SINGLEFLIGHT): f"singleflight@{OLD_SINGLEFLIGHT}",
    ("singleflight", "v0.0.0-20190423024810-112230192c58"):
        "singleflight@v0.0.0-20190423024810-112230192c58",
    ("singleflight", OLDEST_SINGLEFLIGHT): f"singleflight@{OLDEST_SINGLEFLIGHT}",
    ("oncefunc", GO): "oncefunc@go1.26",
    ("oncefunc", OLD_GO): "oncefunc@go1.24",
    ("syncmap", GO): "syncmap@go1.26",
    ("waitgroup", GO_125): "waitgroup@go1.25",
    ("gozero_singleflight", GOZERO): GOZERO_MODEL,
}

# Known defects of real releases: what the contract says of the recording.
# docs/findings.md has one section for each.
FINDINGS = {
    ("semaphore", XSYNC, "zero-stuck"): ("Stuck", ("SE7",)),
    ("semaphore", XSYNC, "zero-behind-cancel"): ("Illegal", ("SE7",)),
    ("semaphore", XSYNC, "zero-behind-cancel-freed"): ("Illegal", ("SE7",)),
    ("semaphore", XSYNC, "over-release"): ("Illegal", ("SE9",)),
    ("singleflight", OLD_SINGLEFLIGHT, "stale"): ("Illegal", ("SF4",)),
    ("oncefunc", OLD_GO, "release-panic"): ("Illegal", ("ON6",)),
    ("oncefunc", OLD_GO, "release-exit"): ("Illegal", ("ON6",)),
    ("syncmap", GO, "uncomparable-delete"): ("Stuck", ("MP4",)),
    ("waitgroup", GO_125, "go-panic"): ("Illegal", ("WG5",)),
    ("errgroup", XSYNC, "limit-hang"): ("Stuck", ("EG9",)),
    ("errgroup", XSYNC, "limit-lifted"): ("Stuck", ("EG9",)),
    ("errgroup", XSYNC, "limit-zero-active"): ("Illegal", ("EG9",)),
    ("errgroup", XSYNC, "nested"): ("Stuck", ("EG10",)),
    ("errgroup", XSYNC, "wait-uncounted"): ("Illegal", ("EG11",)),
    ("errgroup", PROPAGATING, "panic"): ("Illegal", ("EG12",)),
    ("errgroup", PROPAGATING, "goexit"): ("Illegal", ("EG12",)),
    ("gozero_singleflight", GOZERO, "panic"): ("Illegal", ("GZ3",)),
    ("gozero_singleflight", GOZERO, "goexit"): ("Illegal", ("GZ3",)),
    ("kratos_errgroup", KRATOS, "idle-overflow"): ("Stuck", ("KR5",)),
    ("kratos_errgroup", KRATOS, "runs-cancelled"): ("Illegal", ("KR6",)),
    ("kratos_errgroup", KRATOS, "free-cancelled"): ("Illegal", ("KR6",)),
    ("kratos_errgroup", KRATOS, "wait-twice"): ("Illegal", ("KR7",)),
    ("kratos_errgroup", KRATOS, "wait-twice-overflow"): ("Illegal", ("KR7",)),
    ("kratos_errgroup", KRATOS, "go-after-wait"): ("Illegal", ("KR7",)),
    ("kratos_errgroup", KRATOS, "late-overflow"): ("Stuck", ("KR8",)),
    ("kratos_errgroup", KRATOS, "worker-exits"): ("Stuck", ("KR9",)),
    ("kratos_errgroup", KRATOS, "two-waits"): ("Illegal", ("KR11",)),
}

# A wrong implementation may show as another clause than the one its author had in
# mind, where both describe the same event.
ALSO = {
    ("semaphore", "leave-cancelled"): ("SE6",),
    ("semaphore", "wake-one"): ("SE2",),
    ("errgroup", "last-error"): ("EG4",),  # Wait and the context disagree on which was first
    ("cond", "ticket-after-unlock"): ("CO2",),
}


@dataclass
class Row:
    """Recordings of one subject in one scenario, and the verdict expected of them."""

    primitive: str
    release: str
    subject: str
    scenario: str
    expect: str = "Legal"            # by the contract
    clauses: tuple = ()              # named in that verdict; any one of them is enough
    release_model: str = ""          # by this model it has to be Legal
    events: int = 2000
    runs: int = 1
    tries: int = 1                   # recordings until the expected verdict shows
    known: tuple = ()                # clauses that this release breaks, so any load may show it
    section: str = "real"
    about: str = ""
    results: list = field(default_factory=list)

    @property
    def name(self):
        return f"{self.primitive} {self.release} {self.subject} {self.scenario}".replace(
            " real ", " ")


def release_of(primitive):
    """The pinned release of what is recorded as the real thing."""
    if primitive == "gozero_singleflight":
        return GOZERO
    if primitive == "kratos_errgroup":
        return KRATOS
    return GO if primitive in STANDARD else XSYNC


def _gated(primitive, catalogue):
    for scenario in catalogue["scenarios"]:
        name = scenario["name"]
        if scenario["kind"] != "gated":
            continue
        release = release_of(primitive)
        expect, clauses = FINDINGS.get((primitive, release, name), ("Legal", ()))
        yield Row(primitive, release, "real", name, expect, clauses,
                  RELEASE_MODELS.get((primitive, release), ""), about=scenario["about"])


def _wrong(primitive, catalogue):
    for subject in catalogue["subjects"]:
        if "breaks" not in subject:
            continue
        clauses = (subject["breaks"],) + ALSO.get((primitive, subject["name"]), ())
        yield Row(primitive, "wrong", subject["name"], subject["scenarios"][0], "broken", clauses,
                  tries=20, section="wrong", about=subject["about"])


def _known(primitive, release):
    found = {clause for (p, r, _), (_, clauses) in FINDINGS.items()
             if (p, r) == (primitive, release) for clause in clauses}
    return tuple(sorted(found))


def _maps(catalogue, runs):
    """More of sync.Map: Clear under load, and all of it for the design before the hash trie."""
    for entry in catalogue["primitives"]:
        if entry["name"] != "syncmap":
            continue
        yield Row("syncmap", GO, "real", "random-clear", runs=runs, section="load",
                  release_model="syncmap@go1.26", about="random load with Clear")
        for scenario in entry["scenarios"]:
            load = scenario["kind"] == "random"
            small = scenario["kind"] == "small"
            yield Row("syncmap", OLD_MAP, "real", scenario["name"], about=scenario["about"],
                      runs=runs if load or small else 1, events=20 if small else 2000,
                      section="load" if load else "real")


def _gozero(runs):
    """More of go-zero's SingleFlight: functions that panic and exit under load, and no pauses."""
    about = "random load with functions that panic, exit and are nil"
    yield Row("gozero_singleflight", GOZERO, "real", "random-wild", "Illegal", ("GZ3",),
              GOZERO_MODEL, runs=runs // 4, about=about)
    yield Row("gozero_singleflight", "sound", "sound", "random-wild", runs=runs // 4, about=about)
    yield Row("gozero_singleflight", GOZERO, "real", "again", runs=runs // 4,
              release_model=GOZERO_MODEL, about="callers that come back at once: no stale result")


def rows(catalogue, full):
    """The rows for the recorder's catalogue (`recorder list`)."""
    runs = 60 if full else 12
    out = []
    for entry in catalogue["primitives"]:
        primitive = entry["name"]
        release = release_of(primitive)
        # A group is waited for in two ways, so each is seen less often.
        load = runs * 3 // 2 if primitive.endswith("errgroup") else runs
        out.append(Row(primitive, release, "real", "random", runs=load, section="load",
                       release_model=RELEASE_MODELS.get((primitive, release), ""),
                       known=_known(primitive, release), about="random load, every operation"))
        out.append(Row(primitive, "sound", "sound", "random", runs=1, section="real",
                       about="our own straightforward implementation in Go, nothing wrong"))
        out.append(Row(primitive, release, "real", "small", runs=100 if full else 20, events=20,
                       release_model=RELEASE_MODELS.get((primitive, release), ""),
                       known=_known(primitive, release),
                       about="small random programs with a quiescent end"))
        out.extend(_gated(primitive, entry))
        out.extend(_wrong(primitive, entry))
    out.extend(_maps(catalogue, runs))
    out.extend(_gozero(runs))
    expect, clauses = FINDINGS["singleflight", OLD_SINGLEFLIGHT, "stale"]
    out.append(Row("singleflight", OLD_SINGLEFLIGHT, "real", "stale", expect, clauses,
                   f"singleflight@{OLD_SINGLEFLIGHT}", tries=100, events=20000,
                   about="the last release with Done outside the lock"))
    for scenario in ("release-panic", "release-exit"):
        expect, clauses = FINDINGS["oncefunc", OLD_GO, scenario]
        out.append(Row("oncefunc", OLD_GO, "real", scenario, expect, clauses,
                       RELEASE_MODELS["oncefunc", OLD_GO],
                       about="a release that holds a function that panicked or exited"))
    expect, clauses = FINDINGS["waitgroup", GO_125, "go-panic"]
    out.append(Row("waitgroup", GO_125, "real", "go-panic", expect, clauses,
                   RELEASE_MODELS["waitgroup", GO_125], tries=400,
                   about="a release in which a function that panics has counted down"))
    for scenario in ("panic", "goexit"):
        expect, clauses = FINDINGS["errgroup", PROPAGATING, scenario]
        out.append(Row("errgroup", PROPAGATING, "real", scenario, expect, clauses,
                       RELEASE_MODELS["errgroup", PROPAGATING],
                       about="a release whose Wait panics or exits as a function did (EG13)"))
    return out


def our_rows(full):
    """The rows for the C++ of this repository; they need no Go.

    Our own code has no release that differs from the contract. The variants do on
    purpose what an old release of Go's does, so its model has to explain them.
    """
    out = []
    for primitive in ("semaphore", "singleflight", "errgroup", "kratos_errgroup",
                      "gozero_singleflight", *STANDARD):
        out.append(Row(primitive, OURS, "real", "random", runs=60 if full else 12, section="load",
                       about="our own C++: random load, every operation"))
        out.append(Row(primitive, OURS, "real", "small", runs=100 if full else 20, events=100,
                       about="our own C++: small random programs with a quiescent end"))
    old = f"singleflight@{OLD_SINGLEFLIGHT}"
    out.append(Row("singleflight", OURS, "forgotten", "random", "broken", ("SF4",), old, tries=20,
                   about="our own C++ of a release with Done outside the lock"))
    out.append(Row("gozero_singleflight", OURS, "silent", "random", "broken", ("GZ3",),
                   GOZERO_MODEL, tries=20, about="our own C++ of go-zero as it is"))
    # Short, because the model of this release has many explanations for what follows the defect.
    oldest = f"singleflight@{OLDEST_SINGLEFLIGHT}"
    out.append(Row("singleflight", OURS, "unconditional", "random-plain", "broken",
                   ("SF4", "SF5"), oldest, tries=20, events=200,
                   about="our own C++ of a release that frees a key whose ever it is"))
    out.append(Row("singleflight", OURS, "unconditional", "random", "broken",
                   ("SF9", "SF10", "SF11", "SF12"), oldest, tries=20, events=200,
                   about="the same with functions that panic and exit"))
    return out


def latest(pinned, release):
    """The real rows once more for another release of x/sync, as the pinned one."""
    copies = []
    for row in pinned:
        if row.subject == "real" and row.release == XSYNC:
            copies.append(Row(row.primitive, release, row.subject, row.scenario, row.expect,
                              row.clauses, row.release_model, row.events, row.runs, row.tries,
                              row.known, row.section, row.about))
    return copies
