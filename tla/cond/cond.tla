-------------------------------- MODULE cond --------------------------------
(***************************************************************************)
(* sync.Cond: tickets that are given and tickets that are served.          *)
(*                                                                         *)
(* Each action is one atomic access or one critical section, or something  *)
(* that L or callers do (marked "alone"). The names are those of the Steps *)
(* in impl/gosync/cond.cpp; clauses are in docs/cond.md.                   *)
(*                                                                         *)
(*  TLA+            | C++                          | history               *)
(*  ----------------+------------------------------+---------------------- *)
(*  next, served    | next_, served_               | not visible           *)
(*  sleepers        | sleepers_                    | not visible           *)
(*  Lock(p)   alone | L is locked                  | Lock, or RLock        *)
(*  Unlock(p) alone | L is unlocked                | Unlock, or RUnlock    *)
(*  Ticket(p)       | Step Ticket                  | invoke Wait           *)
(*  Release(p)      | Wait unlocks L               | nothing               *)
(*        alone     |                              |                       *)
(*  Sleep(p)        | Steps Sleep, Served          | nothing               *)
(*  WakeUp(p)       | Step WakeUp                  | nothing               *)
(*  Relock(p)       | Wait locks L                 | ok Wait               *)
(*        alone     |                              |                       *)
(*  LookNext(p, k)  | Step LookNext                | invoke Signal,        *)
(*                  |                              | Broadcast             *)
(*  LookServed(p)   | Step LookServed              | ok, if all are served *)
(*  GrantOne(p)     | Step GrantOne                | ok Signal             *)
(*  GrantAll(p)     | Step GrantAll                | ok Broadcast          *)
(*                                                                         *)
(* Not covered: copies, a nil or replaced L, Wait without L (CO5, CO7),    *)
(* memory order (CO6), the numbers' end, when the Cond may be destroyed,   *)
(* wake-ups of the condition variable that nobody asked for.               *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Procs,    \* who calls
          Most,     \* Waits, at the most
          Calls,    \* Signals and Broadcasts, at the most
          Readers   \* L is the reader side of a lock: many may hold it

VARIABLES holders, next, served, sleepers, pc, ticket, seen, kind, back, calls,
          came, due, place, before, woke, missed

alg   == <<holders, next, served, sleepers, pc, ticket, seen, kind, back, calls>>
ghost == <<came, due, place, before, woke, missed>>
vars  == <<alg, ghost>>

(***************************************************************************)
(* Where a process is. In Wait: ticket (has one, and L), late (the other   *)
(* way round, in a wrong version), out (on its way to sleep), asleep,      *)
(* woken. In Signal or Broadcast: look, grant; back[p] is where it was.    *)
(*                                                                         *)
(* For the properties only, and with no look at the algorithm: place[p] is *)
(* when p came, among all who ever waited, and whoever's place is below    *)
(* due has been let go. woke: how many have gone. before[p]: how many had  *)
(* come when p called. missed: a Signal ended without letting anybody go   *)
(* though somebody was there.                                              *)
(***************************************************************************)
Places  == {"idle", "holds", "ticket", "late", "out", "asleep", "woken", "look", "grant"}
Waiting == {"ticket", "late", "out", "asleep"}
None    == 0 - 1

----------------------------------------------------------------------------
(* The decisions. A wrong configuration replaces one of them. *)

\* Wait takes its ticket before it lets go of L (CO1).
TicketFirst == TRUE

\* Who has been served already does not go to sleep (CO1).
ServedAlready(p) == ticket[p] < served

\* Who is back has L (CO1).
MayRelock(p) == holders = {} \/ Readers

\* A sleeper goes on if it is told and served (CO4).
MayWakeUp(p) == p \notin sleepers /\ ticket[p] < served

\* Signal leaves if it finds all tickets served (CO2).
AllServed(n) == n = served

\* ... and looks once more under the lock (CO2).
NobodyLeft == served = next

\* Signal serves one (CO2).
ServedNext == served + 1

\* Broadcast serves all (CO3).
ServedAll(p) == next

\* They tell the sleepers whose tickets they serve (CO2, CO3).
Told(p, upto) == {q \in sleepers : ticket[q] < upto}

\* They need not hold L (CO8).
MayGrant(p) == TRUE

----------------------------------------------------------------------------
TypeOK ==
  /\ holders \subseteq Procs /\ sleepers \subseteq Procs
  /\ next \in 0..Most /\ came \in 0..Most /\ due \in 0..Most /\ woke \in 0..Most
  /\ served \in 0..(Most + Calls)
  /\ pc \in [Procs -> Places]
  /\ ticket \in [Procs -> None..(Most - 1)]
  /\ place \in [Procs -> None..(Most - 1)]
  /\ seen \in [Procs -> 0..Most] /\ before \in [Procs -> 0..Most]
  /\ kind \in [Procs -> {"one", "all"}]
  /\ back \in [Procs -> {"idle", "holds"}]
  /\ calls \in 0..Calls
  /\ missed \in BOOLEAN

Init ==
  /\ holders = {} /\ sleepers = {} /\ next = 0 /\ served = 0 /\ calls = 0
  /\ pc = [p \in Procs |-> "idle"]
  /\ ticket = [p \in Procs |-> None] /\ place = [p \in Procs |-> None]
  /\ seen = [p \in Procs |-> 0] /\ before = [p \in Procs |-> 0]
  /\ kind = [p \in Procs |-> "one"] /\ back = [p \in Procs |-> "idle"]
  /\ came = 0 /\ due = 0 /\ woke = 0 /\ missed = FALSE

Go(p, where) == pc' = [pc EXCEPT ![p] = where]

\* A call ends; what it looked at is forgotten, which makes fewer states.
Ends(p) ==
  /\ Go(p, back[p])
  /\ seen' = [seen EXCEPT ![p] = 0] /\ before' = [before EXCEPT ![p] = 0]
  /\ kind' = [kind EXCEPT ![p] = "one"] /\ back' = [back EXCEPT ![p] = "idle"]

GoesOn(p, where) == Go(p, where) /\ UNCHANGED <<seen, before, kind, back>>

Lock(p) ==
  /\ pc[p] = "idle" /\ (holders = {} \/ Readers) /\ Go(p, "holds")
  /\ holders' = holders \cup {p}
  /\ UNCHANGED <<next, served, sleepers, ticket, seen, kind, back, calls, ghost>>

Unlock(p) ==
  /\ pc[p] = "holds" /\ Go(p, "idle")
  /\ holders' = holders \ {p}
  /\ UNCHANGED <<next, served, sleepers, ticket, seen, kind, back, calls, ghost>>

\* Somebody who comes to wait, whenever his ticket comes.
Comes(p) ==
  /\ came < Most /\ came' = came + 1
  /\ place' = [place EXCEPT ![p] = came]

TakesTicket(p) == next' = next + 1 /\ ticket' = [ticket EXCEPT ![p] = next]

Ticket(p) ==
  /\ IF TicketFirst THEN pc[p] = "holds" /\ Comes(p) /\ Go(p, "ticket")
                    ELSE pc[p] = "late" /\ Go(p, "out") /\ UNCHANGED <<came, place>>
  /\ TakesTicket(p)
  /\ UNCHANGED <<holders, served, sleepers, seen, kind, back, calls, due, before, woke, missed>>

Release(p) ==
  /\ IF TicketFirst THEN pc[p] = "ticket" /\ Go(p, "out") /\ UNCHANGED <<came, place>>
                    ELSE pc[p] = "holds" /\ Comes(p) /\ Go(p, "late")
  /\ holders' = holders \ {p}
  /\ UNCHANGED <<next, served, sleepers, ticket, seen, kind, back, calls, due, before, woke, missed>>

Wakes(p) == Go(p, "woken") /\ woke' = woke + 1

Sleep(p) ==
  /\ pc[p] = "out"
  /\ IF ServedAlready(p)
       THEN Wakes(p) /\ sleepers' = sleepers
       ELSE Go(p, "asleep") /\ sleepers' = sleepers \cup {p} /\ woke' = woke
  /\ UNCHANGED <<holders, next, served, ticket, seen, kind, back, calls, came, due, place, before, missed>>

WakeUp(p) ==
  /\ pc[p] = "asleep" /\ MayWakeUp(p) /\ Wakes(p)
  /\ sleepers' = sleepers \ {p}
  /\ UNCHANGED <<holders, next, served, ticket, seen, kind, back, calls, came, due, place, before, missed>>

Relock(p) ==
  /\ pc[p] = "woken" /\ MayRelock(p) /\ Go(p, "holds")
  /\ holders' = holders \cup {p}
  /\ ticket' = [ticket EXCEPT ![p] = None] /\ place' = [place EXCEPT ![p] = None]
  /\ UNCHANGED <<next, served, sleepers, seen, kind, back, calls, came, due, before, woke, missed>>

LookNext(p, k) ==
  /\ pc[p] \in {"idle", "holds"} /\ calls < Calls /\ Go(p, "look")
  /\ calls' = calls + 1
  /\ kind' = [kind EXCEPT ![p] = k]
  /\ back' = [back EXCEPT ![p] = pc[p]]
  /\ seen' = [seen EXCEPT ![p] = next]
  /\ before' = [before EXCEPT ![p] = came]
  /\ UNCHANGED <<holders, next, served, sleepers, ticket, came, due, place, woke, missed>>

LookServed(p) ==
  /\ pc[p] = "look"
  /\ IF AllServed(seen[p])
       THEN Ends(p) /\ missed' = (missed \/ due < before[p])
       ELSE GoesOn(p, "grant") /\ missed' = missed
  /\ UNCHANGED <<holders, next, served, sleepers, ticket, calls, came, due, place, woke>>

GrantOne(p) ==
  /\ pc[p] = "grant" /\ kind[p] = "one" /\ MayGrant(p) /\ Ends(p)
  /\ served' = IF NobodyLeft THEN served ELSE ServedNext
  /\ sleepers' = sleepers \ Told(p, served')
  /\ due' = IF due < came THEN due + 1 ELSE due
  /\ UNCHANGED <<holders, next, ticket, calls, came, place, woke, missed>>

GrantAll(p) ==
  /\ pc[p] = "grant" /\ kind[p] = "all" /\ MayGrant(p) /\ Ends(p)
  /\ served' = ServedAll(p)
  /\ sleepers' = sleepers \ Told(p, served')
  /\ due' = came
  /\ UNCHANGED <<holders, next, ticket, calls, came, place, woke, missed>>

Calling(p)  == \E k \in {"one", "all"} : LookNext(p, k)
Granting(p) == LookServed(p) \/ GrantOne(p) \/ GrantAll(p)
\* What a Wait does by itself once it has its ticket.
Moves(p) == (pc[p] # "holds" /\ (Ticket(p) \/ Release(p))) \/ Sleep(p) \/ WakeUp(p)
Acts(p)  == Lock(p) \/ Unlock(p) \/ Ticket(p) \/ Release(p) \/ Sleep(p) \/ WakeUp(p) \/ Relock(p)
              \/ Calling(p) \/ Granting(p)
Next     == \E p \in Procs : Acts(p)

Spec == Init /\ [][Next]_vars

\* Calls go on, and who holds L lets go of it. L is a lock for which nobody waits for ever.
SpecFair ==
  Spec /\ \A p \in Procs : WF_vars(Moves(p)) /\ WF_vars(Granting(p))
                           /\ WF_vars(Unlock(p)) /\ SF_vars(Relock(p))

\* ... or he keeps it.
SpecKeep ==
  Spec /\ \A p \in Procs : WF_vars(Moves(p)) /\ WF_vars(Granting(p)) /\ SF_vars(Relock(p))

----------------------------------------------------------------------------
(* Safety *)

\* Who has L has it alone, and has it whenever he thinks so (CO1).
HoldersOnly ==
  /\ Readers \/ Cardinality(holders) <= 1
  /\ \A p \in Procs : pc[p] \in {"holds", "ticket"} => p \in holders

\* Nobody goes on whose turn it is not: no wake-up is stolen, none comes of nothing (CO2 to CO4).
OnlyDueWake == \A p \in Procs : pc[p] = "woken" => place[p] < due

\* Nobody sleeps whose turn it was, untold: no wake-up is lost (CO1 to CO3).
NobodyForgotten == \A p \in Procs : pc[p] = "asleep" /\ p \in sleepers => place[p] >= due

\* A Signal that lets nobody go had nobody to let go (CO2, CO3).
NothingMissed == ~missed

\* Tickets are served in order, and not before they are given (CO2).
InOrder == served <= next

(* Liveness *)

\* Who was let go is back some day (CO1).
LetGoIsBack == \A p \in Procs :
  pc[p] \in Waiting /\ place[p] < due ~> pc[p] = "holds"

\* Signal and Broadcast end, whoever has L (CO8).
SignalEnds == \A p \in Procs : pc[p] \in {"look", "grant"} ~> pc[p] \in {"idle", "holds"}
=============================================================================
