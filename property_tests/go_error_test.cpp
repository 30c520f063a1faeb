// Error values: one example a clause of docs/go_panic.md.

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "gosync/go/error.hpp"
#include "gosync/go/spawn.hpp"

namespace {

namespace go = gosync::go;
using go::Error;

class NotFound : public go::ErrorObject {
 public:
  explicit NotFound(std::string key) : key(std::move(key)) {}
  std::string Text() const override { return key + " not found"; }
  const std::string key;
};

class Temporary : public go::ErrorObject {
 public:
  explicit Temporary(Error kind) : kind_(std::move(kind)) {}
  std::string Text() const override { return "try again"; }
  bool Is(const Error& target) const override { return target == kind_; }

 private:
  const Error kind_;
};

TEST(GoError, GP18_AnErrorIsEqualToItselfOnly) {
  const Error a = go::NewError("same"), b = go::NewError("same"), copy = a;
  EXPECT_EQ(a, copy);
  EXPECT_FALSE(a == b);
  EXPECT_TRUE(a);
  EXPECT_FALSE(Error());
  EXPECT_EQ(Error(), nullptr);
}

TEST(GoError, GP19_TextOfNilIsANilDereference) {
  EXPECT_EQ(go::NewError("text").Text(), "text");
  EXPECT_EQ(go::RunRoot([] { Error().Text(); }).value.Text(),
            "runtime error: invalid memory address or nil pointer dereference");
}

TEST(GoError, GP20_WrapErrorAddsItsTextAndKeepsTheError) {
  const Error inner = go::NewError("inner");
  const Error outer = go::WrapError("outer", inner);
  EXPECT_EQ(outer.Text(), "outer: inner");
  EXPECT_EQ(go::Unwrap(outer), inner);
  EXPECT_EQ(go::Unwrap(inner), nullptr);
  EXPECT_EQ(go::Unwrap(nullptr), nullptr);
}

TEST(GoError, GP21_IsLooksThroughWrappings) {
  const Error kind = go::NewError("kind");
  const Error err = go::WrapError("b", go::WrapError("a", kind));
  EXPECT_TRUE(go::Is(err, kind));
  EXPECT_TRUE(go::Is(err, err));
  EXPECT_FALSE(go::Is(kind, err));
  EXPECT_TRUE(go::Is(go::WrapError("c", go::MakeError<Temporary>(kind)), kind));
  EXPECT_TRUE(go::Is(nullptr, nullptr));
  EXPECT_FALSE(go::Is(err, nullptr));
  EXPECT_FALSE(go::Is(nullptr, err));
}

TEST(GoError, GP22_AsFindsAnErrorByItsType) {
  const Error inner = go::MakeError<NotFound>("k");
  const Error outer = go::WrapError("load", inner);
  ASSERT_NE(go::As<NotFound>(outer), nullptr);
  EXPECT_EQ(go::As<NotFound>(outer)->key, "k");
  EXPECT_EQ(Error(go::As<NotFound>(outer)), inner);
  EXPECT_EQ(outer.As<NotFound>(), nullptr);
  EXPECT_NE(inner.As<NotFound>(), nullptr);
  EXPECT_EQ(go::As<Temporary>(outer), nullptr);
  EXPECT_EQ(go::As<NotFound>(nullptr), nullptr);
}

}  // namespace
