---------------------------- MODULE MCsemaphore ----------------------------
(***************************************************************************)
(* What TLC needs to run semaphore.tla, and the wrong versions of its      *)
(* decisions. A .cfg puts one of them in place: Decision <- ID_Name. Where *)
(* the C++ mutant stress/mutants/semaphore/ID_Name.patch is the same       *)
(* mistake, it has the same name.                                          *)
(***************************************************************************)
EXTENDS semaphore, TLC

Symmetry == Permutations(Procs)

AllWeights == -1..Size + 1        \* negative, 0, and more than there is
SomeWeights == 1..Size + 1
FewWeights == 1..Size
AllOrNothing == {Size}            \* for short counterexamples
WeightsThatFit == 0..Size         \* everything that can be met

\* One process stands for all: nothing in the spec tells them apart. It saves time.
One == CHOOSE p \in Procs : TRUE
NoStarvationOfOne  == Queued(One) ~> ~Queued(One)
EveryCallEndsOfOne == InCall(One) /\ need[One] <= Size ~> ~InCall(One)
CancelledEndsOfOne == InCall(One) /\ done[One] ~> ~InCall(One)
GrantedEndsOfOne   == granted[One] ~> ~InCall(One)

----------------------------------------------------------------------------
(* Wrong decisions. *)

SE1_OffByOne(n, c) == n <= Size + 1 - c
SE1_LastTokenKept(n) == queue = <<>> /\ n < Size - charged
SE2_BargingAcquire(n) == Fits(n, charged)
SE2_BargingTryAcquire(n) == Fits(n, charged)

\* Whoever fits is granted, also past a head that does not.
RECURSIVE SE2_PastTheHead(_, _)
SE2_PastTheHead(q, c) ==
  IF q = <<>> THEN {}
  ELSE IF Fits(need[Head(q)], c)
       THEN {Head(q)} \cup SE2_PastTheHead(Tail(q), c + need[Head(q)])
       ELSE SE2_PastTheHead(Tail(q), c)

SE3_WakeOne(q, c) == IF q # <<>> /\ Fits(need[Head(q)], c) THEN {Head(q)} ELSE {}
SE3_SilentRelease(q, c) == {}
SE3_GrantNotTold(p) == FALSE
SE4_DoneNotLookedAtFirst(p) == FALSE
SE4_GivesUpAnyway(p) == TRUE
SE4_DoneNotWaitedFor(p) == FALSE
SE4_GrantedAfterDone(p) == TRUE
SE5_LateGrantKept(p) == charged
SE5_GhostInQueue(p) == queue
SE6_SilentLeave(p, q, c) == {}

\* v0.24.0: a head that withdraws looks for others only if a token is free. Weight 0 needs none.
SE7_ReleasedGuard(p, q, c) ==
  IF granted[p] \/ (Head(queue) = p /\ charged < Size) THEN Heads(q, c) ELSE {}

SE8_OversizeQueued(n) == TRUE
SE9_ChargedBeforeRefused(k) == charged - k
SE10_NegativeAllowed(n) == TRUE
============================================================================
