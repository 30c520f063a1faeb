----------------------------- MODULE MCerrgroup -----------------------------
(***************************************************************************)
(* What TLC needs to run errgroup.tla, and the wrong versions of its       *)
(* decisions. A .cfg puts one of them in place: Decision <- ID_Name. Where *)
(* the C++ mutant stress/mutants/errgroup/ID_Name.patch is the same        *)
(* mistake, it has the same name.                                          *)
(***************************************************************************)
EXTENDS errgroup, TLC

Symmetry == Permutations(Fns) \cup Permutations(Waits)

\* A .cfg cannot say -1.
AnyLimit == {None, 0, 1, 2}
OneOrNone == {None, 1}

----------------------------------------------------------------------------
(* Wrong decisions. *)

EG6_OffByOne == limit = None \/ active <= limit

\* Who leaves frees its slot, and nobody is told.
EG6_NotPassedOn == FALSE

\* The last slot is kept for Go.
EG7_ShyTryGo == limit # None /\ active + 1 >= limit

\* A SetLimit always does what it says.
EG9_NeverPanics(n) == FALSE

\* Releases: a new limit begins with all slots free (EG9), and who leaves needs one that is taken.
EG9_ForgetsActive(n) == 0
EG9_NeedsASlot == limit = None \/ active > 0

\* A new limit counts those that are active a second time.
EG9_CountsAgain(n) == active + Cardinality(Holders)

\* Releases: a Go inside of a function waits like any other (EG10).
EG10_WaitsAnyway(g) == FALSE

\* Only who comes looks whether all wait for themselves.
EG10_NobodyLooksLater == FALSE

\* Releases: who gets a slot is counted when it wakes up (EG11), and Wait waits for who is counted.
EG11_CountedLate == "slot"
EG11_WaitsForCounted == Counted = {}

EG2_WaitsForNobody == TRUE
EG3_LastErrorWins(f) == f
EG4_ErrorDoesNotCancel == FALSE
EG4_WaitDoesNotCancel == FALSE
EG4_LaterCauseWins(by) == by
EG5_ParentFailsWait == IF err = Nobody /\ cause = Parent THEN Parent ELSE err
=============================================================================
