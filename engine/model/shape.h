// The shape table: every file kind of the language, every map in it, every key with its Chinese
// name, the form of its value, a line of explanation in both languages and an example. One table
// drives the check here, the printer (print.h), the JSON Schemas (schema.h) and the reference.
//
// check_shape turns keys and words of the language into English in place (Entry.written keeps what
// the author wrote) and leaves on each node the form it was taken for (Node.form) and on each entry
// its row (Entry.known). Names are not looked up here: whether a step, field or deadline exists is
// the binder's question. Time: linear. Threads: any.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/diagnostics.h"
#include "model/node.h"

namespace tf::model {

struct Shape;

// What a scalar must be.
enum class Scalar : unsigned char {
  none,        // no scalar here
  any,         // any scalar
  text,        // words for people; placeholders <field>, <item.field>
  id,          // steps, files, workflows: letters of any script, digits, -
  name,        // fields, choices, outcomes: letters of any script, digits, _
  reference,   // an id or a name, with . between: line-3.out_of_village, payment.request, case.grid
  expression,  // FEEL: the text is the source
  truth,       // true or false
  whole,       // 0, 1, 2 …
  number,      // 1, 0.95
  word,        // one of `words`
  time,        // duration, moment, cycle, hours: words of time, read by rule/deadline
  type,        // [required] type | list of type
  each,        // FEEL as name
  target,      // step | end | continue
  join,        // all | any | none | n | n%
  meet,        // all | any | n | live | n tokens
  sign,        // all | any | in turn | n | n%
  share,       // n%
  table        // a text table (text_table.h)
};

struct Word {
  const char* name;
  const char* zh;
};
struct Words {
  std::span<const Word> all;
  bool open;  // other ids are names of the town's own (verbs, channels)
};

// A form of value: what it may be as a scalar, as a list, as a map.
struct Form {
  const char* name;  // "who", for the schema and for the binder
  const char* zh;    // what is expected, for messages
  const char* en;
  Scalar scalar = Scalar::none;
  const Words* words =
      nullptr;                 // Scalar::word; else words that stand beside the scalar's own values
  const Form* item = nullptr;  // a list of these
  const Shape* map = nullptr;  // a map of this shape
  bool patch = false;          // what is inside only says what differs from a base
};

enum KeyFlag : std::uint8_t {
  kRequired = 1,
  kOnlyInPatch = 2,  // an overlay's word: after, before, first, last, remove
  kIsKind = 4,       // says what the step is: task, set, do …
  kIsEvent = 8,      // says what a handler waits for
  kSecondKind = 16   // a kind only when nothing else is one: steps, set, tell …
};

struct Key {
  const char* name;
  const char* zh;
  const Form* form;
  const char* doc_zh;
  const char* doc_en;
  const char* example;
  std::uint8_t flags = 0;
  std::uint32_t kinds = 0;  // bits of step kinds it belongs to; 0: any step
};

enum class FreeKey : unsigned char { none, id, name, reference, code, word, year, any };

struct Shape {
  const char* name;
  std::span<const std::span<const Key>> parts;
  FreeKey free_key = FreeKey::none;
  const Form* free = nullptr;         // the form of a value under a free key
  const Words* free_words = nullptr;  // free keys that are words of the language
  // A free key must hold a map with one of these, else it counts as a misspelt key.
  std::span<const char* const> free_needs = {};
  const char* free_with =
      nullptr;  // free keys only beside this key (a deadline's `by`), or in a patch
  bool is_step = false;
  bool is_handler = false;  // a step with an event: upon, race
};

struct FileKind {
  const char* name;
  const char* zh;
  const Shape* shape;
  const char* doc_zh;
  const char* doc_en;
};

std::span<const FileKind> file_kinds();
const FileKind* file_kind(std::string_view name_or_chinese);
// The row of `key` (English or Chinese) in `shape`; null for a free or unknown key.
const Key* find_key(const Shape& shape, std::string_view key);
// The kinds of step in the order of the table: task, set, do …
std::span<const char* const> step_kinds();
// The one kind key of a checked step, handler or branch; "" for a pass ({next: x}, {tell: …}, {go:
// x}).
std::string_view kind_of_step(const Node& step);
// The keys of a checked handler, race branch or wait that say what it waits for: after, at, when,
// message…
std::vector<std::string_view> events_of(const Node& handler);

// Checks and canonicalises. `document.root` keeps whatever is sound, so that binding can go on.
void check_shape(Document& document, Diagnostics& out);

}  // namespace tf::model
