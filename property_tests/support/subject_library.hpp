#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_SUBJECT_LIBRARY_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_SUBJECT_LIBRARY_HPP_

#include "property_tests/adapters/adapter.hpp"

namespace gosync::property {

// The adapter under test: the library that the environment variable GOSYNC_ADAPTER names, or
// else the one that this program was built to test (GOSYNC_DEFAULT_ADAPTER). Ends
// the program if it cannot be loaded.
const adapters::Adapter& LoadAdapter(const char* default_path);

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_SUBJECT_LIBRARY_HPP_
