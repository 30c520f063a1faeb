// One small history for every clause of cond that must be accepted, and one that breaks it.

#include <gtest/gtest.h>

#include <string>

#include "models/tests/support/script.hpp"

namespace gosync::models {
namespace {

std::string Contract(const std::string& steps) {
  return tests::Judge("cond", {"cond", {}, steps}).verdict;
}

// One Cond c on the lock m, and p1 waits.
const char kOneWaits[] = R"(
    p0 NewCond c m false ->
    p1 Lock m ->
    p1 Wait c)";

// ... and p2 behind it, on its own process.
const char kTwoWait[] = R"(
    p0 NewCond c m false ->
    p1 Lock m ->
    p1 Wait c
    p2 Lock m ->
    p2 Wait c
    p3 Lock m ->
    p3 Unlock m ->)";

std::string WithOne(const std::string& steps) { return Contract(kOneWaits + ("\n" + steps)); }
std::string WithTwo(const std::string& steps) { return Contract(kTwoWait + ("\n" + steps)); }

TEST(Cond, CO1_TicketBeforeUnlock) {
  EXPECT_EQ(WithOne(R"(
    p0 Lock m ->               # so p1 has let go of it
    p0 Signal c ->
    p0 Unlock m ->
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(WithOne(R"(
    p0 Lock m ->
    p0 Broadcast c ->
    p0 Unlock m ->
    p0 Signal c ->
    end                        # it slept through both)"),
            "Stuck CO1");
}

TEST(Cond, CO1_ReturnsWithL) {
  EXPECT_EQ(WithOne(R"(
    p0 Lock m ->
    p0 Signal c ->
    * p1 ->)"),
            "Illegal CO1");
  EXPECT_EQ(WithOne(R"(
    p0 Lock m ->
    p0 Signal c ->
    end                        # p0 keeps L)"),
            "Legal");
  EXPECT_EQ(WithOne(R"(
    p0 Lock m
    end                        # p1 has not let go of L)"),
            "Stuck CO1");
}

TEST(Cond, CO2_OneAndTheFirst) {
  EXPECT_EQ(WithTwo(R"(
    p0 Signal c ->
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(WithTwo(R"(
    p0 Signal c ->
    * p2 ->)"),
            "Illegal CO2");
  EXPECT_EQ(WithTwo(R"(
    p0 Signal c ->
    p1 ->
    p1 Unlock m ->
    * p2 ->)"),
            "Illegal CO2");
  EXPECT_EQ(WithTwo(R"(
    p0 Signal c ->
    end                        # and wakes nobody)"),
            "Stuck CO2");
}

TEST(Cond, CO2_WokenInAnyOrder) {
  EXPECT_EQ(WithTwo(R"(
    p0 Signal c ->
    p0 Signal c ->
    p2 ->
    p2 Unlock m ->
    p1 ->
    end)"),
            "Legal");
}

TEST(Cond, CO2_NoMemory) {
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p0 Signal c ->
    p1 Lock m ->
    p1 Wait c
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 NewCond c m false ->
      p0 Signal c ->
      p1 Lock m ->
    * p1 Wait c ->)"),
            "Illegal CO2");
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p1 Lock m ->
    p0 Signal c
    p1 Wait c ->               # at the same time
    p0 ->
    end)"),
            "Legal");
}

TEST(Cond, CO3_AllAndNobodyElse) {
  EXPECT_EQ(WithTwo(R"(
    p0 Broadcast c ->
    p2 ->
    p2 Unlock m ->
    p1 ->
    end)"),
            "Legal");
  EXPECT_EQ(WithTwo(R"(
    p0 Broadcast c ->
    p1 ->
    p1 Unlock m ->
    end)"),
            "Stuck CO3");
  EXPECT_EQ(WithOne(R"(
    p0 Lock m ->
    p0 Broadcast c ->
    p0 Wait c
    p1 ->
    p1 Unlock m ->
    * p0 ->)"),
            "Illegal CO3");
}

TEST(Cond, CO3_NobodySteals) {
  EXPECT_EQ(WithOne(R"(
      p0 Lock m ->
      p0 Broadcast c ->
      p0 Wait c
    * p0 ->                    # B90: what was p1's
      end)"),
            "Illegal CO3");
}

TEST(Cond, CO4_NobodyWakesByHimself) {
  EXPECT_EQ(WithOne("end"), "Legal");
  EXPECT_EQ(WithOne("* p1 ->"), "Illegal CO4");
}

TEST(Cond, CO5_WithoutL) {
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p0 Wait c
    crash not-locked)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m true ->
    p0 Wait c
    crash not-rlocked)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p0 Wait c
    end)"),
            "Stuck CO5");
  EXPECT_EQ(WithOne("crash not-locked"), "Illegal CO5");
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p0 Signal c
    crash not-locked)"),
            "Illegal CO5");
}

