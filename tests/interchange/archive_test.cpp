#include "interchange/archive.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace tf::interchange {
namespace {

// One header block of a tar archive as POSIX.1-1988 has it, with its content behind it.
std::string tar_entry(const std::string& name, const std::string& content, char type = '0',
                      const std::string& link = {}) {
  std::string block(512, '\0');
  block.replace(0, name.size(), name);
  block.replace(100, 7, "0000644");
  char size[12];
  std::snprintf(size, sizeof size, "%011zo", content.size());
  block.replace(124, 11, size);
  block.replace(136, 11, "00000000000");
  block.replace(148, 8, "        ");
  block[156] = type;
  block.replace(157, link.size(), link);
  block.replace(257, 8,
                std::string("ustar\0"
                            "00",
                            8));
  unsigned sum = 0;
  for (const char c : block) sum += static_cast<unsigned char>(c);
  char told[8];
  std::snprintf(told, sizeof told, "%06o", sum);
  block.replace(148, 7, std::string(told, 6) + '\0');
  std::string out = block + content;
  out.resize((out.size() + 511) / 512 * 512, '\0');
  return out;
}

// Said in Chinese, with nothing of the English sentence left in it.
bool is_chinese(const std::string& text) {
  for (const char* word : {" is ", " the ", " to ", " no ", " than ", ": "})
    if (text.find(word) != std::string::npos) return false;
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) >= 0xe4; });
}

std::string told(const std::string& entries, const ArchiveLimits& limits = {}) {
  const auto read = read_archive(entries + std::string(1024, '\0'), limits);
  if (read) return "fine";
  EXPECT_TRUE(is_chinese(read.error().zh)) << read.error().zh;
  return read.error().text;
}

TEST(Archive, WhatLeadsOutIsRefused) {
  const auto leads = [](const std::string& name) {
    return "'" + name + "' leads out of the folder, or is no plain name";
  };
  for (const std::string name : {"../a", "/etc/a", "a/../../b", "a//b", "C:/a", "a\\b", "a/./b"})
    EXPECT_EQ(told(tar_entry(name, "x")), leads(name)) << name;
  EXPECT_EQ(told(tar_entry("../a/", "", '5')), leads("../a"));
  EXPECT_EQ(told(tar_entry("a", "", '2', "/etc/passwd")),
            "a is a link or a device; only plain files are taken");
  EXPECT_EQ(told(tar_entry("a", "x") + tar_entry("b", "", '1', "a")),
            "b is a link or a device; only plain files are taken");
  EXPECT_EQ(told(tar_entry("a", "", '6')), "a is a link or a device; only plain files are taken");
  EXPECT_EQ(told(tar_entry("a", "x") + tar_entry("a", "y")), "a is there twice");
}

TEST(Archive, WhatIsNone) {
  EXPECT_EQ(told("a text, and a long one at that"), "this is no .tar.gz, .tar or .zip file");
  EXPECT_FALSE(read_archive(""));
  const std::string good = write_archive({{"a", std::string(5000, 'x')}}).value();
  EXPECT_FALSE(read_archive(good.substr(0, good.size() / 2)));
}

TEST(Archive, ABombStopsEarly) {
  ArchiveLimits limits;
  limits.file_bytes = 1U << 20U;
  limits.bytes = 3U << 20U;
  const auto text_of = [&](const ArchiveFiles& files) {
    const auto read = read_archive(write_archive(files).value(), limits);
    EXPECT_TRUE(read || is_chinese(read.error().zh)) << read.error().zh;
    return read ? "fine" : read.error().text;
  };
  EXPECT_EQ(text_of({{"a", std::string(9U << 20U, '\0')}}), "a unpacks to more than 1048576 bytes");
  ArchiveFiles many;
  for (const std::string name : {"a", "b", "c", "d"}) many[name] = std::string(1U << 20U, '\0');
  EXPECT_EQ(text_of(many), "the files unpack to more than 3145728 bytes, at d");
  limits.files = 2;
  EXPECT_EQ(text_of({{"a", ""}, {"b", ""}, {"c", ""}}), "more than 2 entries");
}

TEST(Archive, TheSameFilesGiveTheSameBytesAndComeBack) {
  const ArchiveFiles files = {
      {"town.yaml", "town: a\n"}, {"rules/町.yaml", "table: b\n"}, {"empty", ""}};
  const auto packed = write_archive(files);
  ASSERT_TRUE(packed);
  EXPECT_EQ(*packed, write_archive(files).value());
  EXPECT_EQ(read_archive(*packed).value(), files);
}

}  // namespace
}  // namespace tf::interchange
