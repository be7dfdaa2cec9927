#include "sim/verify_answers.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/prng.h"
#include "base/text.h"
#include "sim/pattern_example.h"

namespace tf::sim {

namespace {

using core::Field;
using core::Town;
using core::Type;
using core::TypeKind;

constexpr std::size_t kMostValues = 14;

// Bounds of a field that hold whatever the case says.
class NoFacts : public rule::Env {
 public:
  explicit NoFacts(const Zone& zone) : zone_(zone) {}
  const Value& variable(int) override { return nothing_; }
  Value call(int, std::span<const Value>) override { return {}; }
  Instant now() const override { return {}; }
  const Zone& zone() const override { return zone_; }

 private:
  const Zone& zone_;
  Value nothing_;
};

class Asker {
 public:
  Asker(const Town& town, const Guards& guards, Instant now)
      : town_(town), guards_(guards), now_(now) {}

  void questions(const core::Form& form, std::vector<Question>& out) const {
    for (const auto& field : form.fields) {
      if (field->is) continue;
      const bool read = guards_.is_read(form.into, *field);
      const bool wanted = field->required || field->required_if || read ||
                          field->type.kind == TypeKind::choice ||
                          field->type.kind == TypeKind::yes_no;
      if (!wanted) continue;
      Question question{field->name, values_of(form.into, *field), 0};
      // Long lists are for those who ask for many: they make long ways.
      if (field->type.kind == TypeKind::list) question.spare = 2;
      // What need not be answered is left out at first, unless somebody looks at it.
      if (!field->required) {
        const bool first = !field->required_if && !read;
        const auto end = question.values.end() - static_cast<std::ptrdiff_t>(question.spare);
        question.values.insert(first ? question.values.begin() : end, Value());
      }
      out.push_back(std::move(question));
    }
  }

  // Choices, numbers and texts as an answer is written: dates and moments are texts.
  static void add(std::vector<Value>& out, const Value& value) {
    Value plain = value;
    if (value.is(Value::Kind::date)) plain = Value::text(value.str());
    if (value.is(Value::Kind::moment)) return;  // its zone is the town's: tried by the plain ones
    if (std::ranges::find(out, plain) == out.end() && out.size() < kMostValues)
      out.push_back(std::move(plain));
  }

  std::vector<Value> values_of(const std::string& into, const Field& field) const {
    std::vector<Value> out;
    const std::vector<Value> told_apart = guards_.worth_trying(into, field);
    const bool number = field.type.kind == TypeKind::number || field.type.kind == TypeKind::whole ||
                        field.type.kind == TypeKind::money;
    if (!number)
      for (Value& value : plain(field.type, 0)) add(out, value);
    for (const Value& value : told_apart) {
      if (value.is_null() || (number && value < Value::number(0))) continue;
      const bool fits = number ? value.is(Value::Kind::number)
                               : value.is(Value::Kind::text) || value.is(Value::Kind::date);
      const bool free = field.type.kind != TypeKind::choice && field.type.pattern.empty();
      if (fits && free) add(out, value);
    }
    if (number)
      for (Value& value : plain(field.type, 0)) add(out, value);
    return out;
  }

 private:
  std::string day(int ahead) const { return to_string(town_.calendar->date(now_) + ahead); }
  std::string moment(Milliseconds ago) const {
    return to_string(town_.calendar->local(now_ - ago));
  }

