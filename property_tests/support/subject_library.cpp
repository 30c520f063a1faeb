#include "property_tests/support/subject_library.hpp"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>

namespace gosync::property {

const adapters::Adapter& LoadAdapter(const char* default_path) {
  const char* chosen = std::getenv("GOSYNC_ADAPTER");
  const char* path = chosen != nullptr && *chosen != '\0' ? chosen : default_path;
  // Never closed: its threads may outlive every test.
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  void* entry = library == nullptr ? nullptr : dlsym(library, "GosyncAdapter");
  if (entry == nullptr) {
    std::fprintf(stderr, "no adapter: %s\n", dlerror());
    std::exit(EXIT_FAILURE);
  }
  return *reinterpret_cast<const adapters::Adapter* (*)()>(entry)();
}

}  // namespace gosync::property
