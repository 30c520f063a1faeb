-------------------------------- MODULE once --------------------------------
(***************************************************************************)
(* sync.Once: one run of one function, a look at a flag for all who come   *)
(* later, and a slow path for those who come while it runs.                *)
(*                                                                         *)
(* Each action is one atomic access, one critical section, or one step of  *)
(* the function (marked "alone"). The names are those of the Steps in      *)
(* impl/gosync/once.hpp and once.cpp; clauses are in docs/once.md.         *)
(*                                                                         *)
(*  TLA+          | C++                           | history                *)
(*  --------------+-------------------------------+----------------------- *)
(*  done          | done_                         | not visible            *)
(*  running       | running_, and who set it      | who is inside fn       *)
(*  Call(p) alone | Do is entered                 | invoke Do              *)
(*  Look(p)       | Step Look, done_ is set       | ok Do                  *)
(*  LookSlow(p)   | Step Look, it is not          | nothing                *)
(*  Lead(p)       | Step Lead                     | invoke fn              *)
(*  Follow(p)     | Step Follow                   | ok Do                  *)
(*  FnEnds(p, w)  | f returns, panics or exits    | ok fn                  *)
(*          alone |                               |                        *)
(*  Nest(p) alone | f calls Do of the same Once   | invoke Do inside fn    *)
(*  End(p)        | Step End                      | ok Do, with what f did *)
(*                                                                         *)
(* Not covered: the mutex (a critical section is one step), the condition  *)
(* variable (who waits is a process whose Lead and Follow are disabled),   *)
(* memory order, more than one Once, calls inside the function that are    *)
(* not of the same Once.                                                   *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS Procs,   \* who calls
          None,    \* nobody
          Ways,    \* how a function may end: a subset of AllWays
          Nests    \* TRUE: a function may call Do of the same Once

AllWays == {"return", "panic", "goexit"}
ASSUME Ways \subseteq AllWays /\ None \notin Procs /\ Nests \in BOOLEAN

VARIABLES done, running, pc, way, got, began, ended, inner

vars == <<done, running, pc, way, got, began, ended, inner>>

(***************************************************************************)
(* Where a process is: idle; called, before its look at the flag; slow,    *)
(* behind it; in its function; ending, when the function is over.          *)
(* got[p] is how its last call came back: "quiet" is a call that ran       *)
(* nothing. began and ended count runs, for the properties only. inner[p]: *)
(* its function has called Do and waits ("waits"), or got it back ("back").*)
(***************************************************************************)
Places == {"idle", "called", "slow", "fn", "ending"}

----------------------------------------------------------------------------
(* The decisions. A wrong configuration replaces one of them. *)

\* Who finds the flag set need not wait (ON1).
Fast == done

\* The slow path goes on when no function runs (ON1, ON3).
MayGoOn == running = None

\* ... and looks at the flag again (ON1).
OverBehindTheLock == done

\* What the flag is when the function begins.
DoneAtLead == done

\* What it is, and who runs, after a function has ended in this way (ON2).
DoneAtEnd(w)    == TRUE
RunningAtEnd(w) == None

\* What the caller of the function sees of its end (ON2).
SeenByCaller(w) == w


----------------------------------------------------------------------------
TypeOK ==
  /\ done \in BOOLEAN
  /\ running \in Procs \cup {None}
  /\ pc \in [Procs -> Places]
  /\ way \in [Procs -> AllWays \cup {"none"}]
  /\ got \in [Procs -> AllWays \cup {"none", "quiet"}]
  /\ began \in 0..3 /\ ended \in 0..3
  /\ inner \in [Procs -> {"none", "waits", "back"}]

Init ==
  /\ done = FALSE /\ running = None
  /\ pc = [p \in Procs |-> "idle"]
  /\ way = [p \in Procs |-> "none"]
  /\ got = [p \in Procs |-> "none"]
  /\ began = 0 /\ ended = 0
  /\ inner = [p \in Procs |-> "none"]

Call(p) ==
  /\ pc[p] = "idle"
  /\ pc' = [pc EXCEPT ![p] = "called"]
  /\ got' = [got EXCEPT ![p] = "none"]
  /\ UNCHANGED <<done, running, way, began, ended, inner>>

Quiet(p) ==
  /\ pc' = [pc EXCEPT ![p] = "idle"]
  /\ got' = [got EXCEPT ![p] = "quiet"]
  /\ UNCHANGED <<done, running, way, began, ended, inner>>

Look(p)     == pc[p] = "called" /\ Fast /\ Quiet(p)
LookSlow(p) ==
  /\ pc[p] = "called" /\ ~Fast
  /\ pc' = [pc EXCEPT ![p] = "slow"]
  /\ UNCHANGED <<done, running, way, got, began, ended, inner>>

Follow(p) == pc[p] = "slow" /\ MayGoOn /\ OverBehindTheLock /\ Quiet(p)

Lead(p) ==
  /\ pc[p] = "slow" /\ MayGoOn /\ ~OverBehindTheLock
  /\ pc' = [pc EXCEPT ![p] = "fn"]
  /\ running' = p
  /\ done' = DoneAtLead
  /\ began' = began + 1
  /\ UNCHANGED <<way, got, ended, inner>>

FnEnds(p, w) ==
  /\ pc[p] = "fn" /\ inner[p] # "waits"
  /\ pc' = [pc EXCEPT ![p] = "ending"]
  /\ way' = [way EXCEPT ![p] = w]
  /\ ended' = ended + 1
  /\ UNCHANGED <<done, running, got, began, inner>>

\* The Do inside comes back like any other: by the flag, or when nobody runs.
Nest(p) ==
  /\ Nests /\ pc[p] = "fn" /\ inner[p] = "none"
  /\ inner' = [inner EXCEPT ![p] = "waits"]
  /\ UNCHANGED <<done, running, pc, way, got, began, ended>>
NestBack(p) ==
  /\ inner[p] = "waits" /\ (Fast \/ MayGoOn)
  /\ inner' = [inner EXCEPT ![p] = "back"]
  /\ UNCHANGED <<done, running, pc, way, got, began, ended>>

End(p) ==
  /\ pc[p] = "ending"
  /\ done' = DoneAtEnd(way[p])
  /\ running' = RunningAtEnd(way[p])
  /\ got' = [got EXCEPT ![p] = SeenByCaller(way[p])]
  /\ pc' = [pc EXCEPT ![p] = "idle"]
  /\ inner' = [inner EXCEPT ![p] = "none"]
  /\ UNCHANGED <<way, began, ended>>

Moves(p) == Look(p) \/ LookSlow(p) \/ Follow(p) \/ Lead(p) \/ NestBack(p) \/ End(p)
Acts(p)  == Moves(p) \/ Call(p) \/ Nest(p) \/ \E w \in Ways : FnEnds(p, w)
Next     == \E p \in Procs : Acts(p)

Spec == Init /\ [][Next]_vars

\* Calls go on, and functions end unless they wait for themselves.
SpecFair == Spec /\ \A p \in Procs : WF_vars(Moves(p)) /\ WF_vars(\E w \in Ways : FnEnds(p, w))

\* ... or do not.
SpecHangs == Spec /\ \A p \in Procs : WF_vars(Moves(p))

----------------------------------------------------------------------------
(* Safety *)

\* No function runs after another (ON1, ON2).
OneRun == began <= 1

\* Whoever came back came back after the end of the run (ON1).
BackAfterTheRun == \A p \in Procs : got[p] # "none" => ended >= 1

\* The caller of the function sees how it ended, nobody else does (ON2).
Faithful == \A p \in Procs : got[p] \in AllWays => got[p] = way[p]

\* What a quiet call relies on: the flag is set when the run is over, and not before.
DoneIsOver == done => ended >= 1

\* The Do inside a function never comes back (ON3).
InsideWaits == \A p \in Procs : inner[p] # "back"

(* Liveness *)

\* Every call ends, if functions end (ON1, ON2).
EveryCallEnds == \A p \in Procs : pc[p] = "called" ~> pc[p] = "idle"
=============================================================================
