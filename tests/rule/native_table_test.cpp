#include "rule/native_table.h"

#include <gtest/gtest.h>

#include "model/loader.h"
#include "model/print.h"

namespace tf::rule {
namespace {

BoxedTable table_of(const std::string& cell, const std::string& values) {
  BoxedTable out;
  out.source.inputs = {{"", "a", {}}};
  TableOutput output;
  output.name = "size";
  out.source.outputs = {output};
  out.source.rules = {{"1", {cell}, {"\"big\""}, ""}};
  out.output_values = {values};
  out.default_output = {""};
  return out;
}

TEST(NativeTable, WhatTheFormCannotHoldIsLeftToTheGraph) {
  EXPECT_NE(write_native_table(table_of("> 1", "\"small\", \"big\""), "t", "T"), nullptr);
  EXPECT_EQ(write_native_table(table_of("\"a\nb\"", ""), "t", ""), nullptr);   // two lines
  EXPECT_EQ(write_native_table(table_of("a | b", ""), "t", ""), nullptr);      // a new cell
  EXPECT_EQ(write_native_table(table_of("> 1", "[1..2]"), "t", ""), nullptr);  // no choices
  BoxedTable allowed = table_of("> 1", "");
  allowed.source.inputs[0].allowed = {"[0..9]"};
  EXPECT_NE(write_native_table(allowed, "t", ""), nullptr);
  allowed.source.inputs[0].allowed = {"\"a\nb\""};
  EXPECT_EQ(write_native_table(allowed, "t", ""), nullptr);  // two lines
  BoxedTable named = table_of("> 1", "");
  named.source.outputs[0].name = "the size";
  EXPECT_EQ(write_native_table(named, "t", ""), nullptr);
}

TEST(NativeTable, ReadsWhatItWrote) {
  BoxedTable given = table_of("\"x | y\", \"z\"", "\"small\", \"big\"");
  given.source.inputs[0].allowed = {"\"x | y\", \"z\", \"w\""};
  const auto root = write_native_table(given, "t", "T");
  ASSERT_NE(root, nullptr);
  model::Diagnostics findings;
  const auto document = model::read_document("t.yaml", print_node(*root), findings);
  ASSERT_TRUE(findings.empty()) << to_text(findings, model::Language::en);
  const BoxedTable read = read_native_table(document);
  EXPECT_EQ(read.source.rules[0].inputs[0], "\"x | y\", \"z\"");
  EXPECT_EQ(read.source.inputs[0].allowed, given.source.inputs[0].allowed);
  EXPECT_EQ(read.output_values[0], "\"small\", \"big\"");
  EXPECT_EQ(read.source.hit, HitPolicy::unique);
}

}  // namespace
}  // namespace tf::rule
