----------------------------- MODULE waitgroup -----------------------------
(***************************************************************************)
(* sync.WaitGroup: one word with the tasks that are left and those who     *)
(* wait for them, and wake-ups that sleepers take.                         *)
(*                                                                         *)
(* Each action is one atomic access or one critical section, or something  *)
(* that callers do (marked "alone"). The names are those of the Steps in   *)
(* impl/gosync/waitgroup.cpp; clauses are in docs/waitgroup.md.            *)
(*                                                                         *)
(*  TLA+            | C++                          | history               *)
(*  ----------------+------------------------------+---------------------- *)
(*  tasks, waiters  | state_, its two halves       | not visible           *)
(*  wakes           | wakes_                       | not visible           *)
(*  Count(p, d)     | Step Count                   | Add, Done             *)
(*  Check(p)        | Step Check                   | nothing               *)
(*  Reset(p)        | Step Reset                   | nothing               *)
(*  Wake(p)         | Step Wake                    | ok Done               *)
(*  CallWait(p)     | Wait is entered              | invoke Wait           *)
(*        alone     |                              |                       *)
(*  Look(p)         | Step Look                    | ok Wait, at zero      *)
(*  Enlist(p)       | Step Enlist                  | nothing               *)
(*  WakeUp(p)       | Step WakeUp                  | nothing               *)
(*  Leave(p)        | Step Leave                   | ok Wait               *)
(*                                                                         *)
(* Legal use only: a task is added while one is left, or when nobody is    *)
(* inside of Wait; not all wait while a task is left. Go(f) is Count(+1),  *)
(* and Count(-1) by somebody else.                                         *)
(*                                                                         *)
(* Not covered: misuse (WG3) but that legal use is never taken for it, 32  *)
(* bits, counters below zero, memory order, when the group may be          *)
(* destroyed, which sleeper takes a wake-up (any may).                     *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Procs,  \* who calls
          Most,   \* tasks that are left, at the most
          Adds    \* how often tasks are added, at the most

VARIABLES tasks, waiters, wakes, pc, seen, zero, adds, cried

vars == <<tasks, waiters, wakes, pc, seen, zero, adds, cried>>

(***************************************************************************)
(* Where a process is: idle; in Wait: called, enlisting (it has looked),   *)
(* asleep, leaving; in the Done that came to zero: check, reset, wake.     *)
(* seen[p] is the word that it looked at. For the properties only: zero[p] *)
(* says that no task was left at some moment since p called Wait; cried    *)
(* that somebody panicked for misuse.                                      *)
(***************************************************************************)
Places == {"idle", "called", "enlisting", "asleep", "leaving", "check", "reset", "wake"}
InWait == {"called", "enlisting", "asleep", "leaving"}
NoOne == [tasks |-> 0, waiters |-> 0]

----------------------------------------------------------------------------
(* The decisions. A wrong configuration replaces one of them. *)

\* Who counts down to zero wakes somebody if somebody waits (WG1).
ToWake(left, w) == left = 0 /\ w > 0

\* How many (WG1).
HowMany(w) == w

\* What a Wait finds when it looks: nothing to wait for (WG4).
NothingLeft(word) == word.tasks = 0

\* A Wait counts itself in only if the word is still what it looked at (WG1).
MayEnlist(word) == word.tasks = tasks /\ word.waiters = waiters

\* A sleeper goes on when there is a wake-up (WG1).
MayWakeUp == wakes > 0

\* A count below zero is refused (WG2).
MayCount(d) == tasks + d \in 0..Most

\* Tasks are added from zero when nobody is inside of Wait. This is the callers' part: one
\* semaphore serves all rounds, and who comes early takes the wake-up of who is still there (WG3).
MayBeginRound == \A p \in Procs : pc[p] = "idle"

\* What Add takes for misuse: tasks from zero beside waiters (WG3).
TakenForMisuse(left, w, d) == w > 0 /\ d > 0 /\ left = d

----------------------------------------------------------------------------
TypeOK ==
  /\ tasks \in 0..Most
  /\ waiters \in 0..Cardinality(Procs)
  /\ wakes \in 0..Cardinality(Procs)
  /\ pc \in [Procs -> Places]
  /\ seen \in [Procs -> [tasks : 0..Most, waiters : 0..Cardinality(Procs)]]
  /\ zero \in [Procs -> BOOLEAN]
  /\ adds \in 0..Adds
  /\ cried \in BOOLEAN

Init ==
  /\ tasks = 0 /\ waiters = 0 /\ wakes = 0
  /\ pc = [p \in Procs |-> "idle"]
  /\ seen = [p \in Procs |-> NoOne]
  /\ zero = [p \in Procs |-> FALSE]
  /\ adds = 0 /\ cried = FALSE

Go(p, place) == pc' = [pc EXCEPT ![p] = place]

Count(p, d) ==
  /\ pc[p] = "idle" /\ d # 0
  /\ MayCount(d)
  /\ d > 0 => adds < Adds /\ (tasks = 0 => MayBeginRound)
  /\ adds' = IF d > 0 THEN adds + 1 ELSE adds
  /\ tasks' = tasks + d
  /\ zero' = [q \in Procs |-> zero[q] \/ tasks' = 0]
  /\ cried' = (cried \/ TakenForMisuse(tasks', waiters, d))
  /\ IF d < 0 /\ ToWake(tasks', waiters)
       THEN Go(p, "check") /\ seen' = [seen EXCEPT ![p] = [tasks |-> 0, waiters |-> waiters]]
       ELSE UNCHANGED <<pc, seen>>
  /\ UNCHANGED <<waiters, wakes>>

Check(p) ==
  /\ pc[p] = "check" /\ Go(p, "reset")
  /\ cried' = (cried \/ seen[p].tasks # tasks \/ seen[p].waiters # waiters)
  /\ UNCHANGED <<tasks, waiters, wakes, seen, zero, adds>>

Reset(p) ==
  /\ pc[p] = "reset" /\ Go(p, "wake")
  /\ tasks' = 0 /\ waiters' = 0
  /\ UNCHANGED <<wakes, seen, zero, adds, cried>>

Wake(p) ==
  /\ pc[p] = "wake" /\ Go(p, "idle")
  /\ wakes' = wakes + HowMany(seen[p].waiters)
  /\ UNCHANGED <<tasks, waiters, seen, zero, adds, cried>>

CallWait(p) ==
  /\ pc[p] = "idle" /\ Go(p, "called")
  /\ tasks > 0 => \E q \in Procs \ {p} : pc[q] \notin InWait
  /\ zero' = [zero EXCEPT ![p] = tasks = 0]
  /\ UNCHANGED <<tasks, waiters, wakes, seen, adds, cried>>

Look(p) ==
  /\ pc[p] = "called"
  /\ LET word == [tasks |-> tasks, waiters |-> waiters] IN
       /\ seen' = [seen EXCEPT ![p] = word]
       /\ Go(p, IF NothingLeft(word) THEN "idle" ELSE "enlisting")
  /\ UNCHANGED <<tasks, waiters, wakes, zero, adds, cried>>

\* A swap that fails looks again.
Enlist(p) ==
  /\ pc[p] = "enlisting"
  /\ IF MayEnlist(seen[p])
       THEN Go(p, "asleep") /\ waiters' = waiters + 1
       ELSE Go(p, "called") /\ waiters' = waiters
  /\ UNCHANGED <<tasks, wakes, seen, zero, adds, cried>>

WakeUp(p) ==
  /\ pc[p] = "asleep" /\ MayWakeUp /\ Go(p, "leaving")
  /\ wakes' = IF wakes > 0 THEN wakes - 1 ELSE 0
  /\ UNCHANGED <<tasks, waiters, seen, zero, adds, cried>>

Leave(p) ==
  /\ pc[p] = "leaving" /\ Go(p, "idle")
  /\ cried' = (cried \/ tasks # 0 \/ waiters # 0)
  /\ UNCHANGED <<tasks, waiters, wakes, seen, zero, adds>>

Deltas == (0 - Most)..Most

Moves(p) ==
  Check(p) \/ Reset(p) \/ Wake(p) \/ Look(p) \/ Enlist(p) \/ WakeUp(p) \/ Leave(p)
Ends(p) == \E d \in Deltas : d < 0 /\ Count(p, d)
Acts(p) == Moves(p) \/ CallWait(p) \/ \E d \in Deltas : Count(p, d)
Next    == \E p \in Procs : Acts(p)

Spec == Init /\ [][Next]_vars

\* Calls go on, and somebody ends the tasks.
SpecFair ==
  Spec /\ \A p \in Procs : WF_vars(Moves(p)) /\ WF_vars(\E q \in Procs : Ends(q))

\* ... or nobody does.
SpecIdle == Spec /\ \A p \in Procs : WF_vars(Moves(p))

----------------------------------------------------------------------------
(* Safety *)

\* Who is through with Wait was there when no task was left (WG1).
BackAfterZero == [][\A p \in Procs :
  pc[p] \in InWait /\ pc'[p] \in {"idle", "leaving"} => zero[p]]_vars

\* Legal use is never taken for misuse (WG3).
NoFalseAlarm == ~cried

\* Who waits is known to those who have to wake: nobody sleeps whom no count knows (WG1).
SleepersKnown ==
  LET asleep == Cardinality({p \in Procs : pc[p] = "asleep"})
      owed   == IF \E p \in Procs : pc[p] = "wake"
                  THEN seen[CHOOSE p \in Procs : pc[p] = "wake"].waiters ELSE 0
  IN  asleep = waiters + wakes + owed

\* At zero somebody is about to wake them (WG1).
NobodyForgotten ==
  tasks = 0 /\ waiters > 0 => \E p \in Procs : pc[p] \in {"check", "reset"}

(* Liveness *)

\* Every Wait ends, if the tasks do (WG1, WG4).
EveryWaitEnds == \A p \in Procs : pc[p] = "called" ~> pc[p] = "idle"
=============================================================================
