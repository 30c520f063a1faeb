------------------------------- MODULE MCcond -------------------------------
(***************************************************************************)
(* What TLC needs to run cond.tla, and the wrong versions of its           *)
(* decisions. A .cfg puts one of them in place: Decision <- ID_Name. Where *)
(* the C++ mutant stress/mutants/cond/ID_Name.patch is the same mistake,   *)
(* it has the same name.                                                   *)
(***************************************************************************)
EXTENDS cond, TLC

Symmetry == Permutations(Procs)

----------------------------------------------------------------------------
(* Wrong decisions. *)

\* Wait lets go of L, and then takes its ticket.
CO1_TicketAfterUnlock == FALSE

\* Whoever comes goes to sleep.
CO1_SleepsAnyway(p) == FALSE

\* Who is back does not wait for L.
CO1_WithoutL(p) == TRUE

\* A Signal is worth two.
CO2_WakesTwo == IF served + 2 > next THEN next ELSE served + 2

\* Who holds the lock does not look again.
CO2_NoSecondLook == FALSE

\* One waiter is as good as none.
CO2_OneIsNone(n) == n <= served + 1

\* It serves, and tells nobody.
CO2_TellsNobody(p, upto) == {}

\* All but one are all.
CO3_AllButOne(p) == IF served + 1 < next THEN next - 1 ELSE next

\* A Broadcast counts the wrong way.
CO3_CountsDown(p) == served - 1

\* Wake-ups are a number, and who comes first takes one.
CO3_TakesAny(p) == woke < served

\* A sleeper goes on without a wake-up.
CO4_WakesBySelf(p) == TRUE

\* They wait for L.
CO8_NeedsL(p) == p \in holders \/ holders = {}
=============================================================================
