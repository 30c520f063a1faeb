// The singleflight of 2020-10: its contract refuses it, its release model does not.

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

}  // namespace
}  // namespace gosync::property
