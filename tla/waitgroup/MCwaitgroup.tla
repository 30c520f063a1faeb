---------------------------- MODULE MCwaitgroup ----------------------------
(***************************************************************************)
(* What TLC needs to run waitgroup.tla, and the wrong versions of its      *)
(* decisions. A .cfg puts one of them in place: Decision <- ID_Name. Where *)
(* the C++ mutant stress/mutants/waitgroup/ID_Name.patch is the same       *)
(* mistake, it has the same name.                                          *)
(***************************************************************************)
EXTENDS waitgroup, TLC

Symmetry == Permutations(Procs)

----------------------------------------------------------------------------
(* Wrong decisions. *)

\* Wait looks at the tasks, and then counts itself in, come what may.
WG1_NoRecheck(word) == TRUE

\* One of the waiters is woken.
WG1_WakesOne(w) == IF w > 0 THEN 1 ELSE 0

\* Nobody is woken.
WG1_WakesNobody(left, w) == FALSE

\* Any count down wakes.
WG1_AnyDoneWakes(left, w) == w > 0

\* A sleeper goes on without a wake-up.
WG1_WakesBySelf == TRUE

\* A Wait finds that one task is as good as none.
WG1_OneLeftIsNone(word) == word.tasks <= 1

\* A Wait always waits.
WG4_SleepsAtZero(word) == FALSE

\* The next round begins as soon as the one before has been woken, not when all are back: then the
\* semaphore would have to tell the rounds apart.
WG3_RoundsOverlap == \A p \in Procs : pc[p] \in {"idle", "asleep"}

\* A count below zero is like any other.
WG2_NeverRefused(d) == tasks + d <= Most

\* Every Add beside waiters is misuse.
WG3_AddIsMisuse(left, w, d) == w > 0 /\ d > 0
=============================================================================
