// The small grammar: the few strings with inner structure that are neither FEEL nor words of time
// (LANGUAGE §2). Each parser takes canonical English text (shape.h has been over it) and answers
// nothing when the text is not of its form; the shape check has then already said so. Threads: any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tf::model {

// "required list of text", "choice of played busy", "moment".
struct FieldType {
  bool required = false;
  bool list = false;
  std::string type;                  // of the item when `list`
  std::vector<std::string> choices;  // of "choice of a b"
};
std::optional<FieldType> parse_field_type(std::string_view text);
bool is_field_type(std::string_view word);

// "households as h": the source text before the last " as ", and the name.
struct EachClause {
  std::string expression;
  std::string name;
  std::size_t name_offset = 0;  // bytes from the start of the text
};
std::optional<EachClause> parse_each(std::string_view text);

// step id | end | continue
struct Target {
  enum class Kind : unsigned char { step, end, go_on };
  Kind kind = Kind::step;
  std::string step;
};
std::optional<Target> parse_target(std::string_view text);

// "60%"
std::optional<std::int64_t> parse_percent(std::string_view text);
// "2/3"
struct Fraction {
  std::int64_t part = 0;
  std::int64_t whole = 1;
};
std::optional<Fraction> parse_fraction(std::string_view text);

// join: all any none 2 60% · meet: all any 2 live "3 tokens" · sign: all any "in turn" 2 60%
struct Quota {
  enum class Kind : unsigned char { all, any, none, count, percent, live, tokens, in_turn };
  Kind kind = Kind::all;
  std::int64_t number = 0;  // of count, percent, tokens
};
std::optional<Quota> parse_join(std::string_view text);
std::optional<Quota> parse_meet(std::string_view text);
std::optional<Quota> parse_sign(std::string_view text);

// Letters of any script, digits, and `mark` ('-' for ids, '_' for names); not empty, no digit or
// mark first for names.
bool is_id(std::string_view text);
bool is_name(std::string_view text);
bool is_reference(std::string_view text);  // ids and names with . between

}  // namespace tf::model