  std::vector<Value> plain(const Type& type, int depth) const {
    const auto texts = [](std::vector<std::string> words) {
      std::vector<Value> out;
      for (std::string& word : words)
        if (!word.empty()) out.push_back(Value::text(std::move(word)));
      return out;
    };
    switch (type.kind) {
      case TypeKind::number:
      case TypeKind::whole:
      case TypeKind::money: {
        std::vector<Value> out;
        for (const int n : {1, 0, 2, 3, 10, 100, 100'000}) out.push_back(Value::number(n));
        return out;
      }
      case TypeKind::yes_no:
        return {Value::boolean(true), Value::boolean(false)};
      case TypeKind::date:
        return texts({day(30), day(0), day(-30), day(400), day(3), day(-400)});
      case TypeKind::moment:
        return texts({moment(kMinute), moment(kDay), moment(40 * kDay), moment(-2 * kDay),
                      moment(-30 * kDay)});
      case TypeKind::choice:
        return type.choices.empty() ? texts({"a"}) : texts(type.choices);
      case TypeKind::choices: {
        std::vector<Value> out;
        List all;
        for (const std::string& choice : type.choices) {
          out.push_back(Value::list({Value::text(choice)}));
          all.push_back(Value::text(choice));
        }
        out.push_back(Value::list(std::move(all)));
        return out;
      }
      case TypeKind::person:
        return people();
      case TypeKind::unit: {
        std::vector<std::string> units;
        for (const auto& [id, unit] : town_.roll.units)
          if (units.size() < 4) units.push_back(id);
        return units.empty() ? texts({"unit"}) : texts(units);
      }
      case TypeKind::node:
      case TypeKind::address:
      case TypeKind::place: {
        if (town_.roll.nodes.empty()) return texts({"here"});
        if (type.kind == TypeKind::node) return texts({lowest(), town_.roll.nodes.begin()->first});
        return texts({lowest(), town_.roll.nodes.begin()->first, "somewhere"});
      }
      case TypeKind::phone:
        return texts({"13800000000"});
      case TypeKind::record:
        return records(type, depth);
      case TypeKind::list:
        return lists(type, depth);
      default:
        return texts({type.pattern.empty() ? "a" : example_of(type.pattern).value_or("a")});
    }
  }

  // A node with most nodes above it.
  std::string lowest() const {
    std::string best;
    int most = -1;
    for (const auto& [id, place] : town_.roll.nodes) {
      int above = 0;
      for (const core::Place* p = &place; p != nullptr && above < 20;
           p = town_.roll.node(p->parent))
        ++above;
      if (above > most) most = above, best = id;
    }
    return best;
  }

  std::vector<Value> people() const {
    std::vector<Value> out;
    for (const auto& [id, place] : town_.roll.nodes)
      for (const auto& [post, holders] : place.holds)
        for (const std::string& holder : holders)
          if (out.size() < 3 && std::ranges::find(out, Value::text(holder)) == out.end())
            out.push_back(Value::text(holder));
    if (out.empty()) out.push_back(Value::text("nobody"));
    return out;
  }

  std::optional<Value> bound(const rule::Program& program) const {
    if (!program || !program.reads().empty() || !program.calls().empty() || program.reads_clock())
      return std::nullopt;
    NoFacts nothing(town_.calendar->zone());
    Value value = program.run(nothing);
    if (value.is_null()) return std::nullopt;
    return value;
  }

  // All fields plainly; what need not be answered left out; numbers as high as they may be, with
  // and without the rest; then each in turn otherwise.
  std::vector<Value> records(const Type& type, int depth) const {
    Record base, least, most, most_only;
    std::vector<Value> out;
    if (depth > 3) return {Value::record({})};
    std::vector<std::pair<std::string, std::vector<Value>>> fields;
    for (const auto& field : type.fields) {
      if (field->is) continue;
      fields.emplace_back(field->name, plain(field->type, depth + 1));
      if (fields.back().second.empty()) continue;
      const Value& value = fields.back().second.front();
      const Value high = bound(field->max).value_or(value);
      base.set(field->name, value);
      most.set(field->name, high);
      if (!field->required) continue;
      least.set(field->name, value);
      most_only.set(field->name, high);
    }
    out.push_back(Value::record(base));
    for (Record* other : {&least, &most, &most_only})
      if (Value one = Value::record(std::move(*other)); std::ranges::find(out, one) == out.end())
        out.push_back(std::move(one));
    for (const auto& [name, values] : fields)
      for (std::size_t i = 1; i < values.size() && i < 6 && out.size() < 12; ++i) {
        Record other = base;
        other.set(name, values[i]);
        out.push_back(Value::record(std::move(other)));
      }
    return out;
  }

  // Two alike (most lists that ask for some ask for two), none, one, five, and others inside.
  std::vector<Value> lists(const Type& type, int depth) const {
    const std::vector<Value> items =
        type.item && depth < 3 ? plain(*type.item, depth + 1) : std::vector{Value::text("a")};
    if (items.empty()) return {Value::list({})};
    const Value& one = items.front();
    std::vector<Value> out;
    if (items.size() > 1 && !one.is(Value::Kind::record))
      out.push_back(Value::list({items[0], items[1]}));
    out.push_back(Value::list({one, one}));
    out.push_back(Value::list({one}));
    out.push_back(Value::list({}));
    for (std::size_t i = 1; i < items.size() && i < 8; ++i)
      out.push_back(Value::list({items[i], items[i]}));
    out.push_back(Value::list(List(5, one)));
    out.push_back(Value::list(List(12, one)));
    return out;
  }

  const Town& town_;
  const Guards& guards_;
  Instant now_;
};

// One walk through the answers.
class Search {
 public:
  Search(const std::vector<Question>& questions, const std::function<Trial(const Value&)>& trial)
      : questions_(questions), trial_(trial), random_(questions.size() + 1) {}

  Answers run() {
    std::vector<std::size_t> at(questions_.size(), 0);
    Trial best = attempt(at);
    for (int round = 0; !best.taken && round < 6 && left(); ++round) {
      if (round > 0) at = shuffled(), best = attempt(at);
      best = climb(at, best, kNone);
    }
    if (!best.taken) return std::move(out_);
    const std::vector<std::size_t> good = at;
    for (std::size_t q = 0; q < questions_.size(); ++q)
      for (std::size_t v = 0; v < tried_of(questions_[q]) && left(); ++v) {
        if (v == good[q]) continue;
        std::vector<std::size_t> other = good;
        other[q] = v;
        if (const Trial tried = attempt(other); !tried.taken) climb(other, tried, q);
      }
    if (questions_.size() > 1)
      for (int i = 0; i < 60 && left(); ++i) {
        std::vector<std::size_t> other = shuffled();
        if (const Trial tried = attempt(other); !tried.taken && i % 4 == 0)
          climb(other, tried, kNone);
      }
    return std::move(out_);
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  // How many of its values are tried.
  std::size_t tried_of(const Question& question) const {
    const bool all = out_.taken.empty() || question.values.size() <= question.spare;
    return question.values.size() - (all ? 0 : question.spare);
  }
  bool left() const { return trials_ < kMostTrialsOfAForm && out_.taken.size() < kMostAnswers; }

  std::vector<std::size_t> shuffled() {
    std::vector<std::size_t> at;
    for (const Question& question : questions_)
      at.push_back(static_cast<std::size_t>(random_.below(tried_of(question))));
    return at;
  }

  Trial attempt(const std::vector<std::size_t>& at) {
    const auto [known, fresh] = tried_.try_emplace(at);
    if (!fresh) return known->second;
    ++trials_;
    Record answers;
    for (std::size_t q = 0; q < questions_.size(); ++q)
      if (const Value& value = questions_[q].values[at[q]]; !value.is_null())
        answers.set(questions_[q].name, value);
    Value form = Value::record(std::move(answers));
    const Trial& tried = known->second = trial_(form);
    if (tried.taken) {
      if (places_.insert(tried.place).second && out_.taken.size() < kMostAnswers)
        out_.taken.push_back(std::move(form));
    } else if (tried.complaints < least_) {
      least_ = tried.complaints;
      out_.nearest = std::move(form);
    }
    return tried;
  }

  // Changes one answer after the other while complaints get fewer; `kept` stays as it is.
  Trial climb(std::vector<std::size_t>& at, Trial best, std::size_t kept) {
    const std::size_t until = trials_ + (kept == kNone ? 150 : 25);
    for (bool better = true; better && !best.taken;) {
      better = false;
      for (std::size_t q = 0; q < questions_.size() && !best.taken; ++q) {
        if (q == kept) continue;
        for (std::size_t v = 0; v < tried_of(questions_[q]); ++v) {
          if (v == at[q]) continue;
          if (trials_ >= until || !left()) return best;
          std::vector<std::size_t> other = at;
          other[q] = v;
          Trial tried = attempt(other);
          if (!tried.taken && tried.complaints >= best.complaints) continue;
          at = std::move(other);
          best = std::move(tried);
          better = true;
          if (best.taken) return best;
        }
      }
    }
    return best;
  }

  const std::vector<Question>& questions_;
  const std::function<Trial(const Value&)>& trial_;
  Prng random_;
  std::size_t trials_ = 0, least_ = static_cast<std::size_t>(-1);
  std::map<std::vector<std::size_t>, Trial> tried_;
  std::set<std::string> places_;
  Answers out_;
};

}  // namespace

std::vector<Question> questions_of(const Town& town, const Guards& guards,
                                   const std::vector<const core::Form*>& forms, Instant now) {
  std::vector<Question> out;
  for (const core::Form* form : forms) Asker(town, guards, now).questions(*form, out);
  return out;
}

std::vector<Question> questions_of_message(const Town& town, const Guards& guards, Instant now) {
  std::vector<Question> out;
  const Asker asker(town, guards, now);
  for (const auto& [name, field] : guards.message_parts()) {
    Question question{name, guards.worth_trying(core::kMessage, name), 0};
    if (field != nullptr)
      for (Value& value : asker.values_of("", *field)) question.values.push_back(std::move(value));
    if (question.values.empty()) question.values.push_back(Value::text("a"));
    question.values.emplace_back();
    out.push_back(std::move(question));
  }
  return out;
}

Answers find_answers(const std::vector<Question>& questions,
                     const std::function<Trial(const Value&)>& trial) {
  return Search(questions, trial).run();
}

}  // namespace tf::sim
