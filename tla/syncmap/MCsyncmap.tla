----------------------------- MODULE MCsyncmap -----------------------------
(***************************************************************************)
(* What TLC needs to run syncmap.tla, and the wrong versions of its        *)
(* decisions. Where stress/mutants/syncmap/ID_Name.patch is the same       *)
(* mistake, it has the same name.                                          *)
(***************************************************************************)
EXTENDS syncmap

O(f, k, v, o) == [f |-> f, k |-> k, v |-> v, o |-> o]
OnKey(k) == {O("Load", k, 0, 0), O("Swap", k, 1, 0), O("LoadOrStore", k, 1, 0), O("LoadAndDelete", k, 0, 0),
             O("CompareAndSwap", k, 1, 1), O("CompareAndDelete", k, 0, 1)}
AllOps == OnKey(1) \cup {O("Swap", 2, 1, 0), O("Load", 2, 0, 0), O("Clear", 1, 0, 0), O("Range", 1, 0, 0)}
FewOps == {O("Load", 1, 0, 0), O("Swap", 1, 1, 0), O("Swap", 2, 1, 0), O("Range", 1, 0, 0)}

LockOps == {O("LoadOrStore", 1, 1, 0), O("CompareAndSwap", 1, 1, 1), O("Swap", 2, 1, 0)}
DeleteOps == {O("Load", 1, 0, 0), O("LoadAndDelete", 1, 0, 0)}

(* The wrong decisions. *)
MP8_NoSecondLook         == FALSE  \* LooksAgain
MP8_NilNotExpunged       == FALSE  \* NilIsExpunged
MP8_ExpungedStaysInDirty == FALSE  \* ExpungedIsLeftOut
MP14_UnexpungeNotInDirty == FALSE  \* UnexpungedIsInserted
MP14_SwapIgnoresExpunged == FALSE  \* SwapMindsExpunged
MP19_StaysAmended        == FALSE  \* PromotionEndsAmended
MP1_ClearKeepsDirty      == FALSE  \* ClearForgetsDirty
MP1_DeleteTakesTwice     == FALSE  \* SetMindsOthers
MP4_LockKept             == FALSE  \* GivesLockBack
Type_DeletedIsUnknown    == -2     \* Deleted
============================================================================
