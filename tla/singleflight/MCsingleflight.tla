--------------------------- MODULE MCsingleflight ---------------------------
(* How TLC runs singleflight: menus of operations, the properties for one     *)
(* process, and the wrong decisions.  No part of the specification.           *)
EXTENDS singleflight_properties, TLC

\* Processes are alike.  Never together with liveness.
Symmetry == Permutations(Procs)

\* Everybody may call everything.
MenuAll(p) == Ops

\* One process only forgets, and the others never do: so four processes are few
\* enough for liveness.
MenuOneForgets(p) == IF p = CHOOSE q \in Procs : TRUE THEN {"Forget"} ELSE Ops \ {"Forget"}

\* The processes are alike, so a property that holds of one holds of all.  TLC's
\* time for liveness grows with the number of formulas.
One == CHOOSE p \in Procs : TRUE
DoReturnsOfOne    == DoReturnsTo(One)
ChanDeliversOfOne == ChanDeliversTo(One)
PanicCrashesOfOne == PanicCrashesOf(One)

---------------------------------------------------------------------------
(* Fairness is needed: a function that never ends keeps its flight, and with *)
(* it everybody who waits.  (So does a Do inside its own function, SF7.)     *)
SpecFnMayHang == /\ Init /\ [][Steps]_vars
                 /\ \A p \in Procs : WF_vars(pc[p] \notin {"Enter", "Fn"} /\ Call(p))

---------------------------------------------------------------------------
(* Wrong decisions.  A .cfg in wrong/ puts one of them in the place of the   *)
(* decision that is named behind it.  The file has the name of the patch in  *)
(* stress/mutants/singleflight where that changes the same decision.         *)

\* Joins: whoever comes leads.
SF1_NeverJoins == FALSE

\* LeadPuts: the new flight is not entered.
SF1_LeadNotEntered(p) == None

\* ErrGiven: a Do of a shared flight loses the error, the channels have it.
SF2_JoinerLosesError(f) == IF Shared(f) THEN "nil" ELSE err[f]

\* Shared: true whatever happened.
SF3_AlwaysShared(f) == TRUE

\* Frees: the end leaves the key to the flight that has ended.
SF4_KeyNeverFreed(f) == FALSE

\* ForgetLeaves: the map stays as it is.
SF5_ForgetDoesNothing == map

\* Frees: whoever has the key by now, it is freed.
SF5_UnconditionalDelete(f) == TRUE

\* Copies.
SF8_SentTwice == 2

\* Serves: the channel of the leader alone.
SF8_JoinedChannelNotServed(f) == IF How(f) = "returned" THEN channels[f] \cap {f} ELSE {}

\* Frees: after a panic the key stays taken.
SF9_KeyKeptAfterPanic(f) == map = f /\ How(f) # "panicked"

\* BehindIsReached: as if there were one deferred function only.  The panic goes
\* on behind the inner function, and looks like a Goexit.
SF9_SingleDefer(way) == ComesBack(way)

\* LetsGo: joiners of a flight that panicked are forgotten.
SF9_PanicKeepsJoiners(f) == How(f) # "panicked"

\* Crashes: the panic reaches the callers of Do, and no channel.
SF10_NobodyDies(f) == FALSE

\* Crashes: every panic kills.
SF10_DiesOfEveryPanic(f) == How(f) = "panicked"

\* LeftBy: whoever should exit returns.
SF11_GoexitAsReturn(f) == IF How(f) = "exited" THEN "returned" ELSE How(f)

\* LetsGo: joiners of a flight whose function exited are forgotten.
SF11_GoexitKeepsJoiners(f) == How(f) # "exited"

\* Serves: after a Goexit, too.
SF12_SentAfterGoexit(f) == IF How(f) = "panicked" THEN {} ELSE channels[f]

\* How: the error is not looked at after a normal return.
SF14_ReturnedPanicIsAnError(f) ==
  IF normalReturn[f] THEN "returned" ELSE IF recovered[f] THEN "panicked" ELSE "exited"

\* MayReturn: a joiner does not wait.
SF16_JoinerDoesNotWait(p) == TRUE

\* Forget, as a name of a step: without it NamesAreAll has to fail.
Names_ForgetHasNoName(p) == FALSE
=============================================================================
