// The singleflight of 2020-10: its contract refuses it, its release model does not.

#include "property_tests/support/script.hpp"
#include "property_tests/support/variant.hpp"

namespace gosync::property {
namespace {

const Variant kVariant{GOSYNC_DEFAULT_ADAPTER, "singleflight@v0.0.0-20201020160332-67f06af15bc9"};

TEST(VariantForgotten, IsRefusedByTheContract) {
  ExpectRefused(kVariant, "VariantForgotten/IsRefusedByTheContract");
}

TEST(VariantForgotten, IsExplainedByItsRelease) {
  ExpectExplained(kVariant, "VariantForgotten/IsExplainedByItsRelease", SingleflightPrograms());
}

TEST(VariantForgotten, SF14_NilFunctionPanics) {
  Script s(LoadAdapter(kVariant.adapter), {}, /*record=*/false);
  EXPECT_EQ(s.Do("A", {"Do", {{"key", "k"}, {"fn", adapters::kNilFunction}}}),
            "panic (some object) around nil");
  EXPECT_EQ(s.Do("A", {"Do", {{"key", "k"}, {"fn", "f1"}}}), "in f1") << "the key is free";
}

// Like the contract; not for generated programs, which would end with it.
TEST(VariantForgottenDeathTest, SF10_PanicWithAChannelEndsTheProgram) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_DEATH(
      {
        Script s(LoadAdapter(kVariant.adapter), {}, /*record=*/false);
        s.Do("A", {"DoChan", {{"key", "k"}, {"fn", "f1"}, {"chan", "ch0"}}});
        s.End("f1", {.kind = Outcome::Kind::kPanic, .panic = "p1"});
      },
      "panic: p1");
}

}  // namespace
}  // namespace gosync::property
