------------------------ MODULE kratos_errgroup_v1 ------------------------
(***************************************************************************)
(* The pool of kratos v1.0.1 as it is: a channel, a list of what found it  *)
(* full, workers that receive, a counter, and a Wait that sends the list   *)
(* to the workers, waits for the counter, and closes the channel. Its C++  *)
(* is impl/gosync/variants/kratos_errgroup_v1.hpp.                         *)
(*                                                                         *)
(*  TLA+            | C++                          | history               *)
(*  ----------------+------------------------------+---------------------- *)
(*  chan, closed    | pool                         | not visible           *)
(*  list, count     | list, functions              | not visible           *)
(*  HandIn(f)       | Go: Add, then send or read   | invoke Go             *)
(*                  | the list                     |                       *)
(*  Write(f)        | Go: the longer list          | ok Go                 *)
(*  Receive(k)      | Work: Receive                | invoke fn             *)
(*  End(k, how)     | Do, from the end of f on     | ok fn                 *)
(*  CallWait(w)     | Wait reads the list          | invoke Wait           *)
(*  Send(w)         | Wait sends                   | nothing               *)
(*  Zero(w)         | functions.Wait               | nothing               *)
(*  Close(w)        | Close                        | ok Wait, or its panic *)
(*                                                                         *)
(* A worker is gone once the channel is closed and empty: it has no step   *)
(* then. Go makes the list longer in two steps, of which two Gos may take  *)
(* the first one at a time, if Together. Not covered: the context, and     *)
(* functions that were handed in before GOMAXPROCS.                        *)
(***************************************************************************)
EXTENDS Integers, Sequences, FiniteSets

CONSTANTS Fns,      \* functions, each handed in at most once
          Workers,  \* as many as fit into the channel
          Waits,    \* calls of Wait
          Inside,   \* functions are handed in also while, and after, Wait is called
          Together, \* several functions are handed in at a time
          Again,    \* a Wait may begin after, or during, another
          Hows,     \* how functions end: "returns", "fails", "exits"
          Nobody    \* not a function

VARIABLES chan, list, longer, closed, count, handed, begun, at, err, waiting, found, sent,
          panicked

vars == <<chan, list, longer, closed, count, handed, begun, at, err, waiting, found, sent,
          panicked>>

\* at[k]: what a worker runs, Nobody, or "dead". begun[f]: how often f has begun.
\* longer[f]: the list that Go of f is about to write, and <<>> if it is not.
Early == \A w \in Waits : waiting[w] = "new"
Through(f) == f \in handed /\ longer[f] = <<>>
AnyEarly == \A f \in Fns : Through(f)
Running(f) == \E k \in Workers : at[k] = f

TypeOK ==
  /\ \A i \in 1..Len(chan) : chan[i] \in Fns
  /\ Len(chan) <= Cardinality(Workers)
  /\ \A i \in 1..Len(list) : list[i] \in Fns
  /\ \A f \in Fns : longer[f] # <<>> => longer[f][Len(longer[f])] = f
  /\ closed \in BOOLEAN /\ panicked \in BOOLEAN
  /\ count \in Int
  /\ handed \subseteq Fns
  /\ begun \in [Fns -> 0..Cardinality(Waits) + 1]
  /\ at \in [Workers -> Fns \cup {Nobody, "dead"}]
  /\ err \in Fns \cup {Nobody}
  /\ waiting \in [Waits -> {"new", "sends", "counts", "closes", "back"}]
  /\ found \in [Waits -> 0..Cardinality(Fns)]
  /\ sent \in [Waits -> 0..Cardinality(Fns)]

Init ==
  /\ chan = <<>> /\ list = <<>> /\ longer = [f \in Fns |-> <<>>] /\ closed = FALSE /\ count = 0
  /\ handed = {} /\ begun = [f \in Fns |-> 0]
  /\ at = [k \in Workers |-> Nobody]
  /\ err = Nobody
  /\ waiting = [w \in Waits |-> "new"]
  /\ found = [w \in Waits |-> 0] /\ sent = [w \in Waits |-> 0]
  /\ panicked = FALSE

TheWaits == <<waiting, found, sent>>

HandIn(f) ==
  /\ f \notin handed /\ (Early \/ Inside) /\ handed' = handed \cup {f}
  /\ Together \/ \A g \in handed : Through(g)
  /\ count' = count + 1
  /\ IF closed
     THEN panicked' = TRUE /\ UNCHANGED <<chan, longer>>
     ELSE /\ UNCHANGED panicked
          /\ IF Len(chan) < Cardinality(Workers)
             THEN chan' = Append(chan, f) /\ UNCHANGED longer
             ELSE longer' = [longer EXCEPT ![f] = Append(list, f)] /\ UNCHANGED chan
  /\ UNCHANGED <<list, closed, begun, at, err, TheWaits>>

