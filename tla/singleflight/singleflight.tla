---------------------------- MODULE singleflight ----------------------------
(***************************************************************************)
(* Duplicate suppression: many callers, one key, one execution.  The text  *)
(* to learn from is the double defer in Fn and the one critical section    *)
(* Outer; read singleflight_properties.tla next, MCsingleflight.tla last.  *)
(*                                                                         *)
(* A flight is one execution of a function.  It is named after its leader, *)
(* the process whose call started it: "flight p" is the one that p leads.  *)
(* Every process makes one call, Do, DoChan or Forget, or none.  There is  *)
(* one key, because keys share nothing but the lock.                       *)
(*                                                                         *)
(* TLA+                     | C++ (impl/gosync/singleflight.hpp) | history *)
(* -------------------------+------------------------------------+-------- *)
(* map                      | flights_[key]                      |         *)
(* flight[p] = p            | the call of p leads, Step "Lead"   | invoke  *)
(* flight[p] = f # p        | it joined f, Step "Join"           | invoke  *)
(* op[p] = "Forget"         | Step "Forget"                      | Forget  *)
(* Fn(p), did[p]            | fn() in Run, both deferred calls   | fn: ok  *)
(* normalReturn, recovered  | returned; behind the inner Call    |         *)
(* How(f), value[f], err[f] | Flight::how, value, err            |         *)
(* ended[f], joiners[f]     | Flight::ended, joiners             |         *)
(* channels[f]              | Flight::channels                   |         *)
(* Outer(p)                 | Steps "End" and "Crash"            | crash   *)
(* inbox[p] = <<r>>         | channel.Send(r)                    | Receive *)
(* Return(p), got[p]        | Outcome, how Do is left            | Do: ok  *)
(* program = "dying"        | go::Crash with mu_ held            |         *)
(*                                                                         *)
(* A label is one critical section or one access to what others see; steps *)
(* that nobody else can observe belong to the label before.  So a call and *)
(* its critical section are one step (Enter), and the function's end,      *)
(* the recovery and the code behind it are one step (Fn).                  *)
(*                                                                         *)
(* Not covered: several keys, a Do inside its own function (SF7), who      *)
(* leads (SF15: any), panic(nil) (SF13), what the wrapper unwraps to (SF9),*)
(* data races (SF16 only as ErrFrozen), and calls that never get the lock  *)
(* because the program is dying: they have not begun here.                 *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Procs,             \* those who call; also the names of the flights
          None,              \* no flight, no value
          FnEnds,            \* how a function may end, a subset of Ends
          Menu(_),           \* Menu(p): the operations that p may choose from
          LetGoBeforeCrash   \* TRUE: as Go does it; FALSE: as the C++ does it

Ops  == {"Do", "DoChan", "Forget"}

\* "error" returns a value and an error, both; "repanic" *returns* the wrapper
\* of a panic that it has recovered from another Do (SF14).
Ends == {"value", "error", "panic", "goexit", "repanic"}

ASSUME None \notin Procs /\ FnEnds \subseteq Ends
ASSUME \A p \in Procs : Menu(p) \subseteq Ops

\* Nothing has come back to this caller.
Nothing == [how |-> "nothing", value |-> None, err |-> "nil", shared |-> FALSE]

\* One step a line as far as it fits: a translation that wraps has blanks at line ends.
(* PlusCal options (-noDoneDisjunct -lineWidth 200) *)

(* --algorithm singleflight {
variables
  \* Guarded by the lock.
  map      = None;                          \* the flight that a call joins
  program  = "runs";                        \* "dying": the lock is kept for ever
  ended    = [f \in Procs |-> FALSE];       \* joiners of f may go
  joiners  = [f \in Procs |-> 0];
  channels = [f \in Procs |-> {}];          \* whose channels wait for f
  \* Written by the leader alone before the end, read by the others after it.
  value        = [f \in Procs |-> None];
  err          = [f \in Procs |-> "nil"];
  normalReturn = [f \in Procs |-> FALSE];
  recovered    = [f \in Procs |-> FALSE];
  \* What a caller sees.
  op     = [p \in Procs |-> "none"];
  flight = [p \in Procs |-> None];          \* the flight that its call is in
  got    = [p \in Procs |-> Nothing];       \* how its Do came back
  inbox  = [p \in Procs |-> <<>>];          \* what is in its channel
  \* Nobody reads these but the properties.
  did       = [f \in Procs |-> "nothing"];  \* how the function of f ended
  forgotten = [f \in Procs |-> FALSE];

define {
  \* ---- Decisions.  A wrong configuration replaces one of them. ----
  Unlocked == program = "runs"

  \* A call that finds a flight joins it.
  Joins == map # None

  \* What the map holds after a call has taken the lead, or has forgotten.
  LeadPuts(p)  == p
  ForgetLeaves == None

  \* fn() comes back to its caller; a panic and a Goexit do not.
  ComesBack(way) == way \in {"value", "error", "repanic"}

  \* The inner deferred function: recover() yields the value of a panic, and
  \* nil while the goroutine exits.
  RecoverYields(way) == way = "panic"

  \* The code behind the inner function runs unless the goroutine exits.
  BehindIsReached(way) == way # "goexit"

  \* What became of the function, as far as the two flags and the error tell.
  \* With neither flag set, the code behind was not reached: a Goexit.
  How(f) ==
    IF ~normalReturn[f] /\ ~recovered[f] THEN "exited"
    ELSE IF err[f] = "PanicError" THEN "panicked"
    ELSE "returned"

  \* Nobody could tell a channel's receiver of a panic: the program ends.
  Crashes(f) == How(f) = "panicked" /\ channels[f] # {}

  \* The end frees the key only if it is still its own.
  Frees(f) == map = f

  \* The end lets all joiners go.
  LetsGo(f) == TRUE

  \* Which channels are served, and how often.  After a Goexit none is.
  Serves(f) == IF How(f) = "returned" THEN channels[f] ELSE {}
  Copies == 1

  \* A joiner waits until it is let go; a leader has done that itself.
  MayReturn(p) == flight[p] = p \/ ended[flight[p]]

  Shared(f) == joiners[f] > 0

  \* What a Do of flight f returns, panics with, or exits by.
  LeftBy(f)   == How(f)
  ErrGiven(f) == err[f]
  Outcome(f) ==
    [how |-> LeftBy(f), value |-> IF LeftBy(f) = "returned" THEN value[f] ELSE None,
     err |-> ErrGiven(f), shared |-> LeftBy(f) = "returned" /\ Shared(f)]

  \* What the channels of flight f are sent.
  Message(f) ==
    [how |-> "returned", value |-> value[f], err |-> err[f], shared |-> Shared(f)]
}

fair process (Call \in Procs) {
  \* One critical section begins every call.  Nobody has to call: no fairness.
  Enter:-
    await Unlocked;
    with (o \in Menu(self)) {
      op[self] := o;
      if (o = "Forget") {                                   \* Step "Forget"
        if (map # None) { forgotten[map] := TRUE; };
        map := ForgetLeaves;
        goto Done;
      } else with (lead = ~Joins, f = IF lead THEN self ELSE map) {
        flight[self] := f;
        if (lead) { map := LeadPuts(self); }                \* Step "Lead"
        else { joiners[f] := joiners[f] + 1; };             \* Step "Join"
        if (o = "DoChan") { channels[f] := channels[f] \cup {self}; };
        \* A DoChan returns here.  If it leads, what follows is the goroutine
        \* that it has started.
        if (lead) { goto Fn; }
        else if (o = "Do") { goto Return; }
        else { goto Done; };
      };
    };

  \* The function runs without the lock, and ends somehow.
  Fn:
    await program # "dead";
    with (way \in FnEnds) {
      did[self] := way;
      \* The inner function calls fn, with a deferred recover.
      if (ComesBack(way)) {
        value[self] := self;
        err[self] := CASE way = "value" -> "nil" [] way = "error" -> "error"
                       [] OTHER -> "PanicError";
        normalReturn[self] := TRUE;
      } else if (RecoverYields(way)) {
        err[self] := "PanicError";
      };
      \* Behind the inner function.  Whoever is here without a normal return
      \* is here because a panic was recovered.
      if (BehindIsReached(way) /\ ~ComesBack(way)) { recovered[self] := TRUE; };
    };

  \* The outer deferred function runs in every case.  One critical section:
  \* key freed, joiners let go, channels served.
  Outer:
    await Unlocked;
    if (Crashes(self)) {                                    \* Step "Crash"
      program := "dying";
      if (LetGoBeforeCrash) {
        ended[self] := TRUE;
        if (Frees(self)) { map := None; };
      };
      goto Die;
    } else {                                                \* Step "End"
      ended[self] := LetsGo(self);
      if (Frees(self)) { map := None; };
      inbox := [p \in Procs |-> IF p \in Serves(self)
                                THEN [i \in 1..Copies |-> Message(self)]
                                ELSE inbox[p]];
      if (op[self] = "Do") { goto Return; } else { goto Done; };
    };

  \* A Do comes back: the leader behind its own end, a joiner once it is let go.
  \* (In C++ a joiner takes the lock again on its way; it changes nothing there.)
  Return:
    await program # "dead" /\ MayReturn(self);
    got[self] := Outcome(flight[self]);
    goto Done;

  \* The panic, on a goroutine where nobody recovers it.
  Die:
    program := "dead";
}
} *)
\* BEGIN TRANSLATION
VARIABLES map, program, ended, joiners, channels, value, err, normalReturn, recovered, op, flight, got, inbox, did, forgotten, pc

(* define statement *)
Unlocked == program = "runs"


Joins == map # None


LeadPuts(p)  == p
ForgetLeaves == None


ComesBack(way) == way \in {"value", "error", "repanic"}



RecoverYields(way) == way = "panic"


BehindIsReached(way) == way # "goexit"



How(f) ==
  IF ~normalReturn[f] /\ ~recovered[f] THEN "exited"
  ELSE IF err[f] = "PanicError" THEN "panicked"
  ELSE "returned"


Crashes(f) == How(f) = "panicked" /\ channels[f] # {}


Frees(f) == map = f


LetsGo(f) == TRUE


Serves(f) == IF How(f) = "returned" THEN channels[f] ELSE {}
Copies == 1


MayReturn(p) == flight[p] = p \/ ended[flight[p]]

Shared(f) == joiners[f] > 0


LeftBy(f)   == How(f)
ErrGiven(f) == err[f]
Outcome(f) ==
  [how |-> LeftBy(f), value |-> IF LeftBy(f) = "returned" THEN value[f] ELSE None,
   err |-> ErrGiven(f), shared |-> LeftBy(f) = "returned" /\ Shared(f)]


Message(f) ==
  [how |-> "returned", value |-> value[f], err |-> err[f], shared |-> Shared(f)]


vars == << map, program, ended, joiners, channels, value, err, normalReturn, recovered, op, flight, got, inbox, did, forgotten, pc >>

ProcSet == (Procs)

Init == (* Global variables *)
        /\ map = None
        /\ program = "runs"
        /\ ended = [f \in Procs |-> FALSE]
        /\ joiners = [f \in Procs |-> 0]
        /\ channels = [f \in Procs |-> {}]
        /\ value = [f \in Procs |-> None]
        /\ err = [f \in Procs |-> "nil"]
        /\ normalReturn = [f \in Procs |-> FALSE]
        /\ recovered = [f \in Procs |-> FALSE]
        /\ op = [p \in Procs |-> "none"]
        /\ flight = [p \in Procs |-> None]
        /\ got = [p \in Procs |-> Nothing]
        /\ inbox = [p \in Procs |-> <<>>]
        /\ did = [f \in Procs |-> "nothing"]
        /\ forgotten = [f \in Procs |-> FALSE]
        /\ pc = [self \in ProcSet |-> "Enter"]

Enter(self) == /\ pc[self] = "Enter"
               /\ Unlocked
               /\ \E o \in Menu(self):
                    /\ op' = [op EXCEPT ![self] = o]
                    /\ IF o = "Forget"
                          THEN /\ IF map # None
                                     THEN /\ forgotten' = [forgotten EXCEPT ![map] = TRUE]
                                     ELSE /\ TRUE
                                          /\ UNCHANGED forgotten
                               /\ map' = ForgetLeaves
                               /\ pc' = [pc EXCEPT ![self] = "Done"]
                               /\ UNCHANGED << joiners, channels, flight >>
                          ELSE /\ LET lead == ~Joins IN
                                    LET f == IF lead THEN self ELSE map IN
                                      /\ flight' = [flight EXCEPT ![self] = f]
                                      /\ IF lead
                                            THEN /\ map' = LeadPuts(self)
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
               /\ UNCHANGED << program, ended, value, err, normalReturn, recovered, got, inbox, did >>

Fn(self) == /\ pc[self] = "Fn"
            /\ program # "dead"
            /\ \E way \in FnEnds:
                 /\ did' = [did EXCEPT ![self] = way]
                 /\ IF ComesBack(way)
                       THEN /\ value' = [value EXCEPT ![self] = self]
                            /\ err' = [err EXCEPT ![self] = CASE way = "value" -> "nil" [] way = "error" -> "error"
                                                              [] OTHER -> "PanicError"]
                            /\ normalReturn' = [normalReturn EXCEPT ![self] = TRUE]
                       ELSE /\ IF RecoverYields(way)
                                  THEN /\ err' = [err EXCEPT ![self] = "PanicError"]
                                  ELSE /\ TRUE
                                       /\ err' = err
                            /\ UNCHANGED << value, normalReturn >>
                 /\ IF BehindIsReached(way) /\ ~ComesBack(way)
                       THEN /\ recovered' = [recovered EXCEPT ![self] = TRUE]
                       ELSE /\ TRUE
                            /\ UNCHANGED recovered
            /\ pc' = [pc EXCEPT ![self] = "Outer"]
            /\ UNCHANGED << map, program, ended, joiners, channels, op, flight, got, inbox, forgotten >>

Outer(self) == /\ pc[self] = "Outer"
               /\ Unlocked
               /\ IF Crashes(self)
                     THEN /\ program' = "dying"
                          /\ IF LetGoBeforeCrash
                                THEN /\ ended' = [ended EXCEPT ![self] = TRUE]
                                     /\ IF Frees(self)
                                           THEN /\ map' = None
                                           ELSE /\ TRUE
                                                /\ map' = map
                                ELSE /\ TRUE
                                     /\ UNCHANGED << map, ended >>
                          /\ pc' = [pc EXCEPT ![self] = "Die"]
                          /\ inbox' = inbox
                     ELSE /\ ended' = [ended EXCEPT ![self] = LetsGo(self)]
                          /\ IF Frees(self)
                                THEN /\ map' = None
                                ELSE /\ TRUE
                                     /\ map' = map
                          /\ inbox' = [p \in Procs |-> IF p \in Serves(self)
                                                       THEN [i \in 1..Copies |-> Message(self)]
                                                       ELSE inbox[p]]
                          /\ IF op[self] = "Do"
                                THEN /\ pc' = [pc EXCEPT ![self] = "Return"]
                                ELSE /\ pc' = [pc EXCEPT ![self] = "Done"]
                          /\ UNCHANGED program
               /\ UNCHANGED << joiners, channels, value, err, normalReturn, recovered, op, flight, got, did, forgotten >>

Return(self) == /\ pc[self] = "Return"
                /\ program # "dead" /\ MayReturn(self)
                /\ got' = [got EXCEPT ![self] = Outcome(flight[self])]
                /\ pc' = [pc EXCEPT ![self] = "Done"]
                /\ UNCHANGED << map, program, ended, joiners, channels, value, err, normalReturn, recovered, op, flight, inbox, did, forgotten >>

Die(self) == /\ pc[self] = "Die"
             /\ program' = "dead"
             /\ pc' = [pc EXCEPT ![self] = "Done"]
             /\ UNCHANGED << map, ended, joiners, channels, value, err, normalReturn, recovered, op, flight, got, inbox, did, forgotten >>

Call(self) == Enter(self) \/ Fn(self) \/ Outer(self) \/ Return(self) \/ Die(self)

Next == (\E self \in Procs: Call(self))

Spec == /\ Init /\ [][Next]_vars
        /\ \A self \in Procs : WF_vars((pc[self] # "Enter") /\ Call(self))

Termination == <>(\A self \in ProcSet: pc[self] = "Done")

\* END TRANSLATION
=============================================================================
