-------------------------- MODULE singleflight_old --------------------------
(***************************************************************************)
(* Two old releases, kept to show what their mistakes look like.  Read     *)
(* singleflight.tla first: names mean the same here.                       *)
(*                                                                         *)
(* Release          C++ (impl/gosync/variants/)     x/sync                 *)
(* "forgotten"      singleflight_forgotten.hpp      2020-08 to 2022-09     *)
(* "unconditional"  singleflight_unconditional.hpp  before 2019-04         *)
(*                                                                         *)
(* Both end a flight in two steps, with the names of the Steps in C++:     *)
(*   LetGo  joiners may go; the lock is not held                           *)
(*   Free   under the lock the key is freed and the channels are served    *)
(* Between the two a call still finds the flight, whose result others may  *)
(* already have taken home: SF4, the property NoStale.  In the words of the*)
(* clause it is NoStaleResult (old/Forgotten_SF4_Seen.cfg):                *)
(*   p1 leads, its function returns, p1 lets go; p2 joins and has the      *)
(*   result; only now p3 calls.  It still joins p1, and gets a result that *)
(*   was out before it asked.                                              *)
(*                                                                         *)
(* "unconditional" also frees the key without asking whose it is: SF5, the *)
(* property NoSteal (old/Unconditional_SF5.cfg):                           *)
(*   p1 leads, its function returns, p1 lets go; p2 forgets, p3 leads the  *)
(*   next flight; p1 frees the key, which by now is p3's.                  *)
(* With a fourth process OneFlight fails, too: p4 leads beside p3.  And    *)
(* nothing is deferred: when the function panics or exits, nobody ends the *)
(* flight (SF9, SF11; old/Unconditional_SF11.cfg): p1 leads, p2 joins, the *)
(* function of p1 panics, and p2 waits for ever.                           *)
(*                                                                         *)
(* Not covered: errors, and what "forgotten" does about panics and exits,  *)
(* which is what singleflight.tla does.                                    *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS Procs, None, Release

ASSUME Release \in {"forgotten", "unconditional"} /\ None \notin Procs

Symmetry == Permutations(Procs)
Nothing  == [value |-> None, shared |-> FALSE]

\* One step a line as far as it fits: a translation that wraps has blanks at line ends.
(* PlusCal options (-noDoneDisjunct -lineWidth 200) *)

(* --algorithm old {
variables
  map       = None;
  ended     = [f \in Procs |-> FALSE];       \* `done` is closed
  forgotten = [f \in Procs |-> FALSE];       \* a flag of "forgotten"; the other has none
  joiners   = [f \in Procs |-> 0];
  channels  = [f \in Procs |-> {}];
  value     = [f \in Procs |-> None];
  op     = [p \in Procs |-> "none"];
  flight = [p \in Procs |-> None];
  got    = [p \in Procs |-> Nothing];
  inbox  = [p \in Procs |-> <<>>];
  late   = [p \in Procs |-> FALSE];          \* for NoStaleResult alone

define {
  \* Everything that the call of p has got from its flight.
  Seen(p)   == ({got[p]} \ {Nothing}) \cup {inbox[p][i] : i \in 1..Len(inbox[p])}
  Served(f) == \E p \in Procs : flight[p] = f /\ Seen(p) # {}

  \* May f free the key?  "forgotten" asks its flag, under the lock.
  MayFree(f) == Release = "unconditional" \/ ~forgotten[f]

  \* How a function ends: "stops" is a panic or an exit.
  FnEnds == IF Release = "unconditional" THEN {"value", "stops"} ELSE {"value"}

  Result(f) == [value |-> value[f], shared |-> joiners[f] > 0]
}

fair process (Call \in Procs) {
  Enter:-
    with (o \in {"Do", "DoChan", "Forget"}) {
      op[self] := o;
      if (o = "Forget") {
        if (map # None) { forgotten[map] := TRUE; };
        map := None;
        goto Done;
      } else with (lead = map = None, f = IF lead THEN self ELSE map) {
        flight[self] := f;
        late[self] := Served(f);
        if (lead) { map := self; }
        else { joiners[f] := joiners[f] + 1; };
        if (o = "DoChan") { channels[f] := channels[f] \cup {self}; };
        if (lead) { goto Fn; }
        else if (o = "Do") { goto Return; }
        else { goto Done; };
      };
    };

  Fn:
    with (way \in FnEnds) {
      if (way = "value") { value[self] := self; goto LetGo; }
      else { goto Done; };          \* the goroutine unwinds, and nothing is deferred
    };

  LetGo:
    ended[self] := TRUE;

  Free:
    if (MayFree(self)) { map := None; };
    inbox := [p \in Procs |-> IF p \in channels[self] THEN <<Result(self)>> ELSE inbox[p]];
    if (op[self] = "Do") { goto Return; } else { goto Done; };

  Return:
    await ended[flight[self]];
    got[self] := Result(flight[self]);
    goto Done;
}
} *)
\* BEGIN TRANSLATION
VARIABLES map, ended, forgotten, joiners, channels, value, op, flight, got, inbox, late, pc

(* define statement *)
Seen(p)   == ({got[p]} \ {Nothing}) \cup {inbox[p][i] : i \in 1..Len(inbox[p])}
Served(f) == \E p \in Procs : flight[p] = f /\ Seen(p) # {}


MayFree(f) == Release = "unconditional" \/ ~forgotten[f]


FnEnds == IF Release = "unconditional" THEN {"value", "stops"} ELSE {"value"}

Result(f) == [value |-> value[f], shared |-> joiners[f] > 0]


vars == << map, ended, forgotten, joiners, channels, value, op, flight, got, inbox, late, pc >>

ProcSet == (Procs)

Init == (* Global variables *)
        /\ map = None
        /\ ended = [f \in Procs |-> FALSE]
        /\ forgotten = [f \in Procs |-> FALSE]
        /\ joiners = [f \in Procs |-> 0]
        /\ channels = [f \in Procs |-> {}]
        /\ value = [f \in Procs |-> None]
        /\ op = [p \in Procs |-> "none"]
        /\ flight = [p \in Procs |-> None]
        /\ got = [p \in Procs |-> Nothing]
        /\ inbox = [p \in Procs |-> <<>>]
        /\ late = [p \in Procs |-> FALSE]
        /\ pc = [self \in ProcSet |-> "Enter"]

Enter(self) == /\ pc[self] = "Enter"
               /\ \E o \in {"Do", "DoChan", "Forget"}:
                    /\ op' = [op EXCEPT ![self] = o]
                    /\ IF o = "Forget"
                          THEN /\ IF map # None
                                     THEN /\ forgotten' = [forgotten EXCEPT ![map] = TRUE]
                                     ELSE /\ TRUE
                                          /\ UNCHANGED forgotten
                               /\ map' = None
                               /\ pc' = [pc EXCEPT ![self] = "Done"]
                               /\ UNCHANGED << joiners, channels, flight, late >>
                          ELSE /\ LET lead == map = None IN
                                    LET f == IF lead THEN self ELSE map IN
                                      /\ flight' = [flight EXCEPT ![self] = f]
                                      /\ late' = [late EXCEPT ![self] = Served(f)]
                                      /\ IF lead
                                            THEN /\ map' = self
                                                 /\ UNCHANGED joiners
                                            ELSE /\ joiners' = [joiners EXCEPT ![f] = joiners[f] + 1]
                                                 /\ map' = map
                                      /\ IF o = "DoChan"
                                            THEN /\ channels' = [channels EXCEPT ![f] = channels[f] \cup {self}]
                                            ELSE /\ TRUE
                                                 /\ UNCHANGED channels
                                      /\ IF lead
                                            THEN /\ pc' = [pc EXCEPT ![self] = "Fn"]
                                            ELSE /\ IF o = "Do"
                                                       THEN /\ pc' = [pc EXCEPT ![self] = "Return"]
                                                       ELSE /\ pc' = [pc EXCEPT ![self] = "Done"]
                               /\ UNCHANGED forgotten
               /\ UNCHANGED << ended, value, got, inbox >>

Fn(self) == /\ pc[self] = "Fn"
            /\ \E way \in FnEnds:
                 IF way = "value"
                    THEN /\ value' = [value EXCEPT ![self] = self]
                         /\ pc' = [pc EXCEPT ![self] = "LetGo"]
                    ELSE /\ pc' = [pc EXCEPT ![self] = "Done"]
                         /\ value' = value
            /\ UNCHANGED << map, ended, forgotten, joiners, channels, op, flight, got, inbox, late >>

LetGo(self) == /\ pc[self] = "LetGo"
               /\ ended' = [ended EXCEPT ![self] = TRUE]
               /\ pc' = [pc EXCEPT ![self] = "Free"]
               /\ UNCHANGED << map, forgotten, joiners, channels, value, op, flight, got, inbox, late >>

Free(self) == /\ pc[self] = "Free"
              /\ IF MayFree(self)
                    THEN /\ map' = None
                    ELSE /\ TRUE
                         /\ map' = map
              /\ inbox' = [p \in Procs |-> IF p \in channels[self] THEN <<Result(self)>> ELSE inbox[p]]
              /\ IF op[self] = "Do"
                    THEN /\ pc' = [pc EXCEPT ![self] = "Return"]
                    ELSE /\ pc' = [pc EXCEPT ![self] = "Done"]
              /\ UNCHANGED << ended, forgotten, joiners, channels, value, op, flight, got, late >>

Return(self) == /\ pc[self] = "Return"
                /\ ended[flight[self]]
                /\ got' = [got EXCEPT ![self] = Result(flight[self])]
                /\ pc' = [pc EXCEPT ![self] = "Done"]
                /\ UNCHANGED << map, ended, forgotten, joiners, channels, value, op, flight, inbox, late >>

Call(self) == Enter(self) \/ Fn(self) \/ LetGo(self) \/ Free(self) \/ Return(self)

Next == (\E self \in Procs: Call(self))

Spec == /\ Init /\ [][Next]_vars
        /\ \A self \in Procs : WF_vars((pc[self] # "Enter") /\ Call(self))

Termination == <>(\A self \in ProcSet: pc[self] = "Done")

\* END TRANSLATION

---------------------------------------------------------------------------
(* The steps by their names in C++, as in singleflight_properties.tla. *)
Lead(p)   == Enter(p) /\ flight'[p] = p
Join(p)   == Enter(p) /\ flight'[p] \notin {p, None}
Forget(p) == Enter(p) /\ op'[p] = "Forget"

Over == (\A p \in Procs : pc[p] = "Done") /\ UNCHANGED vars

Steps == \/ \E p \in Procs : \/ Lead(p) \/ Join(p) \/ Forget(p) \/ Fn(p)
                             \/ LetGo(p) \/ Free(p) \/ Return(p)
         \/ Over

NamedSpec == Init /\ [][Steps]_vars /\ \A p \in Procs : WF_vars(pc[p] # "Enter" /\ Call(p))

---------------------------------------------------------------------------
Flying(f)   == flight[f] = f /\ ~ended[f] /\ ~forgotten[f]
UnderWay(f) == pc[f] \in {"Fn", "LetGo", "Free"}

TypeOK ==
  /\ map \in Procs \cup {None}
  /\ ended \in [Procs -> BOOLEAN] /\ forgotten \in [Procs -> BOOLEAN]
  /\ joiners \in [Procs -> 0 .. Cardinality(Procs) - 1]
  /\ channels \in [Procs -> SUBSET Procs]
  /\ value \in [Procs -> Procs \cup {None}]
  /\ op \in [Procs -> {"none", "Do", "DoChan", "Forget"}]
  /\ flight \in [Procs -> Procs \cup {None}]
  /\ got \in [Procs -> [value : Procs \cup {None}, shared : BOOLEAN]]
  /\ \A p \in Procs : Len(inbox[p]) <= 1
  /\ late \in [Procs -> BOOLEAN]
  /\ pc \in [Procs -> {"Enter", "Fn", "LetGo", "Free", "Return", "Done"}]

\* SF1: of two flights in progress one has been forgotten.
OneFlight == \A f, g \in Procs : Flying(f) /\ Flying(g) => f = g

\* SF2: whatever anybody got from a flight is what its function returned.
Faithful == \A p \in Procs : \A r \in Seen(p) : r.value = flight[p]

\* SF3: `shared` is true exactly if somebody but the leader is in the flight.
SharedExact ==
  \A p \in Procs : \A r \in Seen(p) :
    r.shared = \E q \in Procs \ {flight[p]} : flight[q] = flight[p]

\* SF9, SF11: whoever waits, waits for something that is still to come.
NobodyLeftWaiting ==
  \A p \in Procs :
    /\ pc[p] = "Return" => ended[flight[p]] \/ UnderWay(flight[p])
    /\ op[p] = "DoChan" => inbox[p] # <<>> \/ UnderWay(flight[p])

\* SF4: nobody joins a flight that has already given its result to somebody.
NoStale ==
  [][\A p \in Procs : flight[p] = None /\ flight'[p] \notin {None, p} =>
       ~Served(flight'[p])]_vars

\* SF4 in the words of the clause, one step later: a call that starts after a call
\* of a flight has returned does not get that flight's result.
NoStaleResult == \A p \in Procs : late[p] => Seen(p) = {}

\* SF5: a flight leaves the map only by its own end or by being forgotten.
NoSteal ==
  [][\A f \in Procs : map = f /\ map' # f =>
       \/ pc[f] = "Free" /\ pc'[f] # "Free"
       \/ \E p \in Procs : op[p] = "none" /\ op'[p] = "Forget"]_vars

\* A Do that was called is left, by a result or with what leaves the function; a channel
\* gets its result.
DoReturns    == \A p \in Procs : op[p] = "Do" ~> pc[p] = "Done"
ChanDelivers == \A p \in Procs : op[p] = "DoChan" ~> inbox[p] # <<>>
=============================================================================
