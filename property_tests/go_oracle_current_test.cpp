// go_oracle/expected.txt, with which the other go_oracle tests compare, is what Go prints.

#include <gtest/gtest.h>

#include <cstdio>
#include <string>
#include <utility>

#include "go_oracle/oracle.hpp"

namespace {

// What a command prints, and whether it succeeded.
std::pair<std::string, bool> Shell(const std::string& command) {
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char buffer[4096];
  while (size_t n = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, n);
  return {output, pclose(pipe) == 0};
}

TEST(GoOracle, ExpectedIsWhatGoPrints) {
  const std::string in_folder = "cd '" + go_oracle::Folder() + "' && GOTOOLCHAIN=local ";
  // The texts of crashes are those of 1.26, which go.mod asks for.
  if (!Shell(in_folder + "go list . 2>&1").second) GTEST_SKIP() << "there is no Go 1.26";
  const auto [output, succeeded] = Shell(in_folder + "timeout 120 go run .");
  EXPECT_TRUE(succeeded);
  EXPECT_EQ(output, go_oracle::ReadExpected())
      << "run `go run . > expected.txt` in property_tests/go_oracle, and look at the changes";
}

}  // namespace
