"""The layers of `make check`, in order. A new layer is a new row."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Layer:
    name: str
    what: str
    # Commands run one after the other; the first that fails ends the layer.
    steps: tuple
    # Planned for two cores from a cold start; a layer is stopped at five times that.
    minutes: float
    # "lines": each result line of tools/protocol.py counts one.
    # "exit": the layer as a whole counts one.
    counts: str = "lines"
    # "layer:NAME" must have passed before; any other is a tool that tools/setup knows.
    needs: tuple = ()
    # Extra arguments of the last step for `make check` and for `make check-full`.
    quick_arguments: tuple = ()
    full_arguments: tuple = ()
    # Only `make check-full` has it (or `make check-NAME`).
    only_full: bool = False

    def commands(self, full):
        extra = self.full_arguments if full else self.quick_arguments
        return self.steps[:-1] + (self.steps[-1] + extra,)


def _python(script, *arguments):
    return ("python3", f"tools/{script}", *arguments)


# The stress tests are compiled where they run, under ThreadSanitizer, and by g++.
_RELEASE = ("tools/build", "release", "models/all", "property_tests/all", "recorders/cpp/all",
            "examples/all")

LAYERS = (
    Layer("setup", "everything that the layers need is there", (("tools/setup",),),
          minutes=2, counts="exit"),
    Layer("lint", "the rules of the house", (_python("lint.py"),), minutes=1),
    Layer("tools", "tests of the runners and rules under tools/", (_python("tests/run.py"),),
          minutes=1),
    Layer("build", "clang-19 compiles everything but the stress tests", (_RELEASE,),
          minutes=4, counts="exit"),
    # Each layer brings its own build up to date: run alone, it must not test old programs.
    Layer("unit", "unit tests",
          (_RELEASE,
           _python("run_gtest.py", "release", "--label", "unit", "planted")),
          minutes=2, needs=("layer:build",)),
    Layer("property", "the C++ primitives: an example a clause, generated concurrent programs",
          (_RELEASE,
           _python("run_gtest.py", "release", "--label", "property", "variant")),
          minutes=3, needs=("layer:build",)),
    # Fewer programs: their number is for schedules, and one finds a bad access as soon. Without
    # the errors planted in the checker, which run the same code once more.
    Layer("asan", "the same tests, 150 programs each, under address, leak and undefined-behaviour"
                  " sanitizers; without those of faulty releases",
          (("tools/build", "asan", "tests-unit", "tests-property", "tools/canary/all"),
           _python("run_canaries.py", "asan"),
           ("env", "GOSYNC_PROGRAMS=150",
            *_python("run_gtest.py", "asan", "--label", "unit", "property"))),
          minutes=8),
    Layer("leaks", "sync.Map: 10,000,000 concurrent operations, nothing leaks or is used after it"
                   " was freed",
          (("tools/build", "asan", "stress_syncmap_test"),
           ("env", "GOSYNC_OPERATIONS=10000000", "build/asan/bin/stress_syncmap_test")),
          minutes=3, counts="exit", only_full=True),
    Layer("gcc", "g++ 12 compiles everything, and the unit tests pass",
          (("tools/build", "gcc"),
           _python("run_gtest.py", "gcc", "--label", "unit")),
          minutes=5),
    Layer("tsan", "the C++ primitives on real threads under ThreadSanitizer, unrecorded",
          (("tools/build", "tsan", "stress/all"),
           _python("run_canaries.py", "tsan"),
           _python("run_gtest.py", "tsan", "--label", "stress")),
          minutes=4),
    Layer("tla", "TLC on every configuration of the TLA+ specs, the wrong ones included",
          (("tools/build", "release", "gosync-oracle"), _python("tla")),
          minutes=5, needs=("tlc", "layer:build"), full_arguments=("--full",)),
    Layer("examples", "the use cases print what they should, and their histories are Legal",
          (("tools/build", "release", "gosync-examples", "gosync-oracle"),
           _python("examples.py")),
          minutes=1, needs=("layer:build",), full_arguments=("--real",)),
    Layer("go", "the Go recorders: gofmt, vet, tests", (_python("run_go.py", "recorders/go"),),
          minutes=2, needs=("go",)),
    Layer("oracle", "live and shipped histories get the verdicts that are expected",
          (("tools/build", "release", "gosync-oracle"),
           _python("oracle.py", "--protocol")),
          minutes=3, needs=("layer:build",),
          quick_arguments=("--quick",), full_arguments=("--full",)),
    Layer("coverage", "how much of impl/ the tests run",
          (("tools/build", "coverage", "property_tests/all", "stress/all"),
           _python("coverage.py")),
          minutes=10, only_full=True),
    Layer("mutants", "every mutant and variant is refused, in the way that is expected",
          (("tools/build", "release"), ("stress/run-mutants",)),
          minutes=20, only_full=True, needs=("layer:property",)),
)
