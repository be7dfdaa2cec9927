#include "core/codec.h"

#include <type_traits>

#include "base/check.h"
#include "base/json.h"
#include "base/text.h"
#include "core/codec_straight.h"

namespace tf::core {

namespace {

template <class T>
struct is_vector : std::false_type {};
template <class T>
struct is_vector<std::vector<T>> : std::true_type {};
template <class T>
struct is_map : std::false_type {};
template <class K, class V, class C>
struct is_map<std::map<K, V, C>> : std::true_type {};
template <class T>
struct is_optional : std::false_type {};
template <class T>
struct is_optional<std::optional<T>> : std::true_type {};

// ---- writing
// ------------------------------------------------------------------------------------------
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  template <class T>
  void operator()(const char* name, T& field) {
    if (at_default(field)) return;
    out_ += first_ ? "\"" : ",\"";
    first_ = false;
    out_ += name;
    out_ += "\":";
    write(field);
  }
  template <class T>
  void object(T& thing) {
    out_ += '{';
    const bool outer = std::exchange(first_, true);
    thing.fields(*this);
    first_ = outer;
    out_ += '}';
  }
  template <class T>
  void write(T& x) {
    if constexpr (std::is_same_v<T, bool>)
      out_ += x ? "true" : "false";
    else if constexpr (std::is_enum_v<T>)
      append_piece(out_, static_cast<int>(x));
    else if constexpr (std::is_integral_v<T>)
      append_piece(out_, x);
    else if constexpr (std::is_same_v<T, std::string>)
      append_json_string(out_, x);
    else if constexpr (std::is_same_v<T, Instant>)
      append_piece(out_, x.ms);
    else if constexpr (std::is_same_v<T, CaseId>)
      append_piece(out_, x.value);
    else if constexpr (std::is_same_v<T, Value>)
      out_ += to_json(x, true);
    else if constexpr (is_optional<T>::value)
      write(*x);
    else if constexpr (is_vector<T>::value) {
      out_ += '[';
      bool comma = false;
      for (auto& item : x) {
        if (std::exchange(comma, true)) out_ += ',';
        write(item);
      }
      out_ += ']';
    } else if constexpr (is_map<T>::value) {
      out_ += '{';
      bool comma = false;
      for (auto& [key, value] : x) {
        if (std::exchange(comma, true)) out_ += ',';
        append_json_string(out_, key);
        out_ += ':';
        write(value);
      }
      out_ += '}';
    } else
      object(x);
  }

 private:
  template <class T>
  static bool at_default(const T& x) {
    if constexpr (std::is_same_v<T, bool>)
      return !x;
    else if constexpr (std::is_enum_v<T>)
      return static_cast<int>(x) == 0;
    else if constexpr (std::is_integral_v<T>)
      return x == 0;
    else if constexpr (std::is_same_v<T, Instant>)
      return x.ms == 0;
    else if constexpr (std::is_same_v<T, CaseId>)
      return x.value == 0;
    else if constexpr (std::is_same_v<T, Value>)
      return x.is_null();
    else if constexpr (is_optional<T>::value)
      return !x.has_value();
    else if constexpr (is_vector<T>::value || is_map<T>::value || std::is_same_v<T, std::string>)
      return x.empty();
    else
      return false;
  }
  std::string& out_;
  bool first_ = true;
};

// The structs list their fields for reading and writing alike; writing changes nothing.
template <class T>
void write_object(std::string& out, const T& thing) {
  Writer writer(out);
  writer.object(const_cast<T&>(thing));  // NOLINT(cppcoreguidelines-pro-type-const-cast)
}

// ---- reading
// ------------------------------------------------------------------------------------------
struct Misfit {
  std::string text;
};

class StateReader {
 public:
  explicit StateReader(const Value& object) {
    if (!object.is(Value::Kind::record)) throw Misfit{"an object was expected"};
    record_ = &object.as_record();
  }
  template <class T>
  void operator()(const char* name, T& field) {
    const Value* found = record_->find(name);
    if (found == nullptr) {
      field = T{};
      return;
    }
    try {
      read(*found, field);
    } catch (const Misfit& inner) {
      throw Misfit{cat(name, ": ", inner.text)};
    }
  }
  template <class T>
  static void read(const Value& v, T& x) {
    if constexpr (std::is_same_v<T, bool>) {
      if (!v.is(Value::Kind::boolean)) throw Misfit{"true or false was expected"};
      x = v.as_boolean();
    } else if constexpr (std::is_enum_v<T>)
      x = static_cast<T>(whole(v));
    else if constexpr (std::is_integral_v<T>)
      x = fitting<T>(v);
    else if constexpr (std::is_same_v<T, std::string>) {
      if (!v.is(Value::Kind::text)) throw Misfit{"a text was expected"};
      x = v.as_text();
    } else if constexpr (std::is_same_v<T, Instant>)
      x.ms = whole(v);
    else if constexpr (std::is_same_v<T, CaseId>)
      x.value = fitting<std::uint64_t>(v);
    else if constexpr (std::is_same_v<T, Value>)
      x = v;
    else if constexpr (is_optional<T>::value) {
      typename T::value_type inner{};
      read(v, inner);
      x = std::move(inner);
    } else if constexpr (is_vector<T>::value) {
      if (!v.is(Value::Kind::list)) throw Misfit{"a list was expected"};
      x.clear();
      for (const Value& item : v.as_list()) {
        typename T::value_type inner{};
        read(item, inner);
        x.push_back(std::move(inner));
      }
    } else if constexpr (is_map<T>::value) {
      if (!v.is(Value::Kind::record)) throw Misfit{"an object was expected"};
      x.clear();
      for (const auto& [key, value] : v.as_record()) read(value, x[key]);
    } else {
      StateReader inner(v);
      x.fields(inner);
    }
  }

