#include "model/print_scalar.h"

#include <algorithm>

#include "base/text.h"
#include "model/shape.h"

namespace tf::model {

namespace {

constexpr std::string_view kIndicators = "\"'[]{}>|*&!%#`@,";

std::string lower(std::string_view text) {
  std::string out;
  for (const char c : text) out += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

// What some YAML reader takes for something else than text.
bool looks_typed(std::string_view text) {
  const std::string word = lower(text);
  for (const std::string_view typed : {"true", "false", "null", "~", ".inf", "-.inf", ".nan"})
    if (word == typed) return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return !text.empty() && ((text[0] >= '0' && text[0] <= '9') || text[0] == '.') &&
         text.find_first_not_of("0123456789.eExXoOabcdefABCDEF_") == text.npos;
}

bool ambiguous(std::string_view text) {
  const std::string word = lower(text);
  return word == "yes" || word == "no" || word == "on" || word == "off";
}

bool plain_is_safe(std::string_view text, bool in_flow) {
  if (text.empty() || text.front() == ' ' || text.back() == ' ' || text.back() == ':') return false;
  if (kIndicators.find(text.front()) != kIndicators.npos) return false;
  if ((text.front() == '-' || text.front() == '?' || text.front() == ':') &&
      (text.size() == 1 || text[1] == ' ' || in_flow))
    return false;
  if (text.starts_with("---") || text.starts_with("...")) return false;
  if (text.find(": ") != text.npos || text.find(" #") != text.npos) return false;
  if (in_flow && (text.find_first_of(",[]{}") != text.npos)) return false;
  return std::ranges::none_of(text, [](char c) { return c == '\n' || c == '\t'; }) &&
         !ambiguous(text) && text != "~";
}

std::string in_quotes(std::string_view text) {
  const bool escapes = text.find('\n') != text.npos || text.find('\t') != text.npos;
  if (!escapes && (text.find('"') != text.npos || text.find('\\') != text.npos)) {
    std::string out = "'";
    for (const char c : text) {
      out += c;
      if (c == '\'') out += c;
    }
    return out + "'";
  }
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\t') {
      out += "\\t";
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + "\"";
}

}  // namespace

bool needs_block(const Node& node) {
  if (!node.is_scalar()) return false;
  // A table of one line, too, is understood only as a block.
  if (node.block && node.form != nullptr && node.form->scalar == Scalar::table) return true;
  if (node.text.find('\n') == node.text.npos) return false;
  // A first line that begins with a blank, or a blank before a line's end, does not survive |.
  return !node.text.starts_with(' ') && !node.text.starts_with('\n') &&
         node.text.find(" \n") == node.text.npos;
}

std::string scalar_text(std::string_view text, bool in_flow, bool quoted, bool keep) {
  if (!plain_is_safe(text, in_flow)) return in_quotes(text);
  if (quoted && (keep || looks_typed(text))) return in_quotes(text);
  return std::string(text);
}

}  // namespace tf::model
