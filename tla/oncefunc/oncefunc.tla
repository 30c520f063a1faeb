------------------------------ MODULE oncefunc ------------------------------
(***************************************************************************)
(* OnceFunc, OnceValue, OnceValues: a Once, and what its run gave, for     *)
(* every call.  The Once is that of tla/once, taken as what it promises    *)
(* there: one run, and nobody comes back before its end.                   *)
(*                                                                         *)
(*  TLA+             | C++ (impl/gosync/oncefunc.cpp)   | history          *)
(*  -----------------+----------------------------------+----------------- *)
(*  over             | Once::done_                      | not visible      *)
(*  kept             | returned_, value, panic_         | not visible      *)
(*  held             | run_ is not null                 | Released         *)
(*  Call(p)          | the function returned is called  | invoke Call      *)
(*  Begin(p)         | Step Lead, Cell::Run             | invoke fn        *)
(*  FnEnds(p, w)     | run_ returns, panics or exits    | ok fn            *)
(*  Settle(p)        | the deferred function in Run,    | nothing          *)
(*                   | Step End                         |                  *)
(*  Lead(p)          | how Run is left                  | ok Call          *)
(*  Give(p)          | Get, behind once_.Do             | ok Call          *)
(*                                                                         *)
(* Not covered: what tla/once covers (the flag, waiting), a nil function,  *)
(* panic(nil), the values themselves (a value is the run that gave it),    *)
(* where the function runs (ON7), calls inside the function (ON3).         *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS Procs, Ways

AllWays == {"value", "panic", "goexit"}
ASSUME Ways \subseteq AllWays

VARIABLES over, kept, held, pc, way, got, first, runs

vars == <<over, kept, held, pc, way, got, first, runs>>

\* idle, called, fn (it runs the function), left (the function has ended), done (its
\* outcome is settled and not yet seen). got[p] is what its last call gave that did not run
\* the function, first[p] what the one gave that did.
Places == {"idle", "called", "fn", "left", "done"}

\* What is kept of a run, and what a call sees. "nilpanic" is a panic with the runtime's
\* value for panic(nil).
Kept == {"nothing", "value", "panic", "nilpanic"}
Seen == {"none", "value", "panic", "nilpanic", "goexit", "nothing"}

----------------------------------------------------------------------------
(* The decisions. A wrong configuration replaces one of them. *)

\* A call that finds the run over does not run the function (ON4, ON5).
RunsIt == ~over

\* The Once is over after a run that ended in this way (ON4, ON5).
OverAfter(w) == TRUE

\* What is kept of a run (ON4; a Goexit is no good run, ON5).
Keeps(w) == IF w = "goexit" THEN "nilpanic" ELSE w

\* What later calls get (ON4, ON5).
Gives == kept

\* What the call that ran the function gets (ON4, ON5).
LeaderSees(w) == w

\* The function is let go (ON6).
LetsGo(w) == TRUE

----------------------------------------------------------------------------
TypeOK ==
  /\ over \in BOOLEAN /\ held \in BOOLEAN
  /\ kept \in Kept
  /\ pc \in [Procs -> Places]
  /\ way \in [Procs -> AllWays \cup {"none"}]
  /\ got \in [Procs -> Seen] /\ first \in [Procs -> Seen]
  /\ runs \in 0..3

Init ==
  /\ over = FALSE /\ held = TRUE /\ kept = "nothing" /\ runs = 0
  /\ pc = [p \in Procs |-> "idle"]
  /\ way = [p \in Procs |-> "none"]
  /\ got = [p \in Procs |-> "none"]
  /\ first = [p \in Procs |-> "none"]

Call(p) ==
  /\ pc[p] = "idle"
  /\ pc' = [pc EXCEPT ![p] = "called"]
  /\ UNCHANGED <<over, kept, held, way, got, first, runs>>

Running == \E p \in Procs : pc[p] \in {"fn", "left"}

Begin(p) ==
  /\ pc[p] = "called" /\ RunsIt /\ ~Running
  /\ pc' = [pc EXCEPT ![p] = "fn"]
  /\ runs' = runs + 1
  /\ UNCHANGED <<over, kept, held, way, got, first>>

FnEnds(p, w) ==
  /\ pc[p] = "fn"
  /\ pc' = [pc EXCEPT ![p] = "left"]
  /\ way' = [way EXCEPT ![p] = w]
  /\ UNCHANGED <<over, kept, held, got, first, runs>>

Settle(p) ==
  /\ pc[p] = "left"
  /\ pc' = [pc EXCEPT ![p] = "done"]
  /\ over' = OverAfter(way[p])
  /\ kept' = Keeps(way[p])
  /\ held' = (held /\ ~LetsGo(way[p]))
  /\ UNCHANGED <<way, got, first, runs>>

Lead(p) ==
  /\ pc[p] = "done"
  /\ pc' = [pc EXCEPT ![p] = "idle"]
  /\ first' = [first EXCEPT ![p] = LeaderSees(way[p])]
  /\ UNCHANGED <<over, kept, held, way, got, runs>>

Give(p) ==
  /\ pc[p] = "called" /\ ~RunsIt /\ ~Running
  /\ pc' = [pc EXCEPT ![p] = "idle"]
  /\ got' = [got EXCEPT ![p] = Gives]
  /\ UNCHANGED <<over, kept, held, way, first, runs>>

Moves(p) == Begin(p) \/ Settle(p) \/ Lead(p) \/ Give(p)
Next == \E p \in Procs : Call(p) \/ Moves(p) \/ \E w \in Ways : FnEnds(p, w)

Spec == Init /\ [][Next]_vars

\* Calls go on, functions end.
SpecFair == Spec /\ \A p \in Procs : WF_vars(Moves(p)) /\ WF_vars(\E w \in Ways : FnEnds(p, w))

\* ... or do not.
SpecHangs == Spec /\ \A p \in Procs : WF_vars(Moves(p))

----------------------------------------------------------------------------
\* How the function ended. (There is one run; of several, any.)
Ended(w) == \E p \in Procs : way[p] = w

\* The function is called once (ON4, ON5).
OneRun == runs <= 1

\* Every call gives what the run gave (ON4).
AllTheSame ==
  \A p \in Procs : ~Ended("goexit") =>
    /\ got[p] # "none" => Ended(got[p])
    /\ first[p] # "none" => Ended(first[p])

\* After a Goexit nobody gets what could be taken for a result, and the goroutine of the
\* call that ran it ends (ON5).
NoGoodOfGoexit ==
  \A p \in Procs : Ended("goexit") =>
    got[p] \in {"none", "nilpanic"} /\ first[p] \in {"none", "goexit"}

\* When the call that ran it is over, nobody holds the function (ON6); before, it is needed.
LetGoInTime ==
  /\ runs = 0 => held
  /\ over /\ ~Running => ~held

\* Every call ends, if functions end.
EveryCallEnds == \A p \in Procs : pc[p] = "called" ~> pc[p] = "idle"
=============================================================================
