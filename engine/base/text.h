// Text helpers: joining, UTF-8, display width, edit distance. No locale: the same everywhere.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tf {

// cat("task ", 7, " is ", name): one string from pieces (text, characters, integers, bool).
inline void append_piece(std::string& out, std::string_view piece) {
  out += piece;
}
inline void append_piece(std::string& out, const char* piece) {
  out += piece;
}
inline void append_piece(std::string& out, char piece) {
  out += piece;
}
inline void append_piece(std::string& out, bool piece) {
  out += piece ? "true" : "false";
}
template <class T>
  requires std::is_integral_v<T>
void append_piece(std::string& out, T piece) {
  out += std::to_string(piece);
}
template <class... Pieces>
std::string cat(const Pieces&... pieces) {
  std::string out;
  (append_piece(out, pieces), ...);
  return out;
}

std::string join(std::span<const std::string> parts, std::string_view between);
std::vector<std::string_view> split(std::string_view text, char at);  // keeps empty parts
std::string_view trim(std::string_view text);  // ASCII blanks and tabs, CR, LF
inline bool is_digit(char c) {                 // ASCII
  return c >= '0' && c <= '9';
}
std::string two_digits(int n);  // 07; n below 100
bool contains(std::span<const std::string> texts, std::string_view text);
bool starts_with_word(std::string_view text, std::string_view word);

// The byte offset of the first invalid UTF-8 sequence (overlong, surrogate, beyond U+10FFFF, cut
// off).
std::optional<std::size_t> first_bad_utf8(std::string_view text);
// Number of code points; `text` must be valid UTF-8.
std::size_t count_points(std::string_view text);
// Appends one code point as UTF-8.
void append_utf8(std::string& out, char32_t point);
// The next code point and its length in bytes; `text` non-empty and valid.
struct Point {
  char32_t value;
  std::size_t bytes;
};
Point first_point(std::string_view text);
// Columns on a terminal: CJK and full-width characters and emoji count two, combining marks none.
std::size_t display_width(std::string_view text);

// Damerau-Levenshtein distance in code points, at most `limit` + 1.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t limit);
// The candidate nearest to `word`, when it is near enough to be meant; the first of equals.
std::optional<std::string> closest(std::string_view word, std::span<const std::string> candidates);

}  // namespace tf
