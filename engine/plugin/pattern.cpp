#include "plugin/pattern.h"

#include <cstring>

namespace tf::plugin {

namespace {

constexpr std::int64_t kStep = 1;  // fuel of one step

// ASCII only, whatever the locale.
bool is_alpha(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool is_digit(unsigned char c) {
  return c >= '0' && c <= '9';
}
bool is_space(unsigned char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}
bool is_control(unsigned char c) {
  return c < 0x20 || c == 0x7f;
}
bool is_graph(unsigned char c) {
  return c > 0x20 && c < 0x7f;
}

bool in_class(unsigned char c, char name) {
  const bool upper = name >= 'A' && name <= 'Z';
  bool in = false;
  switch (upper ? name - 'A' + 'a' : name) {
    case 'a':
      in = is_alpha(c);
      break;
    case 'c':
      in = is_control(c);
      break;
    case 'd':
      in = is_digit(c);
      break;
    case 'g':
      in = is_graph(c);
      break;
    case 'l':
      in = c >= 'a' && c <= 'z';
      break;
    case 'p':
      in = is_graph(c) && !is_alpha(c) && !is_digit(c);
      break;
    case 's':
      in = is_space(c);
      break;
    case 'u':
      in = c >= 'A' && c <= 'Z';
      break;
    case 'w':
      in = is_alpha(c) || is_digit(c);
      break;
    case 'x':
      in = is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
      break;
    default:
      return static_cast<unsigned char>(name) == c;
  }
  return in != upper;
}

}  // namespace

std::size_t Pattern::match_at(std::size_t at) {
  level_ = 0;
  depth_ = 0;
  return match(at, 0);
}

// The end of the single-character item that starts at `p`.
std::size_t Pattern::item_end(std::size_t p) const {
  const char c = pattern_[p++];
  if (c == '%') {
    if (p >= pattern_.size()) throw PatternError{"malformed pattern (ends with '%')"};
    return p + 1;
  }
  if (c != '[') return p;
  if (at(p) == '^') ++p;
  do {
    if (p >= pattern_.size()) throw PatternError{"malformed pattern (missing ']')"};
    if (pattern_[p++] == '%') ++p;
  } while (p >= pattern_.size() || pattern_[p] != ']');
  return p + 1;
}

// `p` at '[', `end` at its ']'.
bool Pattern::in_set(unsigned char c, std::size_t p, std::size_t end) {
  meter_.spend(static_cast<std::int64_t>(end - p) / 4);
  bool found = true;
  if (at(p + 1) == '^') {
    found = false;
    ++p;
  }
  while (++p < end) {
    if (pattern_[p] == '%') {
      ++p;
      if (in_class(c, at(p))) return found;
    } else if (at(p + 1) == '-' && p + 2 < end) {
      if (static_cast<unsigned char>(pattern_[p]) <= c &&
          c <= static_cast<unsigned char>(pattern_[p + 2]))
        return found;
      p += 2;
    } else if (static_cast<unsigned char>(pattern_[p]) == c) {
      return found;
    }
  }
  return !found;
}

bool Pattern::single(std::size_t s, std::size_t p, std::size_t end) {
  meter_.spend(kStep);
  if (s >= subject_.size()) return false;
  const auto c = static_cast<unsigned char>(subject_[s]);
  switch (pattern_[p]) {
    case '.':
      return true;
    case '%':
      return in_class(c, pattern_[p + 1]);
    case '[':
      return in_set(c, p, end - 1);
    default:
      return static_cast<unsigned char>(pattern_[p]) == c;
  }
}

std::size_t Pattern::balance(std::size_t s, std::size_t p) {
  if (p + 1 >= pattern_.size()) throw PatternError{"malformed pattern (missing arguments to '%b')"};
  if (s >= subject_.size() || subject_[s] != pattern_[p]) return kNone;
  const char opens = pattern_[p], closes = pattern_[p + 1];
  std::size_t nested = 1;
  while (++s < subject_.size()) {
    meter_.spend(1);
    if (subject_[s] == closes) {
      if (--nested == 0) return s + 1;
    } else if (subject_[s] == opens) {
      ++nested;
    }
  }
  return kNone;
}

std::size_t Pattern::most(std::size_t s, std::size_t p, std::size_t end) {
  std::size_t count = 0;
  while (single(s + count, p, end)) ++count;
  for (;; --count) {
    if (const std::size_t found = match(s + count, end + 1); found != kNone) return found;
    if (count == 0) return kNone;
  }
}

std::size_t Pattern::least(std::size_t s, std::size_t p, std::size_t end) {
  for (;;) {
    if (const std::size_t found = match(s, end + 1); found != kNone) return found;
    if (!single(s, p, end)) return kNone;
    ++s;
  }
}

std::size_t Pattern::open(std::size_t s, std::size_t p, Capture::Kind kind) {
  if (level_ >= kMaxCaptures) throw PatternError{"too many captures"};
  captures_[level_] = {s, 0, kind};
  ++level_;
  const std::size_t found = match(s, p);
  if (found == kNone) --level_;
  return found;
}

std::size_t Pattern::close(std::size_t s, std::size_t p) {
  std::size_t index = level_;
  while (index > 0 && captures_[index - 1].kind != Capture::Kind::open) --index;
  if (index == 0) throw PatternError{"invalid pattern capture"};
  Capture& capture = captures_[index - 1];
  capture.kind = Capture::Kind::closed;
  capture.length = s - capture.begin;
  const std::size_t found = match(s, p);
  if (found == kNone) capture.kind = Capture::Kind::open;
  return found;
}

std::size_t Pattern::back_reference(std::size_t s, char digit) {
  const auto index = static_cast<std::size_t>(digit - '1');
  if (digit == '0' || index >= level_ || captures_[index].kind == Capture::Kind::open)
    throw PatternError{"invalid capture index in a pattern"};
  const Capture& capture = captures_[index];
  meter_.spend(static_cast<std::int64_t>(capture.length) / 16 + 1);
  if (subject_.size() - s < capture.length) return kNone;
  const bool same =
      capture.length == 0 ||
      std::memcmp(subject_.data() + s, subject_.data() + capture.begin, capture.length) == 0;
  return same ? s + capture.length : kNone;
}

// One item of the pattern. Either the whole answer, or `again` with s and p moved on.
std::size_t Pattern::step(std::size_t& s, std::size_t& p, bool& again) {
  again = false;
  switch (pattern_[p]) {
    case '(':
      return at(p + 1) == ')' ? open(s, p + 2, Capture::Kind::position)
                              : open(s, p + 1, Capture::Kind::open);
    case ')':
      return close(s, p + 1);
    case '$':
      if (p + 1 == pattern_.size()) return s == subject_.size() ? s : kNone;
      break;
    case '%':
      if (at(p + 1) == 'b') {
        s = balance(s, p + 2);
        p += 4;
        again = s != kNone;
        return kNone;
      }
      if (at(p + 1) == 'f') {
        p += 2;
        if (at(p) != '[') throw PatternError{"missing '[' after '%f' in pattern"};
        const std::size_t end = item_end(p);
        const auto before = static_cast<unsigned char>(s == 0 ? '\0' : subject_[s - 1]);
        const auto here = static_cast<unsigned char>(s < subject_.size() ? subject_[s] : '\0');
        if (in_set(before, p, end - 1) || !in_set(here, p, end - 1)) return kNone;
        p = end;
        again = true;
        return kNone;
      }
      if (is_digit(static_cast<unsigned char>(at(p + 1)))) {
        s = back_reference(s, at(p + 1));
        p += 2;
        again = s != kNone;
        return kNone;
      }
      break;
    default:
      break;
  }
  const std::size_t end = item_end(p);
  const char repeat = at(end);
  if (repeat == '*') return most(s, p, end);
  if (repeat == '-') return least(s, p, end);
  if (repeat == '+') return single(s, p, end) ? most(s + 1, p, end) : kNone;
  if (repeat == '?') {
    if (single(s, p, end))
      if (const std::size_t found = match(s + 1, end + 1); found != kNone) return found;
    p = end + 1;
    again = true;
    return kNone;
  }
  if (!single(s, p, end)) return kNone;
  ++s;
  p = end;
  again = true;
  return kNone;
}

std::size_t Pattern::match(std::size_t s, std::size_t p) {
  if (++depth_ > kMaxDepth) throw PatternError{"pattern too complex"};
  std::size_t answer = kNone;
  bool again = true;
  while (again) {
    meter_.spend(kStep);
    if (p >= pattern_.size()) {
      answer = s;
      break;
    }
    answer = step(s, p, again);
  }
  --depth_;
  return answer;
}

}  // namespace tf::plugin
