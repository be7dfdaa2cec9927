#include "rule/feel/scope_names.h"

#include <algorithm>
#include <array>

#include "rule/feel/builtins.h"

namespace tf::rule {
namespace {

constexpr std::array<std::string_view, 14> kKeywords = {
    "and",    "or", "in",  "between", "instance", "then",      "else",
    "return", "if", "for", "some",    "every",    "satisfies", "of"};

// Words that stand side by side: they can only be one name.
std::size_t words_together(std::span<const Token> at) {
  std::size_t n = 0;
  while (n < at.size() && at[n].kind == TokenKind::word && (n == 0 || !is_keyword(at[n]))) ++n;
  return n;
}

std::string joined(std::span<const Token> tokens) {
  std::string out;
  for (const Token& token : tokens) {
    if (!out.empty()) out += ' ';
    out += token.source;
  }
  return out;
}

}  // namespace

bool is_keyword(const Token& token) {
  return token.kind == TokenKind::word &&
         std::ranges::find(kKeywords, token.source) != kKeywords.end();
}

void ScopeNames::declare(const std::string& name) {
  frames_.back().names.push_back(name);
  if (!is_single_word(name)) odd_.add(name, true);
}

bool ScopeNames::in_filter() const {
  return std::ranges::any_of(frames_, [](const Frame& frame) { return frame.filter; });
}

bool ScopeNames::known_single(std::string_view word) const {
  for (const Frame& frame : frames_)
    if (std::ranges::find(frame.names, word) != frame.names.end()) return true;
  return names_.find(word).has_value() || find_builtin(word) != nullptr;
}

void ScopeNames::fill() {
  if (filled_) return;
  filled_ = true;
  for (const std::string& name : names_.odd()) odd_.add(name, false);
  for (const std::string& name : names_.members()) members_.add(name, false);
}

ScopeNames::Found ScopeNames::find(std::span<const Token> at) {
  const bool alone = at.size() < 2 || at[1].kind == TokenKind::end || at[1].is("(") ||
                     at[1].is(")") || at[1].is(",");
  if (!alone) fill();
  NameIndex::Match best = odd_.longest(at);
  if (const auto builtin = builtin_index().longest(at);
      builtin.tokens > best.tokens && at[builtin.tokens].is("("))
    best = builtin;
  const std::size_t words = words_together(at);
  if (best.tokens > 1 && best.tokens >= words) return {best.name, best.tokens, true};
  if (words <= 1 && known_single(at[0].source)) return {std::string(at[0].source), 1, true};
  if (in_filter() && words > 1) {
    if (const auto field = members_.longest(at); field.tokens >= words)
      return {field.name, field.tokens, false};
    return {joined(at.first(words)), words, false};
  }
  if (best.tokens > 0) return {best.name, best.tokens, true};
  if (known_single(at[0].source)) return {std::string(at[0].source), 1, true};
  if (const auto field = members_.longest(at); field.tokens > 1)
    return {field.name, field.tokens, false};
  return {joined(at.first(std::max<std::size_t>(words, 1))), std::max<std::size_t>(words, 1),
          false};
}

ScopeNames::Found ScopeNames::member(std::span<const Token> at) {
  fill();
  NameIndex::Match best = members_.longest(at);
  if (const auto other = odd_.longest(at); other.tokens > best.tokens) best = other;
  const std::size_t words = words_together(at);
  if (best.tokens >= words && best.tokens > 0) return {best.name, best.tokens, true};
  return {joined(at.first(words)), words, words > 0};
}

std::vector<std::string> ScopeNames::all(bool called) const {
  std::vector<std::string> out;
  for (const Frame& frame : frames_) out.insert(out.end(), frame.names.begin(), frame.names.end());
  for (std::string& name : names_.all()) out.push_back(std::move(name));
  if (called)
    for (std::string& name : builtin_names()) out.push_back(std::move(name));
  return out;
}

}  // namespace tf::rule
