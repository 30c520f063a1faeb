// The singleflight of 2019-02: its contract refuses it, its release model does not.

#include "property_tests/support/script.hpp"
#include "property_tests/support/variant.hpp"

namespace gosync::property {
namespace {

const Variant kVariant{GOSYNC_DEFAULT_ADAPTER, "singleflight@v0.0.0-20190227155943-e225da77a7e6"};

TEST(VariantUnconditional, IsRefusedByTheContract) {
  ExpectRefused(kVariant, "VariantUnconditional/IsRefusedByTheContract");
}

// Its other defect, SF4, is found sooner; so this looks at what is left if SF4 were allowed.
TEST(VariantUnconditional, IsRefusedByTheContractForSF5) {
  ExpectRefused(kVariant, "VariantUnconditional/IsRefusedByTheContractForSF5", {"SF4"});
}

TEST(VariantUnconditional, IsExplainedByItsRelease) {
  ExpectExplained(kVariant, "VariantUnconditional/IsExplainedByItsRelease",
                  SingleflightProgramsThatReturn());
}

// A panic or exit keeps the key and all joiners for ever, so these leave threads behind.
TEST(VariantUnconditional, PanicsAreExplainedByItsRelease) {
  ExpectExplained(kVariant, "VariantUnconditional/PanicsAreExplainedByItsRelease",
                  SingleflightPrograms(), /*programs=*/150);
}

// Nothing is deferred: who called is told, and all others wait until somebody forgets the key
// (SF9).
TEST(VariantUnconditional, NilFunctionKeepsTheKey) {
  Script s(LoadAdapter(kVariant.adapter), {}, /*record=*/false);
  EXPECT_EQ(s.Do("A", {"Do", {{"key", "k"}, {"fn", adapters::kNilFunction}}}),
            "panic nil dereference");
  EXPECT_EQ(s.Do("A", {"Forget", {{"key", "k"}}}), "returned");
  EXPECT_EQ(s.Do("A", {"Do", {{"key", "k"}, {"fn", "f1"}}}), "in f1");
}

}  // namespace
}  // namespace gosync::property
