------------------------- MODULE gozero_singleflight -------------------------
(***************************************************************************)
(* go-zero's SingleFlight for one key: who finds a flight joins it, its    *)
(* end frees the key and lets the joiners go, and all of them end as the   *)
(* function did.                                                           *)
(*                                                                         *)
(* Each action is one critical section or one step of a caller or of the   *)
(* function (marked "alone"). The names are those of the Steps in          *)
(* impl/gosync/gozero_singleflight.hpp; clauses are in                     *)
(* docs/gozero_singleflight.md.                                            *)
(*                                                                         *)
(*  TLA+             | C++                        | history                *)
(*  -----------------+----------------------------+----------------------- *)
(*  map              | flights_[key], 0 if none   | not visible            *)
(*  how[f]           | how, value, err, panic     | ok fn                  *)
(*  ended[f]         | ended                      | not visible            *)
(*  Call(p)    alone | DoEx is entered            | invoke DoEx            *)
(*  Join(p)          | Step Join                  | nothing                *)
(*  Lead(p)          | Step Lead                  | invoke fn              *)
(*  FnEnds(p, w)     | fn returns, panics, exits  | ok fn                  *)
(*             alone |                            |                        *)
(*  End(p)           | Step End                   | nothing                *)
(*  Second(p)        | Step Free or LetGo of what | nothing                *)
(*                   | does not end in one step   |                        *)
(*  Back(p)    alone | the call comes back        | ok DoEx                *)
(*  Nest(p)    alone | fn calls Do of this key    | invoke Do inside fn    *)
(*                                                                         *)
(* All calls are DoEx: a Do is one whose caller does not look at fresh.    *)
(*                                                                         *)
(* The silent configurations are go-zero v1.10.3 itself, as in             *)
(* impl/gosync/variants/gozero_singleflight_silent.hpp: Step Free, then    *)
(* Step LetGo, and joiners that do not ask how the function ended.         *)
(*                                                                         *)
(* Not covered: the mutex (a critical section is one step), the condition  *)
(* variable (who waits is a process whose Back is disabled), memory order, *)
(* other keys, which share nothing but the mutex.                          *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets

CONSTANTS Procs,   \* who calls
          Calls,   \* how often each of them may call
          Ways,    \* how a function may end: a subset of AllWays
          Nests    \* TRUE: a function may call Do of the same key

\* "return" is a return with a value and an error.
AllWays == {"return", "panic", "goexit"}
ASSUME Ways \subseteq AllWays /\ Calls \in Nat /\ Nests \in BOOLEAN

Flights == 1..(Cardinality(Procs) * Calls)

VARIABLES map, began, how, ended, pc, of, led, got, fresh, seen, since, left, inner

vars == <<map, began, how, ended, pc, of, led, got, fresh, seen, since, left, inner>>

(***************************************************************************)
(* Flights are numbered as they begin; began is the last number. of[p] is  *)
(* the flight of p's last call, which it led or not, and got[p] how that   *)
(* came back; "silence" is nil and nil, "half" a value without its error.  *)
(* seen is the last flight that somebody came back from, since[p] what it  *)
(* was when p called. left[p]: calls that p may still make. inner[p]: its  *)
(* function has called Do and waits ("waits"), or got it back ("back").    *)
(***************************************************************************)
Places == {"idle", "called", "waits", "fn", "ending", "second", "done"}

----------------------------------------------------------------------------
(* The decisions. A wrong configuration replaces one of them. *)

\* Who finds a flight joins it (GZ1).
Joins == map # 0

\* The flight of a leader is entered for others to find (GZ1).
Entered(f) == f

\* What the end of a flight does first: "both" frees the key and lets the joiners go (GZ2).
First == "both"

\* The end of a flight comes after the function has ended in this way (GZ3).
EndRuns(w) == TRUE

\* A joiner goes on when its flight has ended (GZ1, GZ5).
MayGo(f) == ended[f]

\* What a joiner sees of how the function ended (GZ3, GZ5).
JoinerSees(w) == w

\* What a joiner's DoEx says of fresh (GZ6).
JoinerFresh == "no"

----------------------------------------------------------------------------
TypeOK ==
  /\ map \in Flights \cup {0} /\ began \in Flights \cup {0} /\ seen \in Flights \cup {0}
  /\ how \in [Flights -> AllWays \cup {"none"}]
  /\ ended \in [Flights -> BOOLEAN]
  /\ pc \in [Procs -> Places]
  /\ of \in [Procs -> Flights \cup {0}] /\ since \in [Procs -> Flights \cup {0}]
  /\ led \in [Procs -> BOOLEAN] /\ fresh \in [Procs -> {"yes", "no"}]
  /\ got \in [Procs -> AllWays \cup {"none", "silence", "half"}]
  /\ left \in [Procs -> 0..Calls]
  /\ inner \in [Procs -> {"none", "waits", "back"}]

Init ==
  /\ map = 0 /\ began = 0 /\ seen = 0
  /\ how = [f \in Flights |-> "none"]
  /\ ended = [f \in Flights |-> FALSE]
  /\ pc = [p \in Procs |-> "idle"]
  /\ of = [p \in Procs |-> 0] /\ since = [p \in Procs |-> 0]
  /\ led = [p \in Procs |-> FALSE] /\ fresh = [p \in Procs |-> "no"]
  /\ got = [p \in Procs |-> "none"]
  /\ left = [p \in Procs |-> Calls]
  /\ inner = [p \in Procs |-> "none"]

Call(p) ==
  /\ pc[p] = "idle" /\ left[p] > 0
  /\ pc' = [pc EXCEPT ![p] = "called"]
  /\ of' = [of EXCEPT ![p] = 0]
  /\ led' = [led EXCEPT ![p] = FALSE]
  /\ got' = [got EXCEPT ![p] = "none"]
  /\ fresh' = [fresh EXCEPT ![p] = "no"]
  /\ since' = [since EXCEPT ![p] = seen]
  /\ left' = [left EXCEPT ![p] = @ - 1]
  /\ inner' = [inner EXCEPT ![p] = "none"]
  /\ UNCHANGED <<map, began, how, ended, seen>>

Join(p) ==
  /\ pc[p] = "called" /\ Joins
  /\ pc' = [pc EXCEPT ![p] = "waits"]
  /\ of' = [of EXCEPT ![p] = map]
  /\ UNCHANGED <<map, began, how, ended, led, got, fresh, seen, since, left, inner>>

Lead(p) ==
  /\ pc[p] = "called" /\ ~Joins
  /\ began' = began + 1
  /\ map' = Entered(began + 1)
  /\ pc' = [pc EXCEPT ![p] = "fn"]
  /\ of' = [of EXCEPT ![p] = began + 1]
  /\ led' = [led EXCEPT ![p] = TRUE]
  /\ UNCHANGED <<how, ended, got, fresh, seen, since, left, inner>>

FnEnds(p, w) ==
  /\ pc[p] = "fn" /\ inner[p] # "waits"
  /\ pc' = [pc EXCEPT ![p] = "ending"]
  /\ how' = [how EXCEPT ![of[p]] = w]
  /\ UNCHANGED <<map, began, ended, of, led, got, fresh, seen, since, left, inner>>

End(p) ==
  LET runs == EndRuns(how[of[p]])
  IN /\ pc[p] = "ending"
     /\ map' = IF runs /\ First # "letgo" THEN 0 ELSE map
     /\ ended' = [ended EXCEPT ![of[p]] = runs /\ First # "free"]
     /\ pc' = [pc EXCEPT ![p] = IF runs /\ First # "both" THEN "second" ELSE "done"]
     /\ UNCHANGED <<began, how, of, led, got, fresh, seen, since, left, inner>>

Second(p) ==
  /\ pc[p] = "second"
  /\ map' = IF First = "letgo" THEN 0 ELSE map
  /\ ended' = [ended EXCEPT ![of[p]] = TRUE]
  /\ pc' = [pc EXCEPT ![p] = "done"]
  /\ UNCHANGED <<began, how, of, led, got, fresh, seen, since, left, inner>>

Back(p) ==
  /\ \/ pc[p] = "done"
     \/ pc[p] = "waits" /\ MayGo(of[p])
  /\ pc' = [pc EXCEPT ![p] = "idle"]
  /\ got' = [got EXCEPT ![p] = IF led[p] THEN how[of[p]] ELSE JoinerSees(how[of[p]])]
  /\ fresh' = [fresh EXCEPT ![p] = IF led[p] THEN "yes" ELSE JoinerFresh]
  /\ seen' = IF of[p] > seen THEN of[p] ELSE seen
  /\ UNCHANGED <<map, began, how, ended, of, led, since, left, inner>>

\* The Do inside joins the flight that it is in; if it found none, it would come back some day.
Nest(p) ==
  /\ Nests /\ pc[p] = "fn" /\ inner[p] = "none"
  /\ inner' = [inner EXCEPT ![p] = "waits"]
  /\ UNCHANGED <<map, began, how, ended, pc, of, led, got, fresh, seen, since, left>>
NestBack(p) ==
  /\ inner[p] = "waits" /\ (~Joins \/ ended[of[p]])
  /\ inner' = [inner EXCEPT ![p] = "back"]
  /\ UNCHANGED <<map, began, how, ended, pc, of, led, got, fresh, seen, since, left>>

Moves(p) == Join(p) \/ Lead(p) \/ End(p) \/ Second(p) \/ Back(p) \/ NestBack(p)
Acts(p)  == Moves(p) \/ Call(p) \/ Nest(p) \/ \E w \in Ways : FnEnds(p, w)
Next     == \E p \in Procs : Acts(p)

Spec == Init /\ [][Next]_vars

\* Calls go on, and functions end unless they wait for themselves.
SpecFair == Spec /\ \A p \in Procs : WF_vars(Moves(p)) /\ WF_vars(\E w \in Ways : FnEnds(p, w))

\* ... or do not.
SpecHangs == Spec /\ \A p \in Procs : WF_vars(Moves(p))

----------------------------------------------------------------------------
(* Safety *)

Returned(p) == pc[p] = "idle" /\ of[p] # 0

\* One function at a time (GZ1).
OneFlight == Cardinality({p \in Procs : pc[p] \in {"fn", "ending"}}) <= 1

\* Who comes while a function runs finds its flight (GZ1).
Registered == \A p \in Procs : pc[p] \in {"fn", "ending"} => map = of[p]

\* Nobody joins a flight that has let somebody go (GZ2).
EndedIsGone == map # 0 => ~ended[map]

\* ... so nobody gets what was there before he came (GZ2).
NoStaleResult == \A p \in Procs : Returned(p) /\ ~led[p] => of[p] > since[p]

\* A leader leaves the key free behind him, however his function ended (GZ3).
KeyIsFree == \A p \in Procs : pc[p] = "done" => map # of[p]

\* Whoever comes back does so after the end of the flight (GZ1, GZ5).
BackAfterTheEnd == \A p \in Procs : Returned(p) => ended[of[p]]

\* All callers of a flight end as its function did (GZ3, GZ5).
SameOutcome == \A p \in Procs : Returned(p) => got[p] = how[of[p]]

\* A DoEx that returns says whether it led (GZ6).
FreshExact ==
  \A p \in Procs : Returned(p) /\ got[p] = "return" => (fresh[p] = "yes" <=> led[p])

\* The Do inside a function never comes back (GZ4).
InsideWaits == \A p \in Procs : inner[p] # "back"

(* Liveness *)

\* Every call ends, if functions end (GZ1, GZ3).
EveryCallEnds == \A p \in Procs : pc[p] = "called" ~> pc[p] = "idle"
=============================================================================
