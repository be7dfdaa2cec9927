#include "rule/feel/type.h"

#include <array>

#include "rule/feel/code.h"

namespace tf::rule {
namespace {

using TypeKind = Type::Kind;
using VK = Value::Kind;

TypePtr simple(TypeKind kind, std::string_view name) {
  auto type = std::make_shared<Type>();
  type->kind = kind;
  type->name = name;
  return type;
}

// `assigned`: what a function without declared result gives is not known before it is called, so
// that it may be assigned to any; it is no instance of a type with results of its own.
bool signature_fits(const FunctionValue& f, const Type& type, bool assigned) {
  if (f.parameters.size() != type.parameters.size()) return false;
  static const TypePtr any = simple(TypeKind::any, "Any");
  for (std::size_t i = 0; i < type.parameters.size(); ++i) {  // contravariant
    const TypePtr& own = i < f.types.size() && f.types[i] != nullptr ? f.types[i] : any;
    if (!type_conforms(*type.parameters[i], *own)) return false;
  }
  if (assigned && f.result == nullptr) return true;
  const TypePtr& result = f.result != nullptr ? f.result : any;
  return type.element == nullptr || type_conforms(*result, *type.element);
}

bool fits(const Value& value, const Type& type, bool allowed);

bool record_fits(const Record& record, const Type& type, bool allowed) {
  for (const auto& [name, field] : type.fields) {
    const Value* value = record.find(name);
    if (value == nullptr || !fits(*value, *field, allowed)) return false;
  }
  return true;
}

bool kind_fits(const Value& value, const Type& type, bool allowed) {
  switch (type.kind) {
    case TypeKind::any:
      return true;
    case TypeKind::null:
      return value.is_null();
    case TypeKind::boolean:
      return value.is(VK::boolean);
    case TypeKind::number:
      return value.is(VK::number);
    case TypeKind::text:
      return value.is(VK::text);
    case TypeKind::date:
      return value.is(VK::date);
    case TypeKind::time:
      return value.is(VK::time);
    case TypeKind::moment:
      return value.is(VK::moment);
    case TypeKind::duration:
      return value.is(VK::duration);
    case TypeKind::months:
      return value.is(VK::months);
    case TypeKind::list:
      if (!value.is(VK::list)) return false;
      if (type.element == nullptr) return true;
      for (const Value& item : value.as_list())
        if (!fits(item, *type.element, allowed)) return false;
      return true;
    case TypeKind::range: {
      if (!value.is(VK::range)) return false;
      if (type.element == nullptr) return true;
      const RangeValue& r = value.as_range();
      return fits(r.lower, *type.element, allowed) && fits(r.upper, *type.element, allowed);
    }
    case TypeKind::context:
      return value.is(VK::record) && (type.open || record_fits(value.as_record(), type, allowed));
    case TypeKind::function:
      return value.is(VK::function) &&
             (type.open || signature_fits(*value.as_function(), type, allowed));
    case TypeKind::never:
      return false;
  }
  return false;
}

bool fits(const Value& value, const Type& type, bool allowed) {
  if (value.is_null()) return type.kind != TypeKind::never;
  return kind_fits(value, type, allowed) && (!allowed || !type.allowed || type.allowed(value));
}

}  // namespace

TypePtr builtin_type(std::string_view name) {
  static const std::array<std::pair<std::string_view, TypePtr>, 20> kTypes = {{
      {"Any", simple(TypeKind::any, "Any")},
      {"any", simple(TypeKind::any, "Any")},
      {"Null", simple(TypeKind::null, "Null")},
      {"null", simple(TypeKind::null, "Null")},
      {"boolean", simple(TypeKind::boolean, "boolean")},
      {"number", simple(TypeKind::number, "number")},
      {"string", simple(TypeKind::text, "string")},
      {"date", simple(TypeKind::date, "date")},
      {"time", simple(TypeKind::time, "time")},
      {"date and time", simple(TypeKind::moment, "date and time")},
      {"dateTime", simple(TypeKind::moment, "date and time")},
      {"days and time duration", simple(TypeKind::duration, "days and time duration")},
      {"dayTimeDuration", simple(TypeKind::duration, "days and time duration")},
      {"years and months duration", simple(TypeKind::months, "years and months duration")},
      {"yearMonthDuration", simple(TypeKind::months, "years and months duration")},
      {"list", simple(TypeKind::list, "list")},
      {"range", simple(TypeKind::range, "range")},
      {"context", simple(TypeKind::context, "context")},
      {"function", simple(TypeKind::function, "function")},
      {"text", simple(TypeKind::text, "string")},
  }};
  for (const auto& [known, type] : kTypes)
    if (known == name) return type;
  return nullptr;
}

bool is_instance(const Value& value, const Type& type) {
  if (value.is_null()) return type.kind == TypeKind::null;
  return fits(value, type, false);
}

bool conforms(const Value& value, const Type& type) {
  return fits(value, type, true);
}

Value coerce(const Value& value, const Type& type, bool* ok) {
  if (ok != nullptr) *ok = true;
  if (value.is_null()) {
    return value;
  }
  if (conforms(value, type)) return value;
  if (value.is(VK::list) && value.as_list().size() == 1 && type.kind != TypeKind::list) {
    const Value& only = value.as_list().front();
    if (!only.is_null() && conforms(only, type)) return only;
  }
  if (type.kind == TypeKind::list && !value.is(VK::list)) {
    Value list = Value::list({value});
    if (conforms(list, type)) return list;
  }
  if (type.kind == TypeKind::moment && value.is(VK::date)) {
    TimeOfDay midnight;
    midnight.offset = 0;
    return Value::moment(Moment{value.as_date(), midnight});
  }
  if (ok != nullptr) *ok = false;
  return {};
}

bool type_conforms(const Type& a, const Type& b) {
  if (b.kind == TypeKind::any || &a == &b) return true;
  if (a.kind == TypeKind::null) return true;
  if (a.kind != b.kind) return false;
  switch (a.kind) {
    case TypeKind::list:
    case TypeKind::range:
      if (b.element == nullptr) return true;
      return a.element != nullptr && type_conforms(*a.element, *b.element);
    case TypeKind::context: {
      for (const auto& [name, wanted] : b.fields) {
        bool found = false;
        for (const auto& [own, type] : a.fields)
          if (own == name) found = type_conforms(*type, *wanted);
        if (!found) return false;
      }
      return true;
    }
    case TypeKind::function: {
      if (b.open) return true;
      if (a.parameters.size() != b.parameters.size()) return false;
      for (std::size_t i = 0; i < a.parameters.size(); ++i)
        if (!type_conforms(*b.parameters[i], *a.parameters[i])) return false;
      return a.element != nullptr && b.element != nullptr && type_conforms(*a.element, *b.element);
    }
    default:
      return true;
  }
}

}  // namespace tf::rule
