#include "api/url.h"

#include "base/text.h"

namespace tf::api {
namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool decode(std::string_view raw, bool plus_is_blank, std::string& out) {
  for (std::size_t i = 0; i < raw.size(); ++i) {
    if (raw[i] == '+' && plus_is_blank) {
      out += ' ';
    } else if (raw[i] != '%') {
      out += raw[i];
    } else {
      const int high = i + 2 < raw.size() ? hex(raw[i + 1]) : -1;
      const int low = i + 2 < raw.size() ? hex(raw[i + 2]) : -1;
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return true;
}

bool printable(std::string_view text) {
  bool plain = true;
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') return false;
    plain = plain && static_cast<unsigned char>(c) < 0x80;
  }
  return plain || !first_bad_utf8(text);
}

}  // namespace

bool Target::parse(std::string_view target) {
  count_ = 0;
  query_.clear();
  const std::size_t mark = target.find('?');
  std::string_view path = target.substr(0, mark);
  if (path.empty() || path.front() != '/') return false;
  path.remove_prefix(1);
  while (!path.empty()) {
    const std::size_t slash = path.find('/');
    if (!add_segment(path.substr(0, slash))) return false;
    if (slash == std::string_view::npos) break;
    path.remove_prefix(slash + 1);
  }
  return mark == std::string_view::npos || parse_query(target.substr(mark + 1));
}

bool Target::add_segment(std::string_view raw) {
  if (raw.empty() || count_ == kSegments) return false;
  std::string_view segment = raw;
  if (raw.find('%') != std::string_view::npos) {
    std::string& own = decoded_[count_];
    own.clear();
    if (!decode(raw, false, own)) return false;
    segment = own;
  }
  if (segment == "." || segment == ".." || !printable(segment)) return false;
  if (segment.find_first_of("/\\") != std::string_view::npos) return false;
  segments_[count_++] = segment;
  return true;
}

bool Target::parse_query(std::string_view raw) {
  while (!raw.empty()) {
    const std::size_t end = raw.find('&');
    const std::string_view pair = raw.substr(0, end);
    raw = end == std::string_view::npos ? std::string_view{} : raw.substr(end + 1);
    if (pair.empty()) continue;
    if (query_.size() == kParameters) return false;
    const std::size_t equals = pair.find('=');
    auto& [name, value] = query_.emplace_back();
    if (!decode(pair.substr(0, equals), true, name)) return false;
    if (equals != std::string_view::npos && !decode(pair.substr(equals + 1), true, value))
      return false;
    if (!printable(name) || !printable(value)) return false;
  }
  return true;
}

const std::string* Target::find(std::string_view name) const {
  for (auto it = query_.rbegin(); it != query_.rend(); ++it)
    if (it->first == name) return &it->second;
  return nullptr;
}

}  // namespace tf::api
