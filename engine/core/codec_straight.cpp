#include "core/codec_straight.h"

#include <type_traits>
#include <utility>

#include "base/json_pull.h"

namespace tf::core {

namespace {

class StraightReader {
 public:
  explicit StraightReader(std::string_view text) : in_(text) {}
  JsonPull& in() { return in_; }

  // Fields stand in the order their struct lists them; what is at its default is left out.
  template <class T>
  void operator()(const char* name, T& field) {
    if (in_.name(name, first_)) {
      first_ = false;
      read(field);
    } else if constexpr (requires { field.clear(); }) {
      field.clear();
    } else {
      field = T{};
    }
  }
  template <class T>
  void object(T& thing) {
    in_.expect('{');
    const bool outer = std::exchange(first_, true);
    thing.fields(*this);
    first_ = outer;
    in_.expect('}');
  }

  void read(bool& x) { x = in_.boolean(); }
  void read(std::string& x) { in_.text(x); }
  void read(Instant& x) { x.ms = in_.whole<std::int64_t>(); }
  void read(CaseId& x) { x.value = in_.whole<std::uint64_t>(); }
  void read(Value& x) { in_.value(x); }
  template <class T>
  void read(std::optional<T>& x) {
    read(x.emplace());
  }
  template <class T>
  void read(std::vector<T>& x) {
    x.clear();
    in_.expect('[');
    if (in_.take(']')) return;
    do {
      read(x.emplace_back());
    } while (in_.take(','));
    in_.expect(']');
  }
  template <class T, class Less>
  void read(std::map<std::string, T, Less>& x) {
    x.clear();
    in_.expect('{');
    if (in_.take('}')) return;
    do {
      std::string key;
      in_.text(key);
      in_.expect(':');
      if (!x.empty() && key <= x.rbegin()->first) in_.fail();
      if (in_.failed()) return;
      read(x.emplace_hint(x.end(), std::move(key), T{})->second);
    } while (in_.take(','));
    in_.expect('}');
  }
  template <class T>
    requires std::is_enum_v<T>
  void read(T& x) {
    x = static_cast<T>(in_.whole<std::int64_t>());
  }
  template <class T>
    requires std::is_integral_v<T>
  void read(T& x) {
    x = in_.whole<T>();
  }
  template <class T>
    requires requires(T& x, StraightReader& v) { x.fields(v); }
  void read(T& x) {
    object(x);
  }
  // ["name",{…}]
  template <class... Kinds>
  void read(std::variant<Kinds...>& x) {
    in_.expect('[');
    const std::string_view name = in_.word();
    in_.expect(',');
    const auto is = [&]<class Kind>(std::type_identity<Kind>) {
      if (name != Kind::kName) return false;
      object(x.template emplace<Kind>());
      return true;
    };
    if (in_.failed() || !(is(std::type_identity<Kinds>()) || ...)) in_.fail();
    in_.expect(']');
  }

 private:
  JsonPull in_;
  bool first_ = true;
};

}  // namespace

std::optional<RowBody> row_straight(std::string_view body) {
  StraightReader reader(body);
  JsonPull& in = reader.in();
  std::optional<RowBody> row(std::in_place);
  in.expect('{');
  if (!in.name("by", true)) return std::nullopt;
  reader.object(row->actor);
  if (!in.name("c", false)) return std::nullopt;
  reader.read(row->command);
  if (in.name("e", false)) {
    reader.read(row->events);
  } else if (in.name("r", false)) {
    reader.object(row->rejection.emplace());
  }
  in.expect('}');
  if (!in.done()) row.reset();
  return row;
}

std::optional<CaseState> state_straight(std::string_view body) {
  StraightReader reader(body);
  std::optional<CaseState> state(std::in_place);
  reader.object(*state);
  if (!reader.in().done()) state.reset();
  return state;
}

}  // namespace tf::core
