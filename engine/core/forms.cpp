#include "core/forms.h"

#include <algorithm>

#include "base/decimal_math.h"
#include "base/text.h"
#include "rule/feel/feel.h"
#include "rule/feel/regex.h"

namespace tf::core {

namespace {

Reading wrong(std::string zh, std::string en) {
  return {{}, std::move(zh), std::move(en)};
}

Reading read_number(const Value& given, bool whole) {
  Value v = given;
  if (given.is(Value::Kind::text))
    if (const auto parsed = Decimal::parse(trim(given.as_text()))) v = Value::number(*parsed);
  if (!v.is(Value::Kind::number)) return wrong("应为数字", "a number is needed");
  if (whole && !v.as_number().is_whole()) return wrong("应为整数", "a whole number is needed");
  return {v, {}, {}};
}

// To the cent: what is smaller cannot be paid.
Reading read_money(const Value& given) {
  Reading read = read_number(given, false);
  if (!read.en.empty()) return read;
  const auto cents = multiply(read.value.as_number(), Decimal{100});
  if (cents && cents->is_whole()) return read;
  return wrong("金额至多两位小数", "an amount has two decimals at most");
}

// A number to call: digits, and what people write between them.
bool is_phone(std::string_view text) {
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits >= 3 && text.find_first_not_of("0123456789+-() #*.") == text.npos;
}

// A text that says nothing does not answer what must be answered.
bool is_blank(const Value& value) {
  return value.is(Value::Kind::text) && trim(value.as_text()).empty();
}

Reading read_text(const Type& type, const Value& given) {
  const TypeKind kind = type.kind;
  const bool spoken = kind == TypeKind::line || kind == TypeKind::text || kind == TypeKind::phone;
  if (!spoken && given.is(Value::Kind::record)) return {given, {}, {}};  // with its particulars
  if (!given.is(Value::Kind::text) && !given.is(Value::Kind::number))
    return wrong("应为文字", "a text is needed");
  Value text = given.is(Value::Kind::text) ? given : Value::text(given.str());
  const std::string& written = text.as_text();
  if (kind == TypeKind::line && written.find('\n') != written.npos)
    return wrong("应为一行", "one line is needed");
  if (kind == TypeKind::phone && !is_phone(written))
    return wrong("应为电话号码，如 0571-12345", "a phone number such as 0571-12345 is needed");
  if (type.pattern.empty()) return {std::move(text), {}, {}};
  const auto fits = rule::regex_matches(written, whole_pattern(type.pattern), "");
  if (!fits.value_or(false))
    return wrong(cat("格式不符，须符合 ", type.pattern),
                 cat("does not have the form asked for: all of it must match ", type.pattern));
  return {std::move(text), {}, {}};
}

// A choice made twice is made once.
Reading each_once(Reading read) {
  if (!read.en.empty() || !read.value.is(Value::Kind::list)) return read;
  List out;
  for (const Value& item : read.value.as_list())
    if (std::find(out.begin(), out.end(), item) == out.end()) out.push_back(item);
  return {Value::list(std::move(out)), {}, {}};
}

Reading read_date(const Value& given) {
  if (given.is(Value::Kind::date)) return {given, {}, {}};
  if (given.is(Value::Kind::text))
    if (const auto date = parse_date(given.as_text())) return {Value::date(*date), {}, {}};
  return wrong("应为日期，如 2026-03-10", "a date such as 2026-03-10 is needed");
}

Reading read_moment(Turn& turn, const Value& given) {
  const Zone& zone = turn.town().calendar->zone();
  std::optional<Instant> at;
  if (given.is(Value::Kind::moment)) at = given.instant(zone);
  if (given.is(Value::Kind::text)) {
    at = parse_instant(given.as_text());
    if (const auto local = parse_local(given.as_text()); !at && local) at = zone.instant(*local);
  }
  if (!at)
    return wrong("应为时刻，如 2026-03-10 16:40", "a moment such as 2026-03-10 16:40 is needed");
  return {Value::moment(*at, zone), {}, {}};
}

Reading read_choice(const Type& type, const Value& given) {
  if (!given.is(Value::Kind::text)) return wrong("应为选项之一", "one of the choices is needed");
  for (const std::string& choice : type.choices)
    if (choice == given.as_text()) return {given, {}, {}};
  std::string hint;
  if (const auto near = closest(given.as_text(), type.choices)) hint = *near;
  return wrong(
      cat("没有选项“", given.as_text(), "”；可选：", join(type.choices, "、"),
          hint.empty() ? "" : cat("；是否指 ", hint)),
      cat("'", given.as_text(), "' is no choice; the choices are ", join(type.choices, ", "),
          hint.empty() ? "" : cat("; did you mean ", hint, "?")));
}

Reading read_person(Turn& turn, const Value& given) {
  if (given.is(Value::Kind::text) && !given.as_text().empty())
    return {person_value(turn.town(), given.as_text()), {}, {}};
  if (given.is(Value::Kind::record)) {
    Record person = given.as_record();
    if (person.find("id") == nullptr) {
      const Value& mark = !given["id_hash"].is_null() ? given["id_hash"] : given["name"];
      if (mark.is_null()) return wrong("人员须有 id 或 name", "a person needs an id or a name");
      person.set("id", mark);
    }
    if (person.find("id_hash") == nullptr)
      person.set("id_hash", given["id"].is_null() ? *person.find("id") : given["id"]);
    return {Value::record(std::move(person)), {}, {}};
  }
  return wrong("应为人员", "a person is needed");
}

Reading read_node(Turn& turn, const Value& given) {
  const Value& id = given.is(Value::Kind::record) ? given["id"] : given;
  if (!id.is(Value::Kind::text)) return wrong("应为网格", "a node is needed");
  const auto& nodes = turn.town().roll.nodes;
  if (!nodes.empty() && !nodes.contains(id.as_text())) {
    std::vector<std::string> known;
    for (const auto& [name, place] : nodes) known.push_back(name);
    const std::string near = closest(id.as_text(), known).value_or("");
    return wrong(
        cat("组织树里没有“", id.as_text(), "”", near.empty() ? "" : cat("；是否指 ", near)),
        cat("'", id.as_text(), "' is not in the tree",
            near.empty() ? "" : cat("; did you mean ", near, "?")));
  }
  return given.is(Value::Kind::text) ? Reading{node_value(turn.town(), id.as_text()), {}, {}}
                                     : Reading{given, {}, {}};
}

Reading read_place(Turn& turn, const Value& given) {
  if (given.is(Value::Kind::record)) {
    Record place = given.as_record();
    if (place.find("code") == nullptr)
      place.set("code", given["node"].is_null() ? given["text"] : given["node"]);
    return {Value::record(std::move(place)), {}, {}};
  }
  if (!given.is(Value::Kind::text) || given.as_text().empty())
    return wrong("应为地址", "an address is needed");
  // "micro-3" or "micro-3 lane 5": the node first, what is left describes the spot.
  const std::string& text = given.as_text();
  const std::string head = text.substr(0, text.find(' '));
  Record place{{"code", Value::text(text)}, {"text", Value::text(text)}};
  if (turn.town().roll.node(head) != nullptr)
    place.set("node", Value::text(head));
  else if (std::string node = turn.town().roll.at_address(text); !node.empty())
    place.set("node", Value::text(std::move(node)));
  return {Value::record(std::move(place)), {}, {}};
}

Reading read_list(Turn& turn, const Type& type, const Value& given, const Answers* around) {
  List items;
  const List one{given};
  const List& source = given.is(Value::Kind::list) ? given.as_list() : one;
  for (std::size_t i = 0; i < source.size(); ++i) {
    Reading item = read_typed(turn, *type.item, source[i], around);
    if (!item.en.empty())
      return wrong(cat("第 ", i + 1, " 项：", item.zh), cat("item ", i + 1, ": ", item.en));
    items.push_back(std::move(item.value));
  }
  return {Value::list(std::move(items)), {}, {}};
}

// What `min` and `max` bound: of a list how many there are, of a text its letters.
Value measure(const Value& value) {
  if (value.is(Value::Kind::list))
    return Value::number(static_cast<std::int64_t>(value.as_list().size()));
  if (value.is(Value::Kind::text))
    return Value::number(static_cast<std::int64_t>(count_points(value.as_text())));
  return value;
}

void check_bounds(Turn& turn, const Field& field, const Value& value, CaseEnv& env,
                  std::vector<FormProblem>& problems) {
  const auto compare = [&](const rule::Program& bound, bool least) {
    if (!bound) return;
    const Value limit = evaluate(turn, bound, env);
    if (limit.is_null()) return;
    const Value measured = measure(value);
    if (measured.kind() != limit.kind()) return;
    if (least ? measured < limit : limit < measured)
      problems.push_back({field.name, cat(least ? "不得小于 " : "不得大于 ", limit.str()),
                          cat(least ? "must be at least " : "must be at most ", limit.str())});
  };
  compare(field.min, true);
  compare(field.max, false);
}

// What the fields of a row say of themselves, once all of the row is read.
Reading settle_row(Turn& turn, const Type& type, Record row, const Answers* around) {
  CaseEnv env(turn);
  if (around != nullptr) env.answers = *around;
  for (const auto& field : type.fields) {
    const Value* value = row.find(field->name);
    env.answers[field->name] = value == nullptr ? kNullValue : *value;
  }
  Record out;
  std::vector<FormProblem> problems;
  for (const auto& field : type.fields) {
    if (field->show && !holds(turn, field->show, env)) continue;
    const Value* value = row.find(field->name);
    const bool wanted =
        field->required || (field->required_if && holds(turn, field->required_if, env));
    if (value == nullptr && field->otherwise) {
      Value fallback = evaluate(turn, field->otherwise, env);
      env.answers[field->name] = fallback;
      out.set(field->name, std::move(fallback));
    } else if (value != nullptr && !(wanted && is_blank(*value))) {
      check_bounds(turn, *field, *value, env, problems);
      out.set(field->name, *value);
    } else if (wanted) {
      return wrong(cat("缺少 ", field->name), cat(field->name, " is missing"));
    }
  }
  if (problems.empty()) return {Value::record(std::move(out)), {}, {}};
  const FormProblem& first = problems.front();
  return wrong(cat(first.field, " ", first.zh), cat(first.field, " ", first.en));
}

Reading read_record(Turn& turn, const Type& type, const Value& given, const Answers* around) {
  if (!given.is(Value::Kind::record))
    return wrong("应为一组填报项", "a record of fields is needed");
  if (type.fields.empty()) return {given, {}, {}};
  Record out;
  for (const auto& field : type.fields) {
    const Value* item = given.as_record().find(field->name);
    if (item == nullptr || item->is_null()) continue;
    Reading read = read_typed(turn, field->type, *item, around);
    if (!read.en.empty())
      return wrong(cat(field->name, "：", read.zh), cat(field->name, ": ", read.en));
    out.set(field->name, std::move(read.value));
  }
  for (const auto& [name, value] : given.as_record()) {
    bool known = name.starts_with('@');  // of the engine
    for (const auto& field : type.fields) known = known || field->name == name;
    if (!known) return wrong(cat("没有填报项 ", name), cat("there is no field ", name));
  }
  return settle_row(turn, type, std::move(out), around);
}

// What is recorded has happened: a moment to come is a slip of the pen, unless its field says by
// `min` or `max` which moments it takes.
bool lies_ahead(const Turn& turn, const Type& type, const Value& value) {
  if (type.kind == TypeKind::moment) {
    const auto at = value.instant(turn.town().calendar->zone());
    return at && *at > turn.now();
  }
  if (type.kind == TypeKind::list && value.is(Value::Kind::list))
    return std::ranges::any_of(
        value.as_list(), [&](const Value& item) { return lies_ahead(turn, *type.item, item); });
  if (type.kind == TypeKind::record && value.is(Value::Kind::record))
    return std::ranges::any_of(type.fields, [&](const auto& field) {
      return !field->min && !field->max && lies_ahead(turn, field->type, value[field->name]);
    });
  return false;
}

}  // namespace

Reading read_typed(Turn& turn, const Type& type, const Value& given, const Answers* around) {
  switch (type.kind) {
    case TypeKind::number:
      return read_number(given, false);
    case TypeKind::money:
      return read_money(given);
    case TypeKind::whole:
      return read_number(given, true);
    case TypeKind::yes_no:
      if (given.is(Value::Kind::boolean)) return {given, {}, {}};
      if (given.is(Value::Kind::text) && (given.as_text() == "true" || given.as_text() == "false"))
        return {Value::boolean(given.as_text() == "true"), {}, {}};
      return wrong("应为 true 或 false", "true or false is needed");
    case TypeKind::date:
      return read_date(given);
    case TypeKind::moment:
      return read_moment(turn, given);
    case TypeKind::choice:
      return read_choice(type, given);
    case TypeKind::choices: {
      Type single = type;
      single.kind = TypeKind::choice;
      Type list;
      list.kind = TypeKind::list;
      list.item = std::make_shared<const Type>(single);
      return each_once(read_list(turn, list, given, around));
    }
    case TypeKind::person:
      return read_person(turn, given);
    case TypeKind::unit: {
      const Value& id = given.is(Value::Kind::record) ? given["id"] : given;
      if (!id.is(Value::Kind::text)) return wrong("应为单位", "a unit is needed");
      return {unit_value(turn.town(), id.as_text()), {}, {}};
    }
    case TypeKind::address:
    case TypeKind::place:
      return read_place(turn, given);
    case TypeKind::node:
      return read_node(turn, given);
    case TypeKind::list:
      return read_list(turn, type, given, around);
    case TypeKind::record:
      return read_record(turn, type, given, around);
    case TypeKind::line:
    case TypeKind::text:
    case TypeKind::phone:
    case TypeKind::photo:
    case TypeKind::file:
    case TypeKind::signature:
      return read_text(type, given);
    default:
      return {given, {}, {}};
  }
}

FormAnswers read_answers(Turn& turn, const std::vector<const Form*>& forms, const Value& given,
                         std::uint64_t scope, bool partial) {
  FormAnswers out;
  static const Record kNone;
  if (!given.is_null() && !given.is(Value::Kind::record)) {
    out.problems.push_back(
        {"form", "应为填报项到值的对应", "an object of field to value is needed"});
    return out;
  }
  const Record& answers = given.is(Value::Kind::record) ? given.as_record() : kNone;
  CaseEnv env(turn, scope);
  std::vector<std::string> known;
  // First all values, so that show, required and bounds see the whole form.
  for (const Form* form : forms)
    for (const auto& field : form->fields) {
      known.push_back(field->name);
      const Value* answer = answers.find(field->name);
      if (answer == nullptr && !form->into.empty())
        if (const Value* nested = answers.find(form->into);
            nested != nullptr && nested->is(Value::Kind::record))
          answer = nested->as_record().find(field->name);
      if (answer == nullptr || answer->is_null()) continue;
      Reading read = read_typed(turn, field->type, *answer, &env.answers);
      if (!read.en.empty()) {
        out.problems.push_back({field->name, read.zh, read.en});
        continue;
      }
      if (!field->min && !field->max && lies_ahead(turn, field->type, read.value)) {
        out.problems.push_back(
            {field->name, "时刻不能在将来", "a moment cannot lie in the future"});
        continue;
      }
      env.answers[field->name] = read.value;
      out.values[form->into.empty() ? field->name : cat(form->into, ".", field->name)] =
          std::move(read.value);
    }
  for (const Form* form : forms)
    for (const auto& field : form->fields) {
      const std::string path = form->into.empty() ? field->name : cat(form->into, ".", field->name);
      const bool given_now = out.values.contains(path);
      if (field->show && !holds(turn, field->show, env)) {
        out.values.erase(path);
        continue;
      }
      if (!given_now && field->otherwise && !partial && env.path(path).is_null()) {
        Value fallback = evaluate(turn, field->otherwise, env);
        env.answers[field->name] = fallback;
        out.values[path] = std::move(fallback);
        continue;
      }
      const bool required =
          field->required || (field->required_if && holds(turn, field->required_if, env));
      if (required && !partial && (!given_now || is_blank(out.values[path]))) {
        const bool wrong_already =
            std::any_of(out.problems.begin(), out.problems.end(),
                        [&](const FormProblem& p) { return p.field == field->name; });
        if (!wrong_already && (given_now || env.path(path).is_null()))
          out.problems.push_back({field->name, "必填", "is required"});
        continue;
      }
      if (given_now) check_bounds(turn, *field, out.values[path], env, out.problems);
    }
  for (const auto& [name, value] : answers) {
    bool is_known = std::find(known.begin(), known.end(), name) != known.end();
    for (const Form* form : forms)
      is_known = is_known || (!form->into.empty() && form->into == name);
    if (is_known) continue;
    const auto near = closest(name, known);
    out.problems.push_back(
        {name, near ? cat("此处没有这一项；是否指 ", *near, "？") : "此处没有这一项",
         near ? cat("is not asked here; did you mean ", *near, "?") : "is not asked here"});
  }
  return out;
}

std::string whole_pattern(std::string_view pattern) {
  return cat("^(?:", pattern, ")$");
}

Rejection form_rejection(const std::vector<FormProblem>& problems) {
  Rejection out{.code = "form.invalid", .zh = {}, .en = {}, .offer = {}};
  for (const FormProblem& problem : problems) {
    if (!out.zh.empty()) out.zh += "；", out.en += "; ";
    out.zh += cat(problem.field, "：", problem.zh);
    out.en += cat(problem.field, " ", problem.en);
  }
  return out;
}

}  // namespace tf::core
