----------------------- MODULE MCgozero_singleflight -----------------------
(***************************************************************************)
(* What TLC needs to run gozero_singleflight.tla, and the wrong versions   *)
(* of its decisions. A .cfg puts one of them in place: Decision <- ID_Name.*)
(* Where the C++ mutant stress/mutants/gozero_singleflight/ID_Name.patch   *)
(* is the same mistake, it has the same name.                              *)
(***************************************************************************)
EXTENDS gozero_singleflight, TLC

Symmetry == Permutations(Procs)

----------------------------------------------------------------------------
(* Wrong decisions. *)

\* Nobody joins: each call runs its function.
GZ1_NeverJoins == FALSE

\* The leader does not enter its flight.
GZ1_LeadNotEntered(f) == 0

\* The joiners are let go, and then the key is freed.
GZ2_LetGoBeforeFreed == "letgo"

\* The end is not deferred: after a panic or an exit the key stays taken.
GZ3_KeyKeptAfterPanic(w) == w = "return"

\* Joiners do not ask how the function ended, and find nil and nil.
GZ3_SilentJoiners(w) == IF w \in {"panic", "goexit"} THEN "silence" ELSE w

\* A joiner gets the value and never the error.
GZ5_JoinerLosesError(w) == IF w = "return" THEN "half" ELSE w

\* A joiner does not wait for the end.
GZ5_JoinerDoesNotWait(f) == TRUE

\* Joiners say fresh as well.
GZ6_AlwaysFresh == "yes"

\* ... or nothing.
GZ6_NotSaid == "nothing"

----------------------------------------------------------------------------
(* No mistake: in go-zero the key is freed first and the joiners are let go after that. *)
FreeFirst == "free"
=============================================================================
