// The names in scope at one place of a text while it is parsed: local frames above the
// surroundings' names.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "rule/feel/name_index.h"

namespace tf::rule {

class ScopeNames {
 public:
  explicit ScopeNames(const Names& names) : names_(names) {}

  void open(bool filter) { frames_.push_back({{}, filter}); }
  void close() { frames_.pop_back(); }
  std::size_t frames() const { return frames_.size(); }
  void declare(const std::string& name);  // in the innermost frame
  // A key of a context: it may follow a dot anywhere in the text.
  void declare_member(const std::string& name) { members_.add(name, false); }

  struct Found {
    std::string name;
    std::size_t tokens = 0;
    bool known = false;
  };
  // The name that starts at `at`. Unknown: the words that stand together there.
  Found find(std::span<const Token> at);
  // The name after a dot.
  Found member(std::span<const Token> at);
  bool in_filter() const;
  // For did-you-mean; the built-in functions only where something is called.
  std::vector<std::string> all(bool called) const;

 private:
  struct Frame {
    std::vector<std::string> names;
    bool filter = false;
  };
  bool known_single(std::string_view word) const;
  void fill();

  const Names& names_;
  std::vector<Frame> frames_;
  NameIndex odd_;      // names of the surroundings that hold more than one word
  NameIndex members_;  // of keys and of the surroundings
  bool filled_ = false;
};

bool is_keyword(const Token& token);

}  // namespace tf::rule
