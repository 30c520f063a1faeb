----------------------------- MODULE MConcefunc -----------------------------
(***************************************************************************)
(* What TLC needs to run oncefunc.tla, and the wrong versions of its       *)
(* decisions. Where the C++ mutant stress/mutants/oncefunc/ID_Name.patch   *)
(* is the same mistake, it has the same name.                              *)
(***************************************************************************)
EXTENDS oncefunc, TLC

Symmetry == Permutations(Procs)

\* Runs are counted up to here: enough to see a second one.
Bounded == runs <= 2

----------------------------------------------------------------------------
(* Wrong decisions. *)

\* As a plain Once: later calls return, with nothing.
ON4_LaterCallsReturn == IF kept = "value" THEN "value" ELSE "nothing"

\* Every call that finds no other runs the function.
ON4_RunsEachTime == TRUE

\* A Goexit is taken for a return.
ON5_ExitIsAReturn(w) == IF w = "goexit" THEN "value" ELSE w

\* After a Goexit the next call runs the function again.
ON5_AgainAfterExit(w) == w # "goexit"

\* What is kept is what the call that ran it sees, too.
ON5_ExitIsStopped(w) == Keeps(w)

ON6_LetGoOnlyOnReturn(w) == w = "value"
ON6_NeverLetGo(w) == FALSE
=============================================================================
