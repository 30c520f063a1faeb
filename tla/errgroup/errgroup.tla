------------------------------ MODULE errgroup ------------------------------
(***************************************************************************)
(* errgroup.Group: one number for the functions that are active, which is  *)
(* both the slots that are taken and what Wait waits for.                  *)
(*                                                                         *)
(* Each action is one critical section, or something that callers and      *)
(* functions do (marked "alone"). The names are those of the Steps in      *)
(* impl/gosync/errgroup.cpp; clauses are in docs/errgroup.md.              *)
(*                                                                         *)
(*  TLA+            | C++                          | history               *)
(*  ----------------+------------------------------+---------------------- *)
(*  limit, active   | limit_, active_              | not visible           *)
(*  queue           | queue_                       | SeenWaiting           *)
(*  rests           | rests_                       | not visible           *)
(*  Enter(f, g)     | Step Enter                   | ok Go, ok TryGo       *)
(*  TurnAway(f, g)  | Step TurnAway                | ok TryGo, false       *)
(*  Refuse(f, g)    | Step Refuse                  | ok Go, a panic        *)
(*  Queue(f, g)     | Step Queue                   | nothing               *)
(*  CountIn(f)      | nowhere: of wrong ones only  | ok Go                 *)
(*  Begin(f)        | Step Begin                   | invoke fn             *)
(*  End(f, bad)     | the function returns         | ok fn                 *)
(*        alone     |                              |                       *)
(*  Tell(f)         | Step Tell                    | ok Done               *)
(*  Leave(f)        | Step Leave                   | ok Go of who waited   *)
(*  Limit(n)        | Step Limit                   | ok SetLimit           *)
(*  CallWait(w)     | Step CallWait                | invoke Wait           *)
(*  Back(w)         | Step Back                    | ok Wait               *)
(*  CancelParent    | the parent is cancelled      | ok Cancel             *)
(*        alone     |                              |                       *)
(*                                                                         *)
(* A function stands for the Go or TryGo that brings it; g is the function *)
(* that makes this call, or Nobody. A SetLimit that panics changes nothing *)
(* and is no step.                                                         *)
(*                                                                         *)
(* Not covered: panics and exits of functions (EG12), what an error is     *)
(* (EG14), memory order, when a group may be destroyed. Of the released    *)
(* algorithm: a Go that waits when a limit is set stays with the old one.  *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS Fns,         \* functions, each handed in at most once
          Waits,       \* calls of Wait
          Limits,      \* what SetLimit is called with
          Sets,        \* how often, at the most
          FirstLimit,  \* the limit at the beginning
          Nobody, Live, Parent, ByWait  \* not functions

None == 0 - 1  \* no limit

VARIABLES limit, active, queue, rests, place, caller, err, cause,
          waiting, seen, result, sets, rested

vars == <<limit, active, queue, rests, place, caller, err, cause,
          waiting, seen, result, sets, rested>>

(***************************************************************************)
(* place[f]: new; queued, for a slot; slot, which it has without being     *)
(* counted (wrong ones only); in; runs; ended, with an error to tell;      *)
(* told; gone; turned away; refused. caller[f]: who brought it. err is the *)
(* function whose error was first. rested[w], for the properties only:     *)
(* nothing was active at some moment since w was called.                   *)
(***************************************************************************)
Places == {"new", "queued", "slot", "in", "runs", "ended", "told", "gone", "turned", "refused"}

Counted == {f \in Fns : place[f] \in {"in", "runs", "ended", "told"}}
Holders == Counted \cup {f \in Fns : place[f] = "slot"}
\* Functions that are inside of a Go.
Stalled(in_queue) == {caller[f] : f \in in_queue} \ {Nobody}
Queued == {f \in Fns : place[f] = "queued"}
Full == limit # None /\ active >= limit
Resting == Holders = {} /\ (queue = <<>> \/ limit = 0)

----------------------------------------------------------------------------
(* The decisions. A wrong configuration replaces one of them. *)

\* A slot is free (EG6).
MayEnter == ~Full

\* TryGo finds none (EG7).
MayTurnAway == Full

\* A Go inside of g that nobody else could ever let in (EG10).
MustRefuse(g) == g # Nobody /\ Cardinality(Stalled(Queued)) + 1 = active

\* Who leaves passes its slot on (EG6), and who gets it is active at once (EG11).
PassesOn == TRUE
PassedTo == "in"

\* Who leaves looks whether all that are left wait for themselves (EG10).
LooksWhoIsLeft == TRUE

\* A function that is through can always leave (EG9).
MayLeave == TRUE

\* SetLimit panics (EG9); where it does not, all that are active count for the new limit.
LimitPanics(n) == active > 0 /\ limit # None /\ n # None
ActiveAfterLimit(n) == active

\* What Wait waits for (EG2).
AtRest == active = 0

\* Which error is kept (EG3), and what it and Wait do to the context (EG4).
Kept(f) == IF err = Nobody THEN f ELSE err
ErrorCancels == TRUE
WaitCancels == TRUE
Caused(by) == IF cause = Live THEN by ELSE cause

\* What Wait returns (EG5).
Result == err

----------------------------------------------------------------------------
TypeOK ==
  /\ limit \in {None, FirstLimit} \cup Limits
  /\ active \in 0..Cardinality(Fns)
  /\ \A i \in 1..Len(queue) : queue[i] \in Fns
  /\ Len(queue) = Cardinality(Queued)
  /\ rests \in 0..Cardinality(Fns)
  /\ place \in [Fns -> Places]
  /\ caller \in [Fns -> Fns \cup {Nobody}]
  /\ err \in Fns \cup {Nobody}
  /\ cause \in Fns \cup {Live, Parent, ByWait}
  /\ waiting \in [Waits -> {"new", "in", "back"}]
  /\ seen \in [Waits -> 0..Cardinality(Fns)]
  /\ result \in [Waits -> Fns \cup {Nobody, Parent}]
  /\ sets \in 0..Sets
  /\ rested \in [Waits -> BOOLEAN]

Init ==
  /\ limit = FirstLimit /\ active = 0 /\ queue = <<>> /\ rests = 0
  /\ place = [f \in Fns |-> "new"]
  /\ caller = [f \in Fns |-> Nobody]
  /\ err = Nobody /\ cause = Live
  /\ waiting = [w \in Waits |-> "new"]
  /\ seen = [w \in Waits |-> 0]
  /\ result = [w \in Waits |-> Nobody]
  /\ sets = 0
  /\ rested = [w \in Waits |-> FALSE]

Goes(f, where) == place' = [place EXCEPT ![f] = where]
Look == rested' = [w \in Waits |-> rested[w] \/ Resting']
TheWaits == <<waiting, seen, result>>
TheContext == <<err, cause>>

