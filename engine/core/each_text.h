// Every text and Value of a struct that lists its fields (fields()), in place: what is written down
// of a case, walked without knowing it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/value.h"

namespace tf::core {

// `on(std::string&)` and `on(Value&)`.
template <class On>
class EachText {
 public:
  explicit EachText(On on) : on_(std::move(on)) {}
  template <class T>
  void operator()(const char*, T& field) {
    walk(field);
  }
  template <class T>
  void walk(T& x) {
    if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, Value>)
      on_(x);
    else if constexpr (requires { x.fields(*this); })
      x.fields(*this);
    else
      walk_many(x);
  }

 private:
  template <class T>
  void walk_many(T&) {}  // numbers, moments, words of an enum
  template <class T>
  void walk_many(std::optional<T>& x) {
    if (x) walk(*x);
  }
  template <class T>
  void walk_many(std::vector<T>& x) {
    for (T& item : x) walk(item);
  }
  template <class K, class V, class C>
  void walk_many(std::map<K, V, C>& x) {
    for (auto& [key, value] : x) walk(value);
  }
  template <class... T>
  void walk_many(std::variant<T...>& x) {
    std::visit([this](auto& one) { walk(one); }, x);
  }
  On on_;
};

}  // namespace tf::core
