// Generated programs on the channels of the Go world, or on what GOSYNC_ADAPTER names, on real
// threads; judged by the model of docs/go_chan.md. The examples are in go_chan_test.cpp and
// go_select_test.cpp.

#include "property_tests/support/go_chan_programs.hpp"

#include <gtest/gtest.h>

#include <string>

#include "property_tests/support/expect.hpp"
#include "property_tests/support/script.hpp"
#include "property_tests/support/subject_library.hpp"

namespace gosync::property {
namespace {

const adapters::Adapter& Subject() {
  static const adapters::Adapter& adapter = LoadAdapter(GOSYNC_DEFAULT_ADAPTER);
  return adapter;
}

Fields Capacity(int64_t capacity) { return {{"cap", capacity}}; }
Call Send(const char* chan, const char* v) {
  return {"Send", {{"chan", std::string(chan)}, {"v", std::string(v)}}};
}
Call Receive(const char* chan) { return {"Receive", {{"chan", std::string(chan)}}}; }

// No history can show this: who waits is not seen (models/go_chan.hpp).
TEST(GoChan, GC3_WhoeverCameFirstIsServedFirst) {
  Script s(Subject(), Capacity(0));
  EXPECT_EQ(s.Do("A", Receive("ch0")), "blocked");
  EXPECT_EQ(s.Do("B", Receive("ch0")), "blocked");
  EXPECT_EQ(s.Do("C", Send("ch0", "v1")), "returned");
  EXPECT_EQ(s.Now("A"), "v=v1 ok=true");
  EXPECT_EQ(s.Now("B"), "blocked");
  EXPECT_EQ(s.Verdict(), "");
}

TEST(GoChan, GeneratedProgramsAreLegal) {
  ExpectLegal(Subject(), "GoChan/GeneratedProgramsAreLegal", "go_chan", GoChanPrograms(), 0.30);
}

}  // namespace
}  // namespace gosync::property
