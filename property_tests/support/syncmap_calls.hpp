#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_CALLS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_CALLS_HPP_

#include <string>

#include "property_tests/support/program.hpp"

namespace gosync::property {

// The operations of a map, by number.
enum MapOperation {
  kLoad,
  kStore,
  kLoadOrStore,
  kLoadAndDelete,
  kDelete,
  kSwap,
  kCas,
  kCad,
  kClear,
  kRange
};

// One of them; the key is "k" and its number, an empty string stands for nil.
Call MapCall(int operation, int key, const std::string& value, const std::string& old);

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SYNCMAP_CALLS_HPP_