\* g makes a call: it runs, and is not inside of another.
Calls(f, g) ==
  /\ place[f] = "new"
  /\ g # Nobody => /\ place[g] = "runs"
                   /\ ~\E h \in Fns : caller[h] = g /\ place[h] \in {"queued", "slot"}

\* As many of the queue as there is room for beside `others` get their slots, under a limit n.
Room(n, others) ==
  IF n = None THEN Len(queue)
  ELSE IF n - others > Len(queue) THEN Len(queue) ELSE IF n > others THEN n - others ELSE 0
LetIn(k, f, where) ==
  [h \in Fns |-> IF \E i \in 1..k : queue[i] = h THEN PassedTo
                 ELSE IF h = f THEN where ELSE place[h]]

Enter(f, g) ==
  /\ Calls(f, g) /\ MayEnter /\ Goes(f, "in")
  /\ active' = active + 1
  /\ Look
  /\ UNCHANGED <<limit, queue, rests, caller, TheContext, TheWaits, sets>>

TurnAway(f, g) ==
  /\ Calls(f, g) /\ MayTurnAway /\ Goes(f, "turned")
  /\ UNCHANGED <<limit, active, queue, rests, caller, TheContext, TheWaits, sets, rested>>

Refuse(f, g) ==
  /\ Calls(f, g) /\ Full /\ MustRefuse(g) /\ Goes(f, "refused")
  /\ UNCHANGED <<limit, active, queue, rests, caller, TheContext, TheWaits, sets, rested>>

