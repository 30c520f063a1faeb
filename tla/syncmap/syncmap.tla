------------------------------ MODULE syncmap ------------------------------
(***************************************************************************)
(* The map with a read and a dirty table. One step per access to shared    *)
(* memory: the pointer to read, the pointer of an entry, the lock. What is *)
(* touched under the lock only (dirty, misses) goes with the next such     *)
(* access. Clauses (MP1 ...) are in docs/syncmap.md.                       *)
(*                                                                         *)
(*  TLA+              | C++ (impl/gosync/syncmap_inl.hpp) | history        *)
(*  ------------------+-----------------------------------+--------------- *)
(*  read, dirty       | read_, dirty_                     | not visible    *)
(*  ptr[e]            | Entry::p                          | not visible    *)
(*  lock, misses      | mu_, misses_                      | not visible    *)
(*  Invoke(p)         | a call begins                     | invoke         *)
(*  ReadTable(p)      | Step ReadTable, RangeTable        | nothing        *)
(*  Lock(p)           | MutexLock                         | nothing        *)
(*  ReadTableAgain(p) | Step ReadTableAgain, Promote in   | nothing        *)
(*                    | Miss and Range, Clear             |                *)
(*  Unexpunge(p)      | Unexpunge                         | nothing        *)
(*  Exchange(p)       | Exchange in Swap                  | nothing        *)
(*  Expunge(p)        | Expunge, an entry each            | nothing        *)
(*  Amend(p)          | Show in Amend                     | nothing        *)
(*  Insert(p)         | Insert of a new entry             | nothing        *)
(*  Get(p), Set(p)    | Load and CompareExchange of an    | nothing        *)
(*                    | entry's pointer, all operations   |                *)
(*  Return(p)         | the call ends                     | ok             *)
(*                                                                         *)
(* Refinement: `conf` holds every state that a plain map, changed in one   *)
(* step per operation, can be in after what the callers have seen. It is   *)
(* never empty: the map refines the plain one (Linearizable).              *)
(*                                                                         *)
(* A run begins in any state in which the invariants hold, so short runs   *)
(* meet every structure. Not covered: memory order, reclamation, what a    *)
(* Range shows (here it only promotes), keys unequal to themselves.        *)
(***************************************************************************)
EXTENDS Integers, FiniteSets

CONSTANTS Procs, Keys, Entries, Ops

VARIABLES ptr, read, dirty, misses, lock, pc, op, ent, seen, res, todo, conf

vars == <<ptr, read, dirty, misses, lock, pc, op, ent, seen, res, todo, conf>>

Nil == 0          \* of ptr: deleted
Expunged == -1    \* of ptr: deleted, and not in dirty
NoEntry == 0      \* of a table
NoOne == 0        \* of lock
NoValue == 0      \* of the plain map, and of a result
Values == 1..3
NoOp == [f |-> "none", k |-> 1, v |-> 0, o |-> 0]
Empty == [k \in Keys |-> NoEntry]
NoResult == [v |-> NoValue, ok |-> FALSE]
Pending == [v |-> -1, ok |-> FALSE]
NotIn == [v |-> -2, ok |-> FALSE]

In(table) == {k \in Keys : table[k] # NoEntry}
Live(x) == x \in Values

----------------------------------------------------------------------------
(* The plain map. *)

After(o, m) ==   \* <<the map, the result>>
  LET x == m[o.k] there == x # NoValue IN
  CASE o.f = "Load"  -> <<m, [v |-> x, ok |-> there]>>
    [] o.f = "Swap"  -> <<[m EXCEPT ![o.k] = o.v], [v |-> x, ok |-> there]>>
    [] o.f = "LoadOrStore" ->
         <<[m EXCEPT ![o.k] = IF there THEN x ELSE o.v], [v |-> IF there THEN x ELSE o.v, ok |-> there]>>
    [] o.f = "LoadAndDelete" -> <<[m EXCEPT ![o.k] = NoValue], [v |-> x, ok |-> there]>>
    [] o.f = "CompareAndSwap" ->
         IF x = o.o THEN <<[m EXCEPT ![o.k] = o.v], [v |-> NoValue, ok |-> TRUE]>> ELSE <<m, NoResult>>
    [] o.f = "CompareAndDelete" ->
         IF x = o.o THEN <<[m EXCEPT ![o.k] = NoValue], [v |-> NoValue, ok |-> TRUE]>> ELSE <<m, NoResult>>
    [] o.f = "Clear" -> <<[k \in Keys |-> NoValue], NoResult>>
    [] OTHER -> <<m, NoResult>>   \* Range

Step1(S) ==
  S \cup UNION {{[map |-> After(op[p], c.map)[1], res |-> [c.res EXCEPT ![p] = After(op[p], c.map)[2]]] :
                 p \in {q \in Procs : c.res[q] = Pending}} : c \in S}

RECURSIVE Close(_)
Close(S) == IF Step1(S) = S THEN S ELSE Close(Step1(S))

----------------------------------------------------------------------------
(* Decisions; the wrong configurations replace one of them each. *)

LooksAgain == TRUE            \* under the lock, read is looked into once more
UnexpungedIsInserted == TRUE  \* what is unexpunged goes into dirty
NilIsExpunged == TRUE         \* building dirty expunges what is nil
SwapMindsExpunged == TRUE     \* no write without the lock into what is expunged
PromotionEndsAmended == TRUE
ClearForgetsDirty == TRUE
ExpungedIsLeftOut == TRUE     \* ... and does not enter them
SetMindsOthers == TRUE        \* a pointer is set only if it is still what was seen
GivesLockBack == TRUE         \* whoever has found an entry under the lock gives it back
Deleted == Nil                \* what a delete leaves

----------------------------------------------------------------------------
StructureOK ==
  /\ dirty.on => \A k \in In(read.m) : ptr[read.m[k]] # Expunged => dirty.m[k] = read.m[k]
  /\ \A k \in In(dirty.m) : ptr[dirty.m[k]] # Expunged
  /\ read.amended => dirty.on
  /\ ~read.amended => \A k \in Keys : dirty.m[k] \in {NoEntry, read.m[k]}
  /\ ~dirty.on => dirty.m = Empty /\ \A k \in In(read.m) : ptr[read.m[k]] # Expunged

Plain == [k \in Keys |->
  LET e == IF read.m[k] # NoEntry THEN read.m[k] ELSE dirty.m[k] IN
  IF e # NoEntry /\ Live(ptr[e]) THEN ptr[e] ELSE NoValue]

Init ==
  /\ ptr \in {f \in [Entries -> {Nil, Expunged, 1}] : \A e \in Entries \ Keys : f[e] = Nil}
  /\ \E m \in {f \in [Keys -> Entries \cup {NoEntry}] : \A k \in Keys : f[k] \in {NoEntry, k}} :
       \E a \in BOOLEAN : read = [m |-> m, amended |-> a]
  /\ \E m \in {f \in [Keys -> Entries \cup {NoEntry}] : \A k \in Keys : f[k] \in {NoEntry, k}} :
       \E on \in BOOLEAN : dirty = [m |-> m, on |-> on]
  /\ misses = 0
  /\ \A k \in Keys : k \notin In(read.m) \cup In(dirty.m) => ptr[k] = Nil
  /\ read.amended => In(dirty.m) \ In(read.m) # {}
  /\ StructureOK
  /\ lock = NoOne
  /\ pc = [p \in Procs |-> "idle"]
  /\ op = [p \in Procs |-> NoOp]
  /\ ent = [p \in Procs |-> NoEntry]
  /\ seen = [p \in Procs |-> Nil]
  /\ res = [p \in Procs |-> NoResult]
  /\ todo = [p \in Procs |-> {}]
  /\ conf = {[map |-> Plain, res |-> [p \in Procs |-> NotIn]]}

Invoke(p) ==
  /\ pc[p] = "idle" /\ op[p] = NoOp
  /\ \E o \in Ops : op' = [op EXCEPT ![p] = [o EXCEPT !.v = IF o.v = 0 THEN 0 ELSE 1 + p]]
  /\ pc' = [pc EXCEPT ![p] = IF op'[p].f = "Clear" THEN "lock" ELSE "start"]
  /\ conf' = {[c EXCEPT !.res[p] = Pending] : c \in conf}
  /\ UNCHANGED <<ptr, read, dirty, misses, lock, ent, seen, res, todo>>

Return(p) ==
  /\ pc[p] = "done"
  /\ pc' = [pc EXCEPT ![p] = "idle"]
  /\ ent' = [ent EXCEPT ![p] = NoEntry]
  /\ conf' = {[c EXCEPT !.res[p] = NotIn] : c \in {d \in Close(conf) : d.res[p] = res[p]}}
  /\ UNCHANGED <<ptr, read, dirty, misses, lock, op, seen, res, todo>>

Writes(f) == f \in {"Swap", "LoadOrStore"}

ReadTable(p) ==
  /\ pc[p] = "start"
  /\ LET e == read.m[op[p].k] IN
     IF op[p].f # "Range" /\ e # NoEntry
     THEN /\ pc' = [pc EXCEPT ![p] = "get"] /\ ent' = [ent EXCEPT ![p] = e] /\ UNCHANGED res
     ELSE /\ pc' = [pc EXCEPT ![p] = IF read.amended \/ Writes(op[p].f) THEN "lock" ELSE "done"]
          /\ res' = [res EXCEPT ![p] = NoResult] /\ UNCHANGED ent
  /\ UNCHANGED <<ptr, read, dirty, misses, lock, op, seen, todo, conf>>

Lock(p) ==
  /\ pc[p] = "lock" /\ lock = NoOne
  /\ lock' = p /\ pc' = [pc EXCEPT ![p] = "slow"]
  /\ UNCHANGED <<ptr, read, dirty, misses, op, ent, seen, res, todo, conf>>

\* A miss with dirty table d: promotes if there were enough.
Miss(d) ==
  IF misses + 1 >= Cardinality(In(d))
  THEN /\ read' = [m |-> d, amended |-> ~PromotionEndsAmended]
       /\ dirty' = [m |-> Empty, on |-> FALSE] /\ misses' = 0
  ELSE misses' = misses + 1 /\ dirty' = [m |-> d, on |-> TRUE] /\ UNCHANGED read

Finds(p) == IF LooksAgain THEN read.m[op[p].k] ELSE NoEntry

SlowWrite(p) ==
  LET k == op[p].k e == Finds(p) d == dirty.m[k] IN
  /\ CASE e # NoEntry -> pc' = [pc EXCEPT ![p] = "unexpunge"] /\ ent' = [ent EXCEPT ![p] = e] /\ UNCHANGED todo
       [] e = NoEntry /\ d # NoEntry ->
            pc' = [pc EXCEPT ![p] = IF op[p].f = "Swap" THEN "exchange" ELSE "get"]
            /\ ent' = [ent EXCEPT ![p] = d] /\ UNCHANGED todo
       [] e = NoEntry /\ d = NoEntry ->
            /\ pc' = [pc EXCEPT ![p] = IF read.amended THEN "insert" ELSE IF dirty.on THEN "amend" ELSE "expunge"]
            /\ todo' = [todo EXCEPT ![p] = In(read.m)] /\ UNCHANGED ent
  /\ UNCHANGED <<read, dirty, misses, lock, res>>

SlowOther(p) ==
  LET k == op[p].k e == Finds(p) f == op[p].f IN
  IF f = "Clear" THEN
    /\ read' = [m |-> Empty, amended |-> FALSE]
    /\ dirty' = IF ClearForgetsDirty THEN [m |-> Empty, on |-> FALSE] ELSE dirty
    /\ misses' = 0 /\ lock' = NoOne /\ pc' = [pc EXCEPT ![p] = "done"]
    /\ res' = [res EXCEPT ![p] = NoResult] /\ UNCHANGED <<ent, todo>>
  ELSE IF f = "Range" THEN
    /\ IF read.amended
       THEN read' = [m |-> dirty.m, amended |-> ~PromotionEndsAmended] /\ dirty' = [m |-> Empty, on |-> FALSE] /\ misses' = 0
       ELSE UNCHANGED <<read, dirty, misses>>
    /\ lock' = NoOne /\ pc' = [pc EXCEPT ![p] = "done"]
    /\ res' = [res EXCEPT ![p] = NoResult] /\ UNCHANGED <<ent, todo>>
  ELSE IF e # NoEntry \/ (LooksAgain /\ ~read.amended) THEN
    /\ ent' = [ent EXCEPT ![p] = e]
    /\ pc' = [pc EXCEPT ![p] = IF e = NoEntry THEN "done" ELSE "get"]
    /\ res' = [res EXCEPT ![p] = NoResult]
    \* CompareAndSwap goes on under the lock.
    /\ lock' = IF f = "CompareAndSwap" /\ e # NoEntry THEN p ELSE NoOne
    /\ UNCHANGED <<read, dirty, misses, todo>>
  ELSE
    LET d == dirty.m[k] IN
    /\ ent' = [ent EXCEPT ![p] = d]
    /\ pc' = [pc EXCEPT ![p] = IF d = NoEntry THEN "done" ELSE "get"]
    /\ res' = [res EXCEPT ![p] = NoResult]
    /\ lock' = IF f = "CompareAndSwap" /\ d # NoEntry THEN p ELSE NoOne
    /\ IF f = "CompareAndSwap" \/ ~dirty.on THEN UNCHANGED <<read, dirty, misses>>
       ELSE Miss(IF f = "LoadAndDelete" THEN [dirty.m EXCEPT ![k] = NoEntry] ELSE dirty.m)
    /\ UNCHANGED todo

ReadTableAgain(p) ==
  /\ pc[p] = "slow"
  /\ IF Writes(op[p].f) THEN SlowWrite(p) ELSE SlowOther(p)
  /\ UNCHANGED <<ptr, op, seen, conf>>

Unexpunge(p) ==
  /\ pc[p] = "unexpunge"
  /\ IF ptr[ent[p]] = Expunged
     THEN /\ ptr' = [ptr EXCEPT ![ent[p]] = Nil]
          /\ dirty' = IF UnexpungedIsInserted THEN [dirty EXCEPT !.m[op[p].k] = ent[p]] ELSE dirty
     ELSE UNCHANGED <<ptr, dirty>>
  /\ pc' = [pc EXCEPT ![p] = IF op[p].f = "Swap" THEN "exchange" ELSE "get"]
  /\ UNCHANGED <<read, misses, lock, op, ent, seen, res, todo, conf>>

Exchange(p) ==
  /\ pc[p] = "exchange"
  /\ LET x == ptr[ent[p]] IN
     res' = [res EXCEPT ![p] = [v |-> IF Live(x) THEN x ELSE NoValue, ok |-> Live(x)]]
  /\ ptr' = [ptr EXCEPT ![ent[p]] = op[p].v]
  /\ lock' = NoOne /\ pc' = [pc EXCEPT ![p] = "done"]
  /\ UNCHANGED <<read, dirty, misses, op, ent, seen, todo, conf>>

Expunge(p) ==
  /\ pc[p] = "expunge"
  /\ IF todo[p] = {}
     THEN pc' = [pc EXCEPT ![p] = "amend"] /\ dirty' = [dirty EXCEPT !.on = TRUE] /\ UNCHANGED <<ptr, todo>>
     ELSE LET k == CHOOSE x \in todo[p] : TRUE e == read.m[k] IN
          /\ todo' = [todo EXCEPT ![p] = todo[p] \ {k}]
          /\ IF ptr[e] \in {Nil, Expunged}
             THEN /\ ptr' = [ptr EXCEPT ![e] = IF NilIsExpunged THEN Expunged ELSE @]
                  /\ dirty' = IF ExpungedIsLeftOut THEN dirty ELSE [dirty EXCEPT !.m[k] = e]
             ELSE dirty' = [dirty EXCEPT !.m[k] = e] /\ UNCHANGED ptr
          /\ UNCHANGED pc
  /\ UNCHANGED <<read, misses, lock, op, ent, seen, res, conf>>

Amend(p) ==
  /\ pc[p] = "amend"
  /\ read' = [read EXCEPT !.amended = TRUE]
  /\ pc' = [pc EXCEPT ![p] = "insert"]
  /\ UNCHANGED <<ptr, dirty, misses, lock, op, ent, seen, res, todo, conf>>

Unused == Entries \ ({read.m[k] : k \in Keys} \cup {dirty.m[k] : k \in Keys} \cup {ent[q] : q \in Procs})

Insert(p) ==
  /\ pc[p] = "insert"
  /\ LET e == CHOOSE x \in Unused : TRUE IN
     /\ ptr' = [ptr EXCEPT ![e] = op[p].v]
     /\ dirty' = [dirty EXCEPT !.m[op[p].k] = e]
  /\ res' = [res EXCEPT ![p] = IF op[p].f = "Swap" THEN NoResult ELSE [v |-> op[p].v, ok |-> FALSE]]
  /\ lock' = NoOne /\ pc' = [pc EXCEPT ![p] = "done"]
  /\ UNCHANGED <<read, misses, op, ent, seen, todo, conf>>

\* Ends an operation on an entry; what still has the lock found it in dirty, and counts a miss.
Done(p, r) ==
  /\ pc' = [pc EXCEPT ![p] = "done"] /\ res' = [res EXCEPT ![p] = r]
  /\ lock' = IF lock = p /\ GivesLockBack THEN NoOne ELSE lock
  /\ IF lock = p /\ read.m[op[p].k] = NoEntry /\ dirty.on THEN Miss(dirty.m)
     ELSE UNCHANGED <<read, dirty, misses>>

Stays == UNCHANGED <<res, lock, read, dirty, misses>>

Get(p) ==
  /\ pc[p] = "get"
  /\ LET x == ptr[ent[p]] f == op[p].f there == Live(x) IN
     /\ seen' = [seen EXCEPT ![p] = x]
     /\ CASE f = "Load" -> Done(p, [v |-> IF there THEN x ELSE NoValue, ok |-> there])
          [] f = "Swap" -> /\ Stays
                           /\ pc' = [pc EXCEPT ![p] = IF x = Expunged /\ SwapMindsExpunged THEN "lock" ELSE "set"]
          [] f = "LoadOrStore" ->
               IF there THEN Done(p, [v |-> x, ok |-> TRUE])
               ELSE Stays /\ pc' = [pc EXCEPT ![p] = IF x = Expunged THEN "lock" ELSE "set"]
          [] f = "LoadAndDelete" ->
               IF there THEN Stays /\ pc' = [pc EXCEPT ![p] = "set"] ELSE Done(p, NoResult)
          [] OTHER -> IF x = op[p].o THEN Stays /\ pc' = [pc EXCEPT ![p] = "set"] ELSE Done(p, NoResult)
  /\ UNCHANGED <<ptr, op, ent, todo, conf>>

Set(p) ==
  /\ pc[p] = "set"
  /\ LET x == seen[p] f == op[p].f there == Live(x) IN
     IF ptr[ent[p]] # x /\ SetMindsOthers THEN pc' = [pc EXCEPT ![p] = "get"] /\ Stays /\ UNCHANGED ptr
     ELSE /\ ptr' = [ptr EXCEPT ![ent[p]] = IF f \in {"LoadAndDelete", "CompareAndDelete"} THEN Deleted ELSE op[p].v]
          /\ CASE f \in {"Swap", "LoadAndDelete"} -> Done(p, [v |-> IF there THEN x ELSE NoValue, ok |-> there])
               [] f = "LoadOrStore" -> Done(p, [v |-> op[p].v, ok |-> FALSE])
               [] OTHER -> Done(p, [v |-> NoValue, ok |-> TRUE])
  /\ UNCHANGED <<op, ent, seen, todo, conf>>

Moves(p) ==
  ReadTable(p) \/ Lock(p) \/ ReadTableAgain(p) \/ Unexpunge(p) \/ Exchange(p) \/ Expunge(p)
  \/ Amend(p) \/ Insert(p) \/ Get(p) \/ Set(p) \/ Return(p)

Over == (\A p \in Procs : pc[p] = "idle" /\ op[p] # NoOp) /\ UNCHANGED vars

Next == (\E p \in Procs : Invoke(p) \/ Moves(p)) \/ Over

Spec == Init /\ [][Next]_vars /\ \A p \in Procs : WF_vars(Moves(p))

----------------------------------------------------------------------------
TypeOK ==
  /\ ptr \in [Entries -> {Nil, Expunged} \cup Values]
  /\ read.m \in [Keys -> Entries \cup {NoEntry}] /\ read.amended \in BOOLEAN
  /\ dirty.m \in [Keys -> Entries \cup {NoEntry}] /\ dirty.on \in BOOLEAN
  /\ misses \in 0..3 /\ lock \in Procs \cup {NoOne}
  /\ \A p \in Procs : pc[p] \in {"idle", "start", "lock", "slow", "unexpunge", "exchange", "expunge", "amend",
                                 "insert", "get", "set", "done"}

DirtyHasAll == lock = NoOne /\ dirty.on =>
  \A k \in In(read.m) : ptr[read.m[k]] # Expunged => dirty.m[k] = read.m[k]
ExpungedIsOut == lock = NoOne => \A k \in In(dirty.m) : ptr[dirty.m[k]] # Expunged
AmendedHasDirty == lock = NoOne /\ read.amended => dirty.on
NotAmendedHidesNothing == lock = NoOne /\ ~read.amended => \A k \in Keys : dirty.m[k] \in {NoEntry, read.m[k]}
Linearizable == conf # {}

\* At the end, what everybody would find is what the plain map may hold.
FinalIsPlain == (\A p \in Procs : pc[p] = "idle") => \E c \in conf : c.map = Plain

EveryCallEnds == \A p \in Procs : (pc[p] # "idle") ~> (pc[p] = "idle")
============================================================================
