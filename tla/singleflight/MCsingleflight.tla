--------------------------- MODULE MCsingleflight ---------------------------
(* How TLC runs singleflight: menus of operations, the properties for one     *)
(* process, and the wrong decisions.  No part of the specification.           *)
EXTENDS singleflight_properties, TLC

\* Processes are alike.  Never together with liveness.
Symmetry == Permutations(Procs)

MenuAll(p)      == Ops
MenuNoForget(p) == {"Do", "DoChan"}
MenuNoChan(p)   == {"Do", "Forget"}
MenuDo(p)       == {"Do"}

\* The processes are alike, so a property that holds of one holds of all.  TLC's
\* time for liveness grows with the number of formulas.
One == CHOOSE p \in Procs : TRUE
DoReturnsOne    == DoReturnsTo(One)
ChanDeliversOne == ChanDeliversTo(One)
PanicCrashesOne == PanicCrashesOf(One)
=============================================================================