Queue(f, g) ==
  /\ Calls(f, g) /\ Full /\ ~MustRefuse(g) /\ Goes(f, "queued")
  /\ queue' = Append(queue, f)
  /\ caller' = [caller EXCEPT ![f] = g]
  /\ UNCHANGED <<limit, active, rests, TheContext, TheWaits, sets, rested>>

CountIn(f) ==
  /\ place[f] = "slot" /\ Goes(f, "in")
  /\ UNCHANGED <<limit, active, queue, rests, caller, TheContext, TheWaits, sets, rested>>

Begin(f) ==
  /\ place[f] = "in" /\ Goes(f, "runs")
  /\ UNCHANGED <<limit, active, queue, rests, caller, TheContext, TheWaits, sets, rested>>

End(f, bad) ==
  /\ place[f] = "runs"
  /\ ~\E h \in Fns : caller[h] = f /\ place[h] \in {"queued", "slot"}
  /\ Goes(f, IF bad THEN "ended" ELSE "told")
  /\ UNCHANGED <<limit, active, queue, rests, caller, TheContext, TheWaits, sets, rested>>

Tell(f) ==
  /\ place[f] = "ended" /\ Goes(f, "told")
  /\ err' = Kept(f)
  /\ cause' = IF ErrorCancels /\ err = Nobody THEN Caused(f) ELSE cause
  /\ UNCHANGED <<limit, active, queue, rests, caller, TheWaits, sets, rested>>

Leave(f) ==
  LET others == IF active > 0 THEN active - 1 ELSE 0
      k      == IF PassesOn THEN Room(limit, others) ELSE 0
      left   == SubSeq(queue, k + 1, Len(queue))
      still  == {i \in 1..Len(left) : caller[left[i]] # Nobody}
      stuck  == LooksWhoIsLeft /\ others + k > 0 /\ Cardinality(still) = others + k
      last   == CHOOSE i \in still : \A j \in still : j <= i
  IN /\ place[f] = "told" /\ MayLeave
     /\ active' = others + k
     /\ place' = [h \in Fns |-> IF stuck /\ h = left[last] THEN "refused"
                                ELSE LetIn(k, f, "gone")[h]]
     /\ queue' = IF stuck THEN SubSeq(left, 1, last - 1) \o SubSeq(left, last + 1, Len(left))
                 ELSE left
     /\ UNCHANGED <<limit, caller, TheContext, TheWaits, sets>>
     /\ rests' = IF AtRest' THEN rests + 1 ELSE rests
     /\ Look

Limit(n) ==
  LET others == ActiveAfterLimit(n)
      k      == Room(n, others)
  IN /\ sets < Sets /\ sets' = sets + 1
     /\ ~LimitPanics(n)
     /\ limit' = n
     /\ active' = others + k
     /\ place' = LetIn(k, Nobody, "")
     /\ queue' = SubSeq(queue, k + 1, Len(queue))
     /\ UNCHANGED <<rests, caller, TheContext, TheWaits>>
     /\ Look

CallWait(w) ==
  /\ waiting[w] = "new" /\ waiting' = [waiting EXCEPT ![w] = "in"]
  /\ seen' = [seen EXCEPT ![w] = rests]
  /\ rested' = [rested EXCEPT ![w] = Resting]
  /\ UNCHANGED <<limit, active, queue, rests, place, caller, TheContext, result, sets>>

