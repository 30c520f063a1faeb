-------------------------- MODULE kratos_errgroup --------------------------
(***************************************************************************)
(* kratos_errgroup::Group, repaired: one queue, workers that live as long  *)
(* as there is something in it, one number for what has not ended. The     *)
(* group is of WithCancel; one without leaves nothing out. It has a hook;  *)
(* a group without one is the same group with a hook that does nothing.    *)
(*                                                                         *)
(* Each action is one critical section, or something that callers and      *)
(* functions do (marked "alone"). The names are those of the Steps in      *)
(* impl/gosync/kratos_errgroup.cpp; clauses are in docs/kratos_errgroup.md.*)
(*                                                                         *)
(*  TLA+            | C++                          | history               *)
(*  ----------------+------------------------------+---------------------- *)
(*  n, workers      | n_, workers_                 | not visible           *)
(*  queue, left     | queue_, left_                | not visible           *)
(*  rests           | rests_                       | not visible           *)
(*  Pool            | Step Pool                    | ok GOMAXPROCS         *)
(*  HandIn(f)       | Step HandIn                  | ok Go                 *)
(*  Begin(f)        | Step Begin                   | invoke fn, of a free  *)
(*  Take, Retire    | Step Take                    | invoke fn, of the pool*)
(*  End(f, how)     | the function ends            | ok fn                 *)
(*        alone     |                              |                       *)
(*  Tell(f)         | Step Tell                    | ok Done               *)
(*  HookEnds(f)     | the hook ends, in whatever   | nothing               *)
(*        alone     | way                          |                       *)
(*  Leave(f)        | Step Leave                   | nothing               *)
(*  CallWait(w)     | Step CallWait                | invoke Wait           *)
(*  Back(w)         | Step Back                    | ok Wait               *)
(*                                                                         *)
(* A function stands for the Go that brings it, by whomever: also by a     *)
(* function that runs.                                                     *)
(*                                                                         *)
(* Not covered: a panic, which is an error like any other (KR2); what an   *)
(* error is (KR12); memory order (KR13); the parent's cancellation;        *)
(* several calls of GOMAXPROCS (KR4).                                      *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS Fns,    \* functions, each handed in at most once
          Waits,  \* calls of Wait
          N,      \* of the pool
          Nobody, Live, ByWait  \* not functions

VARIABLES n, workers, queue, left, rests, place, pooled, err, cause, hook,
          waiting, seen, result, rested

vars == <<n, workers, queue, left, rests, place, pooled, err, cause, hook,
          waiting, seen, result, rested>>

(***************************************************************************)
(* place[f]: new; queued; in, on a goroutine of its own; runs; ended, with *)
(* an error to tell; told; gone; out, left out. pooled[f]: of the pool.    *)
(* hook[f]: whether the hook is, or was, told what f failed with.          *)
(* rested[w], for the properties only: nothing was left, and no hook ran,  *)
(* at some moment since w was called.                                      *)
(***************************************************************************)
Places == {"new", "queued", "in", "runs", "ended", "told", "gone", "out"}
Here == {f \in Fns : place[f] \in {"queued", "in", "runs", "ended", "told"}}
AtWork == {f \in Fns : pooled[f] /\ place[f] \in {"runs", "ended", "told"}}
Idle == workers - Cardinality(AtWork)  \* workers that look for something
Queued == {f \in Fns : place[f] = "queued"}
Quiet == Here = {} /\ \A f \in Fns : hook[f] # "runs"

----------------------------------------------------------------------------
(* The decisions. A wrong configuration replaces one of them. *)

\* There is room for another worker (KR5), and a function that finds it brings one.
MayHire == workers < n
Hires == TRUE

\* Nothing begins any more (KR6), and what waits is left out.
Failed == err # Nobody
Clears == TRUE
Deducted(out) == Cardinality(out)

\* A function counts from its Go on (KR8).
CountsAtOnce == TRUE

\* A worker outlives a function that exits (KR9), and is gone when nothing is left (KR10).
ExitKillsWorker == FALSE
Retires == TRUE

\* What Wait waits for (KR8).
AtRest == left = 0

\* Which error is kept (KR3), and what it and Wait do to the context (KR1).
Kept(f) == IF err = Nobody THEN f ELSE err
ErrorCancels == TRUE
WaitCancels == TRUE

\* What Wait returns (KR3).
Result == err

\* Whose error the hook is told, and that its caller stays until it has ended (KR14).
HookIsTold(f) == err = Nobody
HookHolds == TRUE

----------------------------------------------------------------------------
TypeOK ==
  /\ n \in {0, N}
  /\ workers \in 0..Cardinality(Fns)
  /\ \A i \in 1..Len(queue) : queue[i] \in Fns
  /\ Len(queue) = Cardinality(Queued)
  /\ left \in 0..Cardinality(Fns)
  /\ rests \in 0..Cardinality(Fns)
  /\ place \in [Fns -> Places]
  /\ pooled \in [Fns -> BOOLEAN]
  /\ err \in Fns \cup {Nobody}
  /\ cause \in Fns \cup {Live, ByWait}
  /\ hook \in [Fns -> {"none", "runs", "over"}]
  /\ waiting \in [Waits -> {"new", "in", "back"}]
  /\ seen \in [Waits -> 0..Cardinality(Fns)]
  /\ result \in [Waits -> Fns \cup {Nobody}]
  /\ rested \in [Waits -> BOOLEAN]

Init ==
  /\ n = 0 /\ workers = 0 /\ queue = <<>> /\ left = 0 /\ rests = 0
  /\ place = [f \in Fns |-> "new"]
  /\ pooled = [f \in Fns |-> FALSE]
  /\ err = Nobody /\ cause = Live
  /\ hook = [f \in Fns |-> "none"]
  /\ waiting = [w \in Waits |-> "new"]
  /\ seen = [w \in Waits |-> 0]
  /\ result = [w \in Waits |-> Nobody]
  /\ rested = [w \in Waits |-> FALSE]

Goes(f, where) == place' = [place EXCEPT ![f] = where]
Look == rested' = [w \in Waits |-> rested[w] \/ Quiet']
TheWaits == <<waiting, seen, result>>
TheContext == <<err, cause>>
TheTelling == <<err, cause, hook>>
ThePool == <<n, workers, queue>>

Pool ==
  /\ n = 0 /\ n' = N
  /\ UNCHANGED <<workers, queue, left, rests, place, pooled, TheTelling, TheWaits, rested>>

HandIn(f) ==
  /\ place[f] = "new"
  /\ IF Failed
     THEN /\ Goes(f, "out") /\ UNCHANGED <<workers, queue, left, pooled>>
     ELSE /\ left' = IF CountsAtOnce THEN left + 1 ELSE left
          /\ IF n = 0
             THEN Goes(f, "in") /\ UNCHANGED <<workers, queue, pooled>>
             ELSE /\ Goes(f, "queued") /\ queue' = Append(queue, f)
                  /\ pooled' = [pooled EXCEPT ![f] = TRUE]
                  /\ workers' = IF MayHire /\ Hires THEN workers + 1 ELSE workers
  /\ UNCHANGED <<n, rests, TheTelling, TheWaits, rested>>

Begin(f) ==
  /\ place[f] = "in" /\ Goes(f, IF Failed THEN "told" ELSE "runs")
  /\ left' = IF CountsAtOnce THEN left ELSE left + 1
  /\ UNCHANGED <<ThePool, rests, pooled, TheTelling, TheWaits, rested>>

Take ==
  /\ Idle > 0 /\ queue # <<>>
  /\ Goes(Head(queue), "runs") /\ queue' = Tail(queue)
  /\ left' = IF CountsAtOnce THEN left ELSE left + 1
  /\ UNCHANGED <<n, workers, rests, pooled, TheTelling, TheWaits, rested>>

Retire ==
  /\ Idle > 0 /\ queue = <<>> /\ Retires
  /\ workers' = workers - 1
  /\ UNCHANGED <<n, queue, left, rests, place, pooled, TheTelling, TheWaits, rested>>

End(f, how) ==
  /\ place[f] = "runs"
  /\ Goes(f, IF how = "fails" THEN "ended" ELSE "told")
  /\ LET dies == how = "exits" /\ pooled[f] /\ ExitKillsWorker
     IN /\ workers' = IF dies THEN workers - 1 ELSE workers
        /\ pooled' = IF dies THEN [pooled EXCEPT ![f] = FALSE] ELSE pooled
  /\ UNCHANGED <<n, queue, left, rests, TheTelling, TheWaits, rested>>

Tell(f) ==
  LET out == IF err = Nobody /\ Clears THEN Queued ELSE {}
  IN /\ place[f] = "ended"
     /\ place' = [h \in Fns |-> IF h = f THEN "told" ELSE IF h \in out THEN "out" ELSE place[h]]
     /\ queue' = IF out = {} THEN queue ELSE <<>>
     /\ left' = IF CountsAtOnce THEN left - Deducted(out) ELSE left
     /\ err' = Kept(f)
     /\ cause' = IF ErrorCancels /\ err = Nobody /\ cause = Live THEN f ELSE cause
     /\ hook' = IF HookIsTold(f) THEN [hook EXCEPT ![f] = "runs"] ELSE hook
     /\ UNCHANGED <<n, workers, rests, pooled, TheWaits, rested>>

HookEnds(f) ==
  /\ hook[f] = "runs" /\ hook' = [hook EXCEPT ![f] = "over"]
  /\ UNCHANGED <<ThePool, left, rests, place, pooled, TheContext, TheWaits>>
  /\ Look

Leave(f) ==
  /\ place[f] = "told" /\ (HookHolds => hook[f] # "runs") /\ Goes(f, "gone")
  /\ left' = left - 1
  /\ rests' = IF left' = 0 THEN rests + 1 ELSE rests
  /\ UNCHANGED <<ThePool, pooled, TheTelling, TheWaits>>
  /\ Look

CallWait(w) ==
  /\ waiting[w] = "new" /\ waiting' = [waiting EXCEPT ![w] = "in"]
  /\ seen' = [seen EXCEPT ![w] = rests]
  /\ rested' = [rested EXCEPT ![w] = Quiet]
  /\ UNCHANGED <<ThePool, left, rests, place, pooled, TheTelling, result>>

Back(w) ==
  /\ waiting[w] = "in" /\ (AtRest \/ rests # seen[w])
  /\ waiting' = [waiting EXCEPT ![w] = "back"]
  /\ result' = [result EXCEPT ![w] = Result]
  /\ cause' = IF WaitCancels /\ cause = Live THEN ByWait ELSE cause
  /\ UNCHANGED <<ThePool, left, rests, place, pooled, err, hook, seen, rested>>

Ends(f)  == \E how \in {"returns", "fails", "exits"} : End(f, how)
Moves(f) == Begin(f) \/ Tell(f) \/ HookEnds(f) \/ Leave(f)
Next ==
  \/ Pool \/ Take \/ Retire
  \/ \E f \in Fns : HandIn(f) \/ Ends(f) \/ Moves(f)
  \/ \E w \in Waits : CallWait(w) \/ Back(w)

Spec == Init /\ [][Next]_vars

\* What was begun goes on, and functions end.
SpecFair ==
  /\ Spec
  /\ WF_vars(Take) /\ WF_vars(Retire)
  /\ \A f \in Fns : WF_vars(Moves(f)) /\ WF_vars(Ends(f))
  /\ \A w \in Waits : WF_vars(Back(w))

\* ... or they do not.
SpecLazy ==
  /\ Spec
  /\ WF_vars(Take) /\ WF_vars(Retire)
  /\ \A f \in Fns : WF_vars(Moves(f))
  /\ \A w \in Waits : WF_vars(Back(w))

----------------------------------------------------------------------------
(* Safety *)

\* The number is that of the functions that were handed in and have not left (KR8).
LeftExact == left = Cardinality(Here)

\* Either all workers are there, or one comes for each function that waits (KR5, KR9).
NoIdleWorker == workers = n \/ Len(queue) <= Idle

\* There are at most n, and no more functions of the pool at work (KR5).
PoolHolds == Cardinality(AtWork) <= workers /\ workers <= n

\* Nothing begins in a failed group (KR6).
NothingAfter == [][\A f \in Fns : place[f] # "runs" /\ place'[f] = "runs" => err = Nobody]_vars

\* Who is through with Wait was there when nothing was left and no hook ran (KR8, KR11, KR14).
BackAfterRest == [][\A w \in Waits : waiting[w] = "in" /\ waiting'[w] = "back" => rested[w]]_vars

\* The first error stays, and is what Wait returns (KR3).
FirstErrorSticks == [][err # Nobody => err' = err]_vars
WaitReturnsError == [][\A w \in Waits :
  waiting[w] = "in" /\ waiting'[w] = "back" => result'[w] = err]_vars

\* Whose error was first has cancelled (KR1, KR3), and so has a Wait that is back (KR1).
CancelledFirst == err # Nobody => cause # Live
CancelledByWait == (\E w \in Waits : waiting[w] = "back") => cause # Live

\* The hook is told the first error only, and finds it told (KR14).
HookToldFirst == \A f \in Fns : hook[f] # "none" => err = f

(* Liveness *)

\* Every function that was handed in ends, or is left out (KR5, KR7, KR8, KR9).
EveryFunctionEnds == \A f \in Fns : place[f] \in {"queued", "in"} ~> place[f] \in {"gone", "out"}

\* Every Wait ends if functions do (KR7, KR8, KR9, KR11).
EveryWaitEnds == \A w \in Waits : waiting[w] = "in" ~> waiting[w] = "back"

\* The hook is told the first error (KR14).
HookHears == \A f \in Fns : err = f ~> hook[f] = "over"

\* No worker stays for nothing (KR10).
NobodyStays == workers > 0 ~> workers = 0
=============================================================================
