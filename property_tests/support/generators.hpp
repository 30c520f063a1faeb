#ifndef GOSYNC_PROPERTY_TESTS_SUPPORT_GENERATORS_HPP_
#define GOSYNC_PROPERTY_TESTS_SUPPORT_GENERATORS_HPP_

#include <rapidcheck.h>

namespace gosync::property {

// As rc::gen::inRange, but not scaled to the size of the case: programs are small at any size.
inline rc::Gen<int> InRange(int low, int end) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, end));
}

}  // namespace gosync::property

#endif  // GOSYNC_PROPERTY_TESTS_SUPPORT_GENERATORS_HPP_