TEST(Cond, CO5_SomebodyElsesLock) {
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p1 Lock m ->
    p0 Wait c                  # lets go of p1's lock
    p2 Lock m ->
    p2 Signal c ->
    p2 Unlock m ->
    p0 ->
    end)"),
            "Legal");
}

TEST(Cond, CO5_NilL) {
  EXPECT_EQ(Contract(R"(
    p0 NewCond c nil false ->
    p0 Signal c ->
    p0 Broadcast c ->
    p0 Wait c -> panic nil-call
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 NewCond c nil false ->
    p0 Wait c -> panic nil-call
    p0 SetL c m false ->
    p1 Lock m ->
    p1 Wait c
    p0 Signal c ->             # for the ticket that nobody has
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
      p0 NewCond c nil false ->
      p0 Wait c
      p1 Signal c ->
    * p0 ->)"),
            "Illegal CO5");
}

TEST(Cond, CO5_Copies) {
  const std::string used = R"(
      p0 NewCond c m false ->
      p0 Signal c ->
      p0 Copy c d ->)";
  EXPECT_EQ(Contract(used + R"(
      p0 Signal d -> panic copied
      p1 Lock m ->
      p1 Wait d -> panic copied
      p1 Unlock m ->
      p0 Signal c ->
      end)"),
            "Legal");
  EXPECT_EQ(Contract(used + R"(
    * p0 Broadcast d ->)"),
            "Illegal CO5");
  EXPECT_EQ(Contract(used + R"(
    * p0 Signal c -> panic copied)"),
            "Illegal CO5");
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p0 Copy c d ->             # not used yet
    p0 Signal d ->
    p0 Signal c ->
    end)"),
            "Legal");
}

TEST(Cond, CO5_CopiesAtTheSameTime) {
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p1 Signal c
    p0 Copy c d ->
    p0 Signal d -> panic copied
    p1 ->
    end)"),
            "Legal");
}

TEST(Cond, CO7_TheLThatItHasThen) {
  const std::string replaced = std::string(kOneWaits) + R"(
      p0 Lock m ->
      p0 Unlock m ->
      p0 Lock n ->
      p0 SetL c n false ->
      p0 Signal c ->)";
  EXPECT_EQ(Contract(replaced + R"(
    p0 Unlock n ->
    p1 ->
    p1 Unlock n ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(replaced + "\n* p1 ->"), "Illegal CO7");
}

TEST(Cond, CO8_SignalNeedsNoL) {
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p1 Lock m ->
    p0 Signal c ->
    p1 Broadcast c ->
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p0 NewCond c m false ->
    p1 Lock m ->
    p0 Signal c
    end                        # it waits for m)"),
            "Stuck CO8");
}

TEST(Cond, ReadersWaitTogether) {
  const std::string readers = R"(
      p0 NewCond c m true ->
      p1 RLock m ->
      p2 RLock m ->
      p2 Wait c
      p1 Wait c
      p0 Lock m ->
      p0 Signal c ->)";
  EXPECT_EQ(Contract(readers + R"(
      p0 Unlock m ->
      p1 ->                    # who was first nobody knows
      end)"),
            "Legal");
  EXPECT_EQ(Contract(readers + R"(
      p0 Unlock m ->
      p2 ->
      end)"),
            "Legal");
  EXPECT_EQ(Contract(readers + "\n* p1 ->"), "Illegal CO1");
}

TEST(Cond, ReadersMayHaveToLetAWriterPass) {
  EXPECT_EQ(Contract(R"(
    p1 RLock m ->
    p2 Lock m
    p3 RLock m
    end)"),
            "Legal");
  EXPECT_EQ(Contract(R"(
    p1 RLock m ->
    p3 RLock m
    end)"),
            "Stuck");
}

TEST(Cond, BadInput) {
  EXPECT_EQ(Contract("p0 Signal c"),
            "h:2:1: expected a Cond that a NewCond or Copy above has made, found c");
  EXPECT_EQ(Contract("p0 NewCond c m false ->\np0 NewCond c m false ->"),
            "h:4:1: expected a token of its own for the new Cond, found c");
}

}  // namespace
}  // namespace gosync::models
