---------------------- MODULE singleflight_properties ----------------------
(***************************************************************************)
(* What holds of singleflight, and which clause of docs/singleflight.md    *)
(* each formula is.  "Flight f" is the one that process f leads.           *)
(*                                                                         *)
(* clause    | formula                                                     *)
(* ----------+------------------------------------------------------------ *)
(* SF1       | OneFlight, Registered                                       *)
(* SF2       | Faithful, SameOutcome                                       *)
(* SF3, SF6  | SharedExact                                                 *)
(* SF4       | NoStale, EndedIsGone                                        *)
(* SF5, SF21 | NoSteal, ForgottenIsGone                                    *)
(* SF8       | TypeOK (room for one, one is sent), ChanDelivers            *)
(* SF9       | Faithful, SameOutcome, EndedIsGone, DoReturns               *)
(* SF10      | CrashHasReason, PanicCrashes                                *)
(* SF11      | Faithful, EndedIsGone, DoReturns                            *)
(* SF12      | SilentAfterGoexit; ChanAlwaysDelivers does *not* hold       *)
(* SF14      | Faithful (fn ends by "repanic")                             *)
(* SF16      | ErrFrozen                                                   *)
(***************************************************************************)
EXTENDS singleflight

---------------------------------------------------------------------------
(* The steps by the names that the C++ code gives them.  A label of the     *)
(* algorithm that has several outcomes is split by what it did.             *)

Lead(p)   == Enter(p) /\ flight'[p] = p
Join(p)   == Enter(p) /\ flight'[p] \notin {p, None}
Forget(p) == Enter(p) /\ op'[p] = "Forget"
Crash(p)  == Outer(p) /\ program' = "dying"
End(p)    == Outer(p) /\ program' = program

\* Nothing can move: everybody has called and is done, or the program is dead.
Over == /\ program = "dead" \/ \A p \in Procs : pc[p] = "Done"
        /\ UNCHANGED vars

Steps == \/ \E p \in Procs : \/ Lead(p) \/ Join(p) \/ Forget(p) \/ Fn(p)
                             \/ End(p) \/ Crash(p) \/ Return(p) \/ Die(p)
         \/ Over