Back(w) ==
  /\ waiting[w] = "in" /\ (AtRest \/ rests # seen[w])
  /\ waiting' = [waiting EXCEPT ![w] = "back"]
  /\ result' = [result EXCEPT ![w] = Result]
  /\ cause' = IF WaitCancels THEN Caused(IF err = Nobody THEN ByWait ELSE err) ELSE cause
  /\ UNCHANGED <<limit, active, queue, rests, place, caller, err, seen, sets, rested>>

CancelParent ==
  /\ cause = Live /\ cause' = Parent
  /\ UNCHANGED <<limit, active, queue, rests, place, caller, err, TheWaits, sets, rested>>

Arrives(f) == \E g \in Fns \cup {Nobody} :
  Enter(f, g) \/ TurnAway(f, g) \/ Refuse(f, g) \/ Queue(f, g)
Ends(f)  == \E bad \in BOOLEAN : End(f, bad)
Moves(f) == CountIn(f) \/ Begin(f) \/ Tell(f) \/ Leave(f)
Next ==
  \/ \E f \in Fns : Arrives(f) \/ Ends(f) \/ Moves(f)
  \/ \E n \in Limits : Limit(n)
  \/ \E w \in Waits : CallWait(w) \/ Back(w)
  \/ CancelParent

Spec == Init /\ [][Next]_vars

\* What was begun goes on, and functions end.
SpecFair ==
  /\ Spec
  /\ \A f \in Fns : WF_vars(Moves(f)) /\ WF_vars(Ends(f))
  /\ \A w \in Waits : WF_vars(Back(w))

\* ... or they do not.
SpecLazy ==
  /\ Spec
  /\ \A f \in Fns : WF_vars(Moves(f))
  /\ \A w \in Waits : WF_vars(Back(w))

----------------------------------------------------------------------------
(* Safety *)

\* One number for both (EG8, EG9).
SlotsExact == active = Cardinality(Holders)

\* Who is let in finds a slot that is free (EG6).
LimitHolds == [][\A f \in Fns :
  place[f] = "new" /\ place'[f] = "in" => limit = None \/ Cardinality(Holders) < limit]_vars

\* Nobody waits for a slot that is free (EG6).
QueueMeansFull == queue # <<>> => limit # None /\ Cardinality(Holders) >= limit

\* TryGo says no only if there is none (EG7).
TurnedAwayIfFull == [][\A f \in Fns :
  place[f] = "new" /\ place'[f] = "turned" => limit # None /\ Cardinality(Holders) >= limit]_vars

\* From one limit to another only while nothing is active (EG9).
LimitToLimit == [][limit' # limit /\ limit # None /\ limit' # None => Holders = {}]_vars

\* Not all that are active wait for one of themselves (EG10).
NotForItself == Holders = {} \/ \E f \in Holders : f \notin Stalled(Queued)

\* Who is through with Wait was there when nothing was active, and nobody about to be (EG2, EG11).
BackAfterRest == [][\A w \in Waits : waiting[w] = "in" /\ waiting'[w] = "back" => rested[w]]_vars

\* The first error stays (EG2, EG3).
FirstErrorSticks == [][err # Nobody => err' = err]_vars

\* It is what Wait returns, whoever cancelled (EG5).
WaitReturnsError == [][\A w \in Waits :
  waiting[w] = "in" /\ waiting'[w] = "back" => result'[w] = err]_vars

\* Whose error was first has cancelled before its slot is free (EG4, EG17).
CancelledFirst == err # Nobody => cause # Live

\* So has a Wait that is back (EG4).
CancelledByWait == (\E w \in Waits : waiting[w] = "back") => cause # Live

\* The first cause stays (EG4).
CauseSticks == [][cause # Live => cause' = cause]_vars

(* Liveness *)

\* Every function that has told leaves (EG9).
EveryFunctionLeaves == \A f \in Fns : place[f] = "told" ~> place[f] = "gone"

\* Every Go ends if functions do, with a limit that is not 0 (EG6, EG10).
EveryGoEnds == \A f \in Fns : place[f] = "queued" ~> place[f] # "queued"

\* Every Wait ends if functions do (EG2, EG9).
EveryWaitEnds == \A w \in Waits : waiting[w] = "in" ~> waiting[w] = "back"
=============================================================================
