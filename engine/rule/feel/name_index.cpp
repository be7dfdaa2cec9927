#include "rule/feel/name_index.h"

namespace tf::rule {

bool is_single_word(std::string_view name) {
  for (const char c : name) {
    const bool plain =
        (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    if (!plain && static_cast<unsigned char>(c) < 0x80) return false;
  }
  return !name.empty() && !(name[0] >= '0' && name[0] <= '9');
}

void NameIndex::add(std::string_view name, bool single_too) {
  if (is_single_word(name)) {
    if (single_too)
      by_first_[std::string(name)].push_back({std::string(name), {std::string(name)}});
    return;
  }
  const auto tokens = tokenize(name);
  if (!tokens || tokens->size() < 2) return;
  Entry entry{std::string(name), {}};
  for (const Token& token : *tokens)
    if (token.kind != TokenKind::end) entry.tokens.emplace_back(token.source);
  if (entry.tokens.size() == 1 && !single_too) return;
  by_first_[entry.tokens.front()].push_back(std::move(entry));
}

NameIndex::Match NameIndex::longest(std::span<const Token> at) const {
  Match best;
  if (at.empty()) return best;
  const auto found = by_first_.find(at.front().source);
  if (found == by_first_.end()) return best;
  for (const Entry& entry : found->second) {
    if (entry.tokens.size() <= best.tokens || entry.tokens.size() > at.size()) continue;
    bool fits = true;
    for (std::size_t i = 0; fits && i < entry.tokens.size(); ++i)
      fits = at[i].kind != TokenKind::text && at[i].kind != TokenKind::at &&
             at[i].source == entry.tokens[i];
    if (fits) best = {entry.name, entry.tokens.size()};
  }
  return best;
}

}  // namespace tf::rule