\* The algorithm with these names.  Fairness: whoever has begun a call goes on
\* as long as it can, which says of Fn that every function ends.  Nobody has to
\* begin a call.
NamedSpec == /\ Init /\ [][Steps]_vars
             /\ \A p \in Procs : WF_vars(pc[p] # "Enter" /\ Call(p))

\* The names leave nothing out: every step of Next is one of Steps.  (That every
\* one of Steps, Over aside, is one of Next can be read off their definitions.)
NamesAreAll == [][Steps]_vars

---------------------------------------------------------------------------
(* Words. *)

\* f is in progress and was not forgotten.
Flying(f) == flight[f] = f /\ ~ended[f] /\ ~forgotten[f]

\* Somebody still carries f to its end.
UnderWay(f) == pc[f] \in {"Fn", "Outer", "Die"}

\* Everything that the call of p has got from its flight: how Do came back,
\* what the channel holds.
Seen(p) == ({got[p]} \ {Nothing}) \cup {inbox[p][i] : i \in 1..Len(inbox[p])}

Panicked(f) == did[f] \in {"panic", "repanic"}

\* What the function of f did, told by nobody but itself.
Truth(f) ==
  CASE did[f] = "value" -> <<"returned", f, "nil">>
    [] did[f] = "error" -> <<"returned", f, "error">>
    [] Panicked(f)      -> <<"panicked", None, "PanicError">>
    [] OTHER            -> <<"exited", None, "nil">>

Results == [how : {"returned", "panicked", "exited"}, value : Procs \cup {None},
            err : {"nil", "error", "PanicError"}, shared : BOOLEAN]

---------------------------------------------------------------------------
(* Invariants. *)

\* Every variable holds what it is meant to hold; a channel has room for one.
TypeOK ==
  /\ map \in Procs \cup {None}
  /\ program \in {"runs", "dying", "dead"}
  /\ ended \in [Procs -> BOOLEAN] /\ forgotten \in [Procs -> BOOLEAN]
  /\ joiners \in [Procs -> 0 .. Cardinality(Procs) - 1]
  /\ channels \in [Procs -> SUBSET Procs]
  /\ value \in [Procs -> Procs \cup {None}]
  /\ err \in [Procs -> {"nil", "error", "PanicError"}]
  /\ normalReturn \in [Procs -> BOOLEAN] /\ recovered \in [Procs -> BOOLEAN]
  /\ op \in [Procs -> Ops \cup {"none"}]
  /\ flight \in [Procs -> Procs \cup {None}]
  /\ got \in [Procs -> Results \cup {Nothing}]
  /\ \A p \in Procs : Len(inbox[p]) <= 1 /\ \A i \in 1..Len(inbox[p]) : inbox[p][i] \in Results
  /\ did \in [Procs -> FnEnds \cup {"nothing"}]
  /\ pc \in [Procs -> {"Enter", "Fn", "Outer", "Return", "Die", "Done"}]

\* Of two flights in progress one has been forgotten.
OneFlight == \A f, g \in Procs : Flying(f) /\ Flying(g) => f = g

\* A flight in progress that was not forgotten is the one that calls find.
Registered == \A f \in Procs : Flying(f) => map = f

\* Nobody finds a flight that has ended: whoever comes after the end starts anew.
EndedIsGone == map # None => ~ended[map]

\* Nobody finds a flight that was forgotten.
ForgottenIsGone == map # None => ~forgotten[map]

\* Whatever anybody got from a flight is what its function did: the value and
\* the error that it returned, its panic, or its exit.
Faithful ==
  \A p \in Procs : \A r \in Seen(p) : <<r.how, r.value, r.err>> = Truth(flight[p])

\* Two callers of one flight got the same, `shared` included.
SameOutcome ==
  \A p, q \in Procs : flight[p] = flight[q] =>
    \A r \in Seen(p), s \in Seen(q) : r = s

\* `shared` is true exactly if somebody but the leader is in the flight.
SharedExact ==
  \A p \in Procs : \A r \in Seen(p) : r.how = "returned" =>
    r.shared = \E q \in Procs \ {flight[p]} : flight[q] = flight[p]

\* The documented exception: after a Goexit nothing is sent.
SilentAfterGoexit ==
  \A p \in Procs : flight[p] # None /\ inbox[p] # <<>> => did[flight[p]] # "goexit"

\* The program dies of a panic that a channel waits for, and of nothing else.
CrashHasReason ==
  program # "runs" => \E f \in Procs : Panicked(f) /\ channels[f] # {}

\* Whoever waits, waits for something that is still to come: a Do for a flight
\* that is under way, or it may go; a channel too, unless the function exited.
NobodyLeftWaiting ==
  program = "runs" => \A p \in Procs :
    /\ pc[p] = "Return" => MayReturn(p) \/ UnderWay(flight[p])
    /\ op[p] = "DoChan" =>
         inbox[p] # <<>> \/ UnderWay(flight[p]) \/ did[flight[p]] = "goexit"

---------------------------------------------------------------------------
(* Properties of steps. *)

\* A flight leaves the map only by its own end or by being forgotten.
NoSteal ==
  [][\A f \in Procs : map = f /\ map' # f =>
       \/ pc[f] = "Outer" /\ pc'[f] # "Outer"
       \/ \E p \in Procs : op[p] = "none" /\ op'[p] = "Forget"]_vars

\* Nobody joins a flight that has already given its result to somebody.
NoStale ==
  [][\A p \in Procs : flight[p] = None /\ flight'[p] \notin {None, p} =>
       \A q \in Procs : flight[q] = flight'[p] => Seen(q) = {}]_vars

\* Once somebody has a result of f, what the leader wrote does not change.
ErrFrozen ==
  [][\A f \in Procs : (\E p \in Procs : flight[p] = f /\ Seen(p) # {}) =>
       /\ value'[f] = value[f] /\ err'[f] = err[f]
       /\ normalReturn'[f] = normalReturn[f] /\ recovered'[f] = recovered[f]]_vars

---------------------------------------------------------------------------
(* Liveness: P ~> Q says that whenever P holds, Q holds then or later.       *)

\* A Do that was called comes back, or the program dies.
DoReturnsTo(p) == op[p] = "Do" ~> got[p] # Nothing \/ program = "dead"
DoReturns == \A p \in Procs : DoReturnsTo(p)

\* A channel gets its result, or the function exits (the exception, SF12), or the
\* program dies.
ChanDeliversTo(p) ==
  op[p] = "DoChan" ~>
    \/ inbox[p] # <<>> \/ program = "dead"
    \/ flight[p] # None /\ did[flight[p]] = "goexit"
ChanDelivers == \A p \in Procs : ChanDeliversTo(p)

\* A panic that a channel waits for ends the program, whoever would recover.
PanicCrashesOf(f) == Panicked(f) /\ channels[f] # {} ~> program = "dead"
PanicCrashes == \A f \in Procs : PanicCrashesOf(f)

\* This does NOT hold, and its counterexample is SF12: no exception for Goexit.
ChanAlwaysDelivers ==
  \A p \in Procs : op[p] = "DoChan" ~> inbox[p] # <<>> \/ program = "dead"
=============================================================================
