----------------------- MODULE MCkratos_errgroup_v1 -----------------------
(* What TLC needs to run kratos_errgroup_v1.tla. *)
EXTENDS kratos_errgroup_v1, TLC

Symmetry == Permutations(Fns) \cup Permutations(Workers)
=============================================================================
