------------------------------- MODULE MConce -------------------------------
(***************************************************************************)
(* What TLC needs to run once.tla, and the wrong versions of its           *)
(* decisions. A .cfg puts one of them in place: Decision <- ID_Name. Where *)
(* the C++ mutant stress/mutants/once/ID_Name.patch is the same mistake,   *)
(* it has the same name.                                                   *)
(***************************************************************************)
EXTENDS once, TLC

Symmetry == Permutations(Procs)

\* Runs are counted up to here: enough to see a second one.
Bounded == began <= 2

----------------------------------------------------------------------------
(* Wrong decisions. *)

\* CAS, then call: the flag is set when the function begins.
ON1_CasThenCall == TRUE

\* Done only after a return: a panic leaves the flag as it was.
ON2_DoneOnlyAfterReturn(w) == w = "return"

\* What was true before the lock need not be true behind it.
ON1_NoRecheck == FALSE

\* Nobody waits for the one who runs.
ON1_NobodyWaits == TRUE

\* The end is not deferred: after a panic or a Goexit the function runs for ever.
ON2_EndNotDeferred(w) ==
  IF w = "return" THEN None ELSE CHOOSE p \in Procs : running = p

\* The panic is swallowed.
ON2_PanicHidden(w) == "return"

\* The flag is never set: whoever comes later runs a function again.
ON1_NeverDone(w) == FALSE
=============================================================================