 private:
  static std::int64_t whole(const Value& v) {
    if (v.is(Value::Kind::number))
      if (const auto n = v.as_number().whole()) return *n;
    throw Misfit{"a whole number was expected"};
  }
  template <class T>
  static T fitting(const Value& v) {
    const std::int64_t n = whole(v);
    if (!std::in_range<T>(n)) throw Misfit{"a number that fits was expected"};
    return static_cast<T>(n);
  }
  const Record* record_ = nullptr;
};

// The alternative of `Variant` whose kName is `name`, read from `body`.
template <class Variant, std::size_t I = 0>
Variant read_named(std::string_view name, const Value& body) {
  if constexpr (I == std::variant_size_v<Variant>) {
    throw Misfit{cat("unknown name '", name, "'")};
  } else {
    using T = std::variant_alternative_t<I, Variant>;
    if (name != T::kName) return read_named<Variant, I + 1>(name, body);
    T thing;
    StateReader reader(body);
    thing.fields(reader);
    return thing;
  }
}

template <class Variant>
void append_named(std::string& out, const Variant& variant) {
  std::visit(
      [&](const auto& thing) {
        out += "[\"";
        out += std::decay_t<decltype(thing)>::kName;
        out += "\",";
        write_object(out, thing);
        out += ']';
      },
      variant);
}

template <class Variant>
Variant read_pair(const Value& pair) {
  if (!pair.is(Value::Kind::list) || pair.as_list().size() != 2 ||
      !pair.as_list()[0].is(Value::Kind::text))
    throw Misfit{"a pair of name and object was expected"};
  return read_named<Variant>(pair.as_list()[0].as_text(), pair.as_list()[1]);
}

std::string begin_row(const Actor& actor, const CommandBody& command) {
  std::string out = "{\"by\":";
  out.reserve(1024);
  write_object(out, actor);
  out += ",\"c\":";
  append_named(out, command);
  return out;
}

// Bodies are our own; only their depth and size could hurt, and those were bounded when they were
// made.
constexpr JsonLimits kOwnLimits{.bytes = 256u << 20, .depth = 200, .values = 50'000'000};

}  // namespace

void append_event(std::string& out, const Event& event) {
  append_named(out, event);
}

std::string encode_row(const Actor& actor, const CommandBody& command,
                       const std::vector<Event>& events) {
  std::string out = begin_row(actor, command);
  out += ",\"e\":[";
  bool comma = false;
  for (const Event& event : events) {
    if (std::exchange(comma, true)) out += ',';
    append_named(out, event);
  }
  out += "]}";
  return out;
}

std::string encode_refusal(const Actor& actor, const CommandBody& command,
                           const Rejection& rejection) {
  std::string out = begin_row(actor, command);
  out += ",\"r\":";
  write_object(out, rejection);
  out += '}';
  return out;
}

Result<RowBody> decode_row(std::string_view body) {
  if (auto straight = row_straight(body)) return *std::move(straight);
  const auto parsed = parse_json(body, kOwnLimits);
  if (!parsed) return fail(Errc::corrupt, cat("journal body: ", parsed.error().text));
  try {
    RowBody row;
    if (!parsed->is(Value::Kind::record)) throw Misfit{"an object was expected"};
    StateReader::read((*parsed)["by"], row.actor);
    row.command = read_pair<CommandBody>((*parsed)["c"]);
    if (const Value& events = (*parsed)["e"]; events.is(Value::Kind::list))
      for (const Value& event : events.as_list()) row.events.push_back(read_pair<Event>(event));
    if (const Value& rejection = (*parsed)["r"]; rejection.is(Value::Kind::record)) {
      Rejection r;
      StateReader::read(rejection, r);
      row.rejection = std::move(r);
    }
    return row;
  } catch (const Misfit& misfit) {
    return fail(Errc::corrupt, cat("journal body: ", misfit.text));
  }
}

const char* kind_of(const CommandBody& command) {
  return std::visit([](const auto& c) { return std::decay_t<decltype(c)>::kName; }, command);
}
const char* name_of(const Event& event) {
  return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::kName; }, event);
}

Value event_value(const Event& event) {
  std::string text;
  std::visit([&](const auto& e) { write_object(text, e); }, event);
  const auto parsed = parse_json(text, kOwnLimits);
  Record out{{"event", Value::text(name_of(event))}};
  if (parsed && parsed->is(Value::Kind::record))
    for (const auto& [key, value] : parsed->as_record()) out.set(key, value);
  return Value::record(std::move(out));
}

std::string encode_state(const CaseState& state) {
  std::string out;
  out.reserve(2048);
  write_object(out, state);
  return out;
}

Result<CaseState> decode_state(std::string_view body) {
  if (auto straight = state_straight(body)) return *std::move(straight);
  const auto parsed = parse_json(body, kOwnLimits);
  if (!parsed) return fail(Errc::corrupt, cat("snapshot: ", parsed.error().text));
  try {
    CaseState state;
    StateReader::read(*parsed, state);
    return state;
  } catch (const Misfit& misfit) {
    return fail(Errc::corrupt, cat("snapshot: ", misfit.text));
  }
}

Hash state_hash(const CaseState& state) {
  return sha256(encode_state(state));
}

}  // namespace tf::core
