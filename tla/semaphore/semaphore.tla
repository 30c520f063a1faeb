----------------------------- MODULE semaphore -----------------------------
(***************************************************************************)
(* semaphore.Weighted: tokens, and a queue of those who wait for some.     *)
(*                                                                         *)
(* Each action below is one critical section, or one step that a call      *)
(* takes by itself (marked "alone"). The names are those of the Steps in   *)
(* impl/gosync/semaphore.cpp; clauses (SE1 ...) are in docs/semaphore.md.  *)
(*                                                                         *)
(*  TLA+                 | C++                       | history             *)
(*  ---------------------+---------------------------+-------------------- *)
(*  charged              | charged_                  | not visible         *)
(*  queue                | queue_                    | not visible         *)
(*  granted[p]           | Waiter::granted           | not visible         *)
(*  need[p]              | the argument n; later     | n                   *)
(*                       | what p still holds        |                     *)
(*  done[p]              | ctx.Done() is closed      | ok of Cancel        *)
(*  Call(p, n)     alone | Acquire is entered        | invoke Acquire      *)
(*  Cancel(p)      alone | ctx is cancelled          | invoke, ok Cancel   *)
(*  AcquireDone(p)       | Step AcquireDone          | ok Acquire, err     *)
(*  AcquireFree(p)       | Step AcquireFree          | ok Acquire          *)
(*  Enqueue(p)           | Step Enqueue              | nothing             *)
(*  StayOutside(p)       | Step StayOutside          | nothing             *)
(*  AcquireReturns(p)    | Select saw the grant, and | ok Acquire          *)
(*                 alone | ctx is not done           |                     *)
(*  GiveUp(p)      alone | Select or the look after  | nothing; for an     *)
(*                       | it saw that ctx is done   | outsider ok, err    *)
(*  Withdraw(p)          | Step Withdraw, Grants     | ok Acquire, err     *)
(*  GiveBack(p)          | Step GiveBack, Grants     | ok Acquire, err     *)
(*  TryAcquire(p, n, ok) | Step TryAcquire           | TryAcquire          *)
(*  Release(p, k)        | Step Release, Grants      | Release             *)
(*  ReleaseTooMuch(p, k) | the panic in Uncharge     | Release, a panic    *)
(*                                                                         *)
(* The Steps Grant of C++ lie inside the critical section of a Release, a  *)
(* Withdraw or a GiveBack; here they are the set Heads of that action.     *)
(*                                                                         *)
(* Not covered: the mutex (a critical section is one step, and whoever     *)
(* waits for it gets it); memory order (SE12); releasing what others hold  *)
(* (SE14); a nil context (SE11); a negative size; more than one semaphore. *)
(* A process here has one call at a time and holds one portion at a time.  *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS Procs,    \* who calls
          Size,     \* the tokens
          Weights   \* what a caller may ask for, negative and too much included

VARIABLES charged, queue, pc, need, done, granted

vars == <<charged, queue, pc, need, done, granted>>

(***************************************************************************)
(* Where a process is:                                                     *)
(*   idle     not in a call, holds nothing                                 *)
(*   called   in Acquire, before its critical section                      *)
(*   parked   in Acquire, in the queue or just granted out of it           *)
(*   outside  in Acquire, asked for more than there is: never in the queue *)
(*   leaving  in Acquire, has seen that its context is done; has to take   *)
(*            the mutex once more, and may be granted in the meantime      *)
(*   holding  Acquire or TryAcquire gave it need[p] tokens                 *)
(***************************************************************************)
Places == {"idle", "called", "parked", "outside", "leaving", "holding"}

InCall(p) == pc[p] \notin {"idle", "holding"}
Queued(p) == \E i \in DOMAIN queue : queue[i] = p

\* Whose tokens are charged: those who hold, and those who were granted and do not know it yet.
Owners == {p \in Procs : pc[p] = "holding" \/ granted[p]}

RECURSIVE Sum(_)
Sum(S) == IF S = {} THEN 0
          ELSE LET p == CHOOSE x \in S : TRUE IN need[p] + Sum(S \ {p})

----------------------------------------------------------------------------
(***************************************************************************)
(* The decisions. Each is an operator of its own, so that a wrong one can  *)
(* take its place (MCsemaphore.tla, the *.cfg).                            *)
(***************************************************************************)

\* A negative weight panics, before anything else (SE10).
WeightOk(n) == n >= 0

\* n more tokens fit when c are charged (SE1).
Fits(n, c) == n <= Size - c

\* A caller whose context is done gets nothing, also if it is free (SE4).
DoneFirst(p) == done[p]

\* Free for the taking: it fits, and nobody was here before (SE2).
AcquireTakes(n) == queue = <<>> /\ Fits(n, charged)
TryTakes(n)     == queue = <<>> /\ Fits(n, charged)

\* It can be granted some day; what cannot stays out of the queue (SE8).
MayQueue(n) == n <= Size

\* The heads of q that are granted when c are charged: one after the other, up to the
\* first that does not fit (SE2, SE3).
RECURSIVE Heads(_, _)
Heads(q, c) == IF q # <<>> /\ Fits(need[Head(q)], c)
               THEN {Head(q)} \cup Heads(Tail(q), c + need[Head(q)])
               ELSE {}

\* Who is granted after a Release, and after p has left: in each case all heads that fit (SE6, SE7).
GrantsOfRelease(q, c)  == Heads(q, c)
GrantsOfLeave(p, q, c) == Heads(q, c)

\* What is charged after p has given a grant back (SE5).
GivenBack(p) == charged - need[p]

\* The queue after p has withdrawn (SE5).
Without(p) == SelectSeq(queue, LAMBDA x : x # p)

\* What is charged after a Release of k that panicked: as before (SE9).
Refused(k) == charged

\* A call may give up: its context is done (SE4).
MayGiveUp(p) == done[p]

\* Who is granted takes the tokens, unless its context is done by now (SE4).
TakesGrant(p) == ~done[p]

\* A grant wakes the one that waits for it.
Wakes(p) == granted[p]

----------------------------------------------------------------------------
(* What several actions do. *)

\* After this step p is in no call and holds nothing.
Forgets(p) == /\ pc'   = [pc   EXCEPT ![p] = "idle"]
              /\ need' = [need EXCEPT ![p] = 0]
              /\ done' = [done EXCEPT ![p] = FALSE]

\* From now on p holds n.
Holds(p, n) == /\ pc'   = [pc   EXCEPT ![p] = "holding"]
               /\ need' = [need EXCEPT ![p] = n]
               /\ done' = [done EXCEPT ![p] = FALSE]

\* The set G is granted, out of the queue q, with c charged so far; p itself is not (any more).
Grant(G, q, c, p) ==
  /\ queue'   = SelectSeq(q, LAMBDA x : x \notin G)
  /\ charged' = c + Sum(G)
  /\ granted' = [x \in Procs |-> x \in G \/ (granted[x] /\ x # p)]

----------------------------------------------------------------------------
(* Acquire: the call, its critical section with four outcomes, its two ends after the wait. *)

Call(p, n) ==
  /\ pc[p] = "idle" /\ WeightOk(n)
  /\ pc'   = [pc   EXCEPT ![p] = "called"]
  /\ need' = [need EXCEPT ![p] = n]
  /\ UNCHANGED <<charged, queue, done, granted>>

\* Before, during or after the grant; before the critical section is as good as before the call.
Cancel(p) ==
  /\ InCall(p) /\ ~done[p]
  /\ done' = [done EXCEPT ![p] = TRUE]
  /\ UNCHANGED <<charged, queue, pc, need, granted>>

AcquireDone(p) ==
  /\ pc[p] = "called" /\ DoneFirst(p)
  /\ Forgets(p)
  /\ UNCHANGED <<charged, queue, granted>>

AcquireFree(p) ==
  /\ pc[p] = "called" /\ ~DoneFirst(p) /\ AcquireTakes(need[p])
  /\ charged' = charged + need[p]
  /\ Holds(p, need[p])
  /\ UNCHANGED <<queue, granted>>

Enqueue(p) ==
  /\ pc[p] = "called" /\ ~DoneFirst(p) /\ ~AcquireTakes(need[p]) /\ MayQueue(need[p])
  /\ queue' = Append(queue, p)
  /\ pc' = [pc EXCEPT ![p] = "parked"]
  /\ UNCHANGED <<charged, need, done, granted>>

StayOutside(p) ==
  /\ pc[p] = "called" /\ ~DoneFirst(p) /\ ~AcquireTakes(need[p]) /\ ~MayQueue(need[p])
  /\ pc' = [pc EXCEPT ![p] = "outside"]
  /\ UNCHANGED <<charged, queue, need, done, granted>>

AcquireReturns(p) ==
  /\ pc[p] = "parked" /\ Wakes(p) /\ TakesGrant(p)
  /\ granted' = [granted EXCEPT ![p] = FALSE]
  /\ Holds(p, need[p])
  /\ UNCHANGED <<charged, queue>>

GiveUp(p) ==
  /\ pc[p] \in {"parked", "outside"} /\ MayGiveUp(p)
  /\ IF pc[p] = "outside"
     THEN Forgets(p)
     ELSE /\ pc' = [pc EXCEPT ![p] = "leaving"]
          /\ UNCHANGED <<need, done>>
  /\ UNCHANGED <<charged, queue, granted>>

\* It was not granted until now: it takes itself out, and others may fit.
Withdraw(p) ==
  /\ pc[p] = "leaving" /\ ~granted[p]
  /\ Forgets(p)
  /\ Grant(GrantsOfLeave(p, Without(p), charged), Without(p), charged, p)

\* It was granted in the meantime: it gives the tokens back, and others may fit.
GiveBack(p) ==
  /\ pc[p] = "leaving" /\ granted[p]
  /\ Forgets(p)
  /\ Grant(GrantsOfLeave(p, queue, GivenBack(p)), queue, GivenBack(p), p)

----------------------------------------------------------------------------
(* TryAcquire and Release: one critical section each. *)

TryAcquire(p, n, ok) ==
  /\ pc[p] = "idle" /\ WeightOk(n)
  /\ ok = TryTakes(n)
  /\ IF ok
     THEN charged' = charged + n /\ Holds(p, n) /\ UNCHANGED <<queue, granted>>
     ELSE UNCHANGED vars

\* A holder may release in portions; one that holds nothing more (or held 0) is idle again.
Release(p, k) ==
  /\ pc[p] = "holding" /\ k \in 0..need[p] /\ (k = 0 => need[p] = 0)
  /\ IF k = need[p]
     THEN Forgets(p)
     ELSE need' = [need EXCEPT ![p] = need[p] - k] /\ UNCHANGED <<pc, done>>
  /\ Grant(GrantsOfRelease(queue, charged - k), queue, charged - k, p)

ReleaseTooMuch(p, k) ==
  /\ pc[p] = "idle" /\ k > charged
  /\ charged' = Refused(k)
  /\ UNCHANGED <<queue, pc, need, done, granted>>

----------------------------------------------------------------------------
Init == /\ charged = 0
        /\ queue   = <<>>
        /\ pc      = [p \in Procs |-> "idle"]
        /\ need    = [p \in Procs |-> 0]
        /\ done    = [p \in Procs |-> FALSE]
        /\ granted = [p \in Procs |-> FALSE]

\* What a call does once it was made: it moves by itself.
Moves(p) == \/ AcquireDone(p) \/ AcquireFree(p) \/ Enqueue(p) \/ StayOutside(p)
            \/ AcquireReturns(p) \/ GiveUp(p) \/ Withdraw(p) \/ GiveBack(p)

\* What a holder does when it likes.
Gives(p) == \E k \in 0..Size : Release(p, k)

Next == \E p \in Procs :
          \/ \E n \in Weights : Call(p, n)
          \/ Cancel(p)
          \/ AcquireDone(p) \/ AcquireFree(p) \/ Enqueue(p) \/ StayOutside(p)
          \/ AcquireReturns(p) \/ GiveUp(p) \/ Withdraw(p) \/ GiveBack(p)
          \/ \E n \in Weights, ok \in BOOLEAN : TryAcquire(p, n, ok)
          \/ \E k \in 0..Size : Release(p, k)
          \/ \E k \in 1..Size + 1 : ReleaseTooMuch(p, k)

\* What may happen. Nothing has to.
Spec == Init /\ [][Next]_vars

\* Nobody stops in the middle of a call. No caller has to call, no context has to end.
CallsMove == \A p \in Procs : WF_vars(Moves(p))
\* Nobody holds for ever.
HoldersRelease == \A p \in Procs : WF_vars(Gives(p))

SpecKeep == Spec /\ CallsMove                    \* holders may keep for ever
SpecIdle == Spec /\ HoldersRelease               \* calls may stop in the middle
SpecFair == Spec /\ CallsMove /\ HoldersRelease

----------------------------------------------------------------------------
(***************************************************************************)
(* Invariants: true in every state that can be reached.                    *)
(***************************************************************************)

\* Every variable is of its kind. A weight is a natural number: no other gets past the call (SE10).
TypeOK ==
  /\ charged \in Int
  /\ \A i \in DOMAIN queue : queue[i] \in Procs
  /\ pc      \in [Procs -> Places]
  /\ need    \in [Procs -> Nat]
  /\ done    \in [Procs -> BOOLEAN]
  /\ granted \in [Procs -> BOOLEAN]

\* Never are more tokens charged than there are (SE1).
Capacity == charged <= Size

\* The count does not fall below zero, whatever is released (SE9).
NotNegative == charged >= 0

\* What is charged is what the owners have, to the token: none is lost, none is made (SE3, SE5).
Conservation == charged = Sum(Owners)

\* The queue holds exactly those who wait and were not granted, each of them once (SE5).
QueueExact ==
  /\ \A p \in Procs : Queued(p) <=> pc[p] \in {"parked", "leaving"} /\ ~granted[p]
  /\ \A i, j \in DOMAIN queue : queue[i] = queue[j] => i = j

\* If anybody waits, the first of them does not fit: nobody waits for what is free (SE3, SE6, SE7).
NoLostGrant == queue # <<>> => charged + need[Head(queue)] > Size

\* A request that can never be met stands in nobody's way (SE8).
OversizeOutside == \A i \in DOMAIN queue : need[queue[i]] <= Size

\* TryAcquire does not refuse what fits while nobody waits (SE1).
TryNotShy == \A p \in Procs, n \in Weights :
  pc[p] = "idle" /\ n >= 0 /\ queue = <<>> /\ charged + n <= Size => ENABLED TryAcquire(p, n, TRUE)

----------------------------------------------------------------------------
(***************************************************************************)
(* Action properties: true of every step.                                  *)
(***************************************************************************)

\* Whoever gets tokens without having waited gets them while nobody waits (SE2).
NoBarging == [][ \A p \in Procs :
  pc[p] \in {"idle", "called"} /\ pc'[p] = "holding" => queue = <<>> ]_vars

\* If q[j] is granted, everybody before it is granted in the same step, or has just left (SE2).
FIFO == [][ \A i, j \in DOMAIN queue :
  i < j /\ granted'[queue[j]] => granted'[queue[i]] \/ pc'[queue[i]] = "idle" ]_vars

\* An Acquire returns with tokens only if, at that moment, its context is not done (SE4).
ReturnsLive == [][ \A p \in Procs :
  pc[p] # "holding" /\ pc'[p] = "holding" => ~done[p] ]_vars

\* An Acquire ends without tokens, or sets out to, only if its context is done (SE4).
GivesUpWhenDone == [][ \A p \in Procs :
  InCall(p) /\ pc'[p] \in {"leaving", "idle"} => done[p] ]_vars

----------------------------------------------------------------------------
(***************************************************************************)
(* Liveness: A ~> B reads "whenever A, then at that time or later B".      *)
(***************************************************************************)

\* SpecFair: whoever is in the queue gets out of it. No stream of small requests keeps a big one in.
NoStarvation == \A p \in Procs : Queued(p) ~> ~Queued(p)

\* SpecFair: a call that can be met ends, also if its context never does.
EveryCallEnds == \A p \in Procs : InCall(p) /\ need[p] <= Size ~> ~InCall(p)

\* SpecKeep, so also if all the others keep their tokens for ever: a call whose context is done ends ...
CancelledEnds == \A p \in Procs : InCall(p) /\ done[p] ~> ~InCall(p)

\* ... and so does a call that was granted.
GrantedEnds == \A p \in Procs : granted[p] ~> ~InCall(p)
============================================================================
