------------------------- MODULE MCkratos_errgroup -------------------------
(***************************************************************************)
(* What TLC needs to run kratos_errgroup.tla, and the wrong versions of    *)
(* its decisions. A .cfg puts one of them in place: Decision <- ID_Name.   *)
(* Where the C++ mutant stress/mutants/kratos_errgroup/ID_Name.patch is    *)
(* the same mistake, it has the same name.                                 *)
(***************************************************************************)
EXTENDS kratos_errgroup, TLC

Symmetry == Permutations(Fns) \cup Permutations(Waits)

----------------------------------------------------------------------------
(* Wrong decisions. *)

KR1_ErrorDoesNotCancel == FALSE
KR1_WaitDoesNotCancel == FALSE
KR3_LastErrorWins(f) == f

\* Wait forgets the error.
KR3_ReturnsNil == Nobody

KR5_OffByOne == workers <= n

\* Nobody brings a worker but the first.
KR5_OneWorker == workers = 0

\* What waits for a worker goes on, also in a failed group.
KR6_KeepsQueue == FALSE

\* Who tells takes itself away, too.
KR6_DeductsItself(out) == Cardinality(out) + 1

\* A failed group takes in, and runs, what comes.
KR6_RunsCancelled == FALSE

\* A function counts only once it has begun: wg.Add where it runs.
KR8_CountsLate == FALSE
KR8_WaitsForNobody == TRUE

\* A worker that runs a function that exits is gone.
KR9_WorkerDies == TRUE

\* Workers wait for more.
KR10_WorkersStay == FALSE

\* The hook is told every error, or none, or is left alone with it.
KR14_HookForEach(f) == TRUE
KR14_NobodyTold(f) == FALSE
KR14_NobodyWaitsForIt == FALSE
=============================================================================