Write(f) ==
  /\ longer[f] # <<>> /\ list' = longer[f] /\ longer' = [longer EXCEPT ![f] = <<>>]
  /\ UNCHANGED <<chan, closed, count, handed, begun, at, err, TheWaits, panicked>>

Receive(k) ==
  /\ at[k] = Nobody /\ chan # <<>>
  /\ at' = [at EXCEPT ![k] = Head(chan)] /\ chan' = Tail(chan)
  /\ begun' = [begun EXCEPT ![Head(chan)] = @ + 1]
  /\ UNCHANGED <<list, longer, closed, count, handed, err, TheWaits, panicked>>

End(k, how) ==
  /\ at[k] \in Fns
  /\ err' = IF how = "fails" /\ err = Nobody THEN at[k] ELSE err
  /\ count' = count - 1
  /\ at' = [at EXCEPT ![k] = IF how = "exits" THEN "dead" ELSE Nobody]
  /\ UNCHANGED <<chan, list, longer, closed, handed, begun, TheWaits, panicked>>

CallWait(w) ==
  /\ waiting[w] = "new" /\ (Early \/ Again) /\ (Inside \/ AnyEarly)
  /\ waiting' = [waiting EXCEPT ![w] = IF list = <<>> THEN "counts" ELSE "sends"]
  /\ found' = [found EXCEPT ![w] = Len(list)]
  /\ UNCHANGED <<chan, list, longer, closed, count, handed, begun, at, err, sent, panicked>>

Send(w) ==
  /\ waiting[w] = "sends"
  /\ IF closed
     THEN /\ panicked' = TRUE /\ waiting' = [waiting EXCEPT ![w] = "back"]
          /\ UNCHANGED <<chan, sent>>
     ELSE /\ Len(chan) < Cardinality(Workers)
          /\ chan' = Append(chan, list[sent[w] + 1])
          /\ sent' = [sent EXCEPT ![w] = @ + 1]
          /\ waiting' = [waiting EXCEPT ![w] = IF sent'[w] = found[w] THEN "counts" ELSE "sends"]
          /\ UNCHANGED panicked
  /\ UNCHANGED <<list, longer, closed, count, handed, begun, at, err, found>>

Zero(w) ==
  /\ waiting[w] = "counts" /\ count = 0
  /\ waiting' = [waiting EXCEPT ![w] = "closes"]
  /\ UNCHANGED <<chan, list, longer, closed, count, handed, begun, at, err, found, sent, panicked>>

Close(w) ==
  /\ waiting[w] = "closes" /\ waiting' = [waiting EXCEPT ![w] = "back"]
  /\ panicked' = (panicked \/ closed) /\ closed' = TRUE
  /\ UNCHANGED <<chan, list, longer, count, handed, begun, at, err, found, sent>>

Works(k) == Receive(k) \/ \E how \in Hows : End(k, how)
Goes(w) == Send(w) \/ Zero(w) \/ Close(w)
Next ==
  \/ \E f \in Fns : HandIn(f) \/ Write(f)
  \/ \E k \in Workers : Works(k)
  \/ \E w \in Waits : CallWait(w) \/ Goes(w)

\* What was begun goes on, and functions end.
SpecFair ==
  /\ Init /\ [][Next]_vars
  /\ \A f \in Fns : WF_vars(Write(f))
  /\ \A k \in Workers : WF_vars(Works(k))
  /\ \A w \in Waits : WF_vars(Goes(w))

----------------------------------------------------------------------------
\* A function that was handed in begins (KR5 without a Wait).
BeginsAnyway == \A f \in Fns : f \in handed ~> begun[f] > 0

\* Nothing begins in a failed group (KR6).
NothingAfterFailure == [][\A f \in Fns : begun'[f] > begun[f] => err = Nobody]_vars

\* Neither Go nor Wait panics (KR7).
NobodyPanics == ~panicked

\* Every Wait ends if functions do (KR8, KR9).
WaitsEnd == \A w \in Waits : waiting[w] \in {"sends", "counts", "closes"} ~> waiting[w] = "back"

\* A function runs once (KR11), and the counter is not below zero.
RunsOnce == \A f \in Fns : begun[f] <= 1
CountHolds == count >= 0
=============================================================================
