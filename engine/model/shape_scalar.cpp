#include "model/shape_scalar.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "model/grammar.h"
#include "model/shape_table.h"
#include "model/text_table.h"

namespace tf::model {

namespace {

constexpr std::string_view kAsChinese = " 记作 ";

const Word* find_word(const Words* words, std::string_view text) {
  if (!words) return nullptr;
  for (const Word& word : words->all)
    if (text == word.name || text == word.zh) return &word;
  return nullptr;
}

std::string list_words(const Words& words) {
  std::vector<std::string> names;
  for (const Word& word : words.all) names.emplace_back(word.name);
  return join(names, ", ");
}

bool is_whole(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto point = text.find('.');
  if (point == text.npos) return is_whole(text);
  return is_whole(text.substr(0, point)) && is_whole(text.substr(point + 1));
}

void normalise_word(Node& node, const Form& form) {
  if (const Word* word = find_word(form.words, node.text)) node.text = word->name;
}

class ScalarCheck {
 public:
  ScalarCheck(Node& node, const Form& form, std::string_view key, Diagnostics& out)
      : node_(node), form_(form), key_(key), out_(out) {}

  void run() {
    if (form_.scalar != Scalar::text && form_.scalar != Scalar::any) normalise_word(node_, form_);
    switch (form_.scalar) {
      case Scalar::expression:
        // A choice may be called 是, so only where nothing but a condition can stand.
        if (key_ == "required" || key_ == "show" || key_ == "if") chinese_truth();
        [[fallthrough]];
      case Scalar::none:
      case Scalar::any:
      case Scalar::text:
        // What a story's data hold may be blank, as what people type is.
        if (&form_ != &kAny && trim(node_.text).empty()) wrong();
        break;
      case Scalar::id:
        if (!is_id(node_.text)) bad("shape.bad_id");
        break;
      case Scalar::name:
        if (!is_name(node_.text)) bad("shape.bad_name");
        break;
      case Scalar::reference:
        if (!find_word(form_.words, node_.text) && !is_reference(node_.text))
          bad("shape.bad_reference");
        break;
      case Scalar::truth:
        truth();
        break;
      case Scalar::whole:
        if (node_.quoted || !is_whole(node_.text)) wrong();
        break;
      case Scalar::number:
        if (node_.quoted || !is_number(node_.text)) wrong();
        break;
      case Scalar::word:
        word();
        break;
      case Scalar::time:
        node_.text = phrase_to_english(node_.text, kTimePhrases);
        if (trim(node_.text).empty()) wrong();
        break;
      case Scalar::type:
        type();
        break;
      case Scalar::each:
        each();
        break;
      case Scalar::target:
        if (!find_word(form_.words, node_.text) && !is_id(node_.text)) bad("shape.bad_id");
        break;
      case Scalar::join:
        quota(parse_join);
        break;
      case Scalar::meet:
        quota(parse_meet);
        break;
      case Scalar::sign:
        quota(parse_sign);
        break;
      case Scalar::share:
        if (!parse_percent(node_.text)) wrong();
        break;
      case Scalar::table:
        table();
        break;
    }
  }

 private:
  void wrong() {
    out_.report("shape.wrong_form", node_.span,
                {{"key", std::string(key_)},
                 {"expected", both(form_.zh, form_.en)},
                 {"found", cat("'", node_.text, "'")}});
  }
  void bad(std::string_view code) { out_.report(code, node_.span, {{"text", node_.text}}); }

  void chinese_truth() {
    if (node_.text == "是" && !node_.quoted) node_.text = "true";
    if (node_.text == "否" && !node_.quoted) node_.text = "false";
  }

  void truth() {
    chinese_truth();
    if (node_.quoted || (node_.text != "true" && node_.text != "false")) wrong();
  }

  void word() {
    if (find_word(form_.words, node_.text)) return;
    if (form_.words->open && is_reference(node_.text)) return;
    if (form_.words->open && node_.text.find_first_of(" :") != node_.text.npos)
      return;  // ends: 08:30
    std::vector<std::string> names;
    for (const Word& w : form_.words->all) {
      names.emplace_back(w.name);
      names.emplace_back(w.zh);
    }
    out_.report(
        "shape.unknown_word", node_.span,
        {{"key", std::string(key_)}, {"text", node_.text}, {"words", list_words(*form_.words)}},
        closest(node_.text, names).value_or(""));
  }

  void type() {
    node_.text = phrase_to_english(node_.text, kTypePhrases);
    if (parse_field_type(node_.text)) return;
    std::vector<std::string> names;
    for (const Word& w : kTypeWords.all) {
      names.emplace_back(w.name);
      names.emplace_back(w.zh);
    }
    const auto last = node_.text.rfind(' ');
    const std::string_view word = last == std::string::npos
                                      ? std::string_view(node_.text)
                                      : std::string_view(node_.text).substr(last + 1);
    const std::string nearest = closest(word, names).value_or("");
    out_.report("shape.bad_type", node_.span, {{"text", node_.text}}, nearest);
    if (nearest.empty()) return;
    // From here on the type it was meant for, so that what uses the field is not refused as well.
    std::string meant = node_.text;
    meant.replace(meant.size() - word.size(), word.size(), nearest);
    meant = phrase_to_english(meant, kTypePhrases);
    if (parse_field_type(meant)) node_.text = std::move(meant);
  }

  void each() {
    const auto at = node_.text.rfind(kAsChinese);
    if (at != std::string::npos) node_.text.replace(at, kAsChinese.size(), " as ");
    if (!parse_each(node_.text)) wrong();
  }

  template <class Parse>
  void quota(Parse parse) {
    node_.text = phrase_to_english(node_.text, kJoinPhrases);
    if (!parse(node_.text)) wrong();
  }

  void table() {
    if (!node_.block) {
      out_.report("shape.no_table", node_.span, {{"key", std::string(key_)}});
      return;
    }
    parse_table(node_, out_);
  }

  Node& node_;
  const Form& form_;
  std::string_view key_;
  Diagnostics& out_;
};

}  // namespace

void check_scalar(Node& node, const Form& form, std::string_view key, Diagnostics& out) {
  ScalarCheck(node, form, key, out).run();
}

std::string chinese_scalar(std::string_view text, const Form& form) {
  if (form.scalar != Scalar::text && form.scalar != Scalar::any)
    if (const Word* word = find_word(form.words, text)) return word->zh;
  switch (form.scalar) {
    case Scalar::time:
      return phrase_to_chinese(text, kTimePhrases);
    case Scalar::type:
      return phrase_to_chinese(text, kTypePhrases);
    case Scalar::join:
    case Scalar::meet:
    case Scalar::sign:
      return phrase_to_chinese(text, kJoinPhrases);
    case Scalar::each: {
      const auto at = text.rfind(" as ");
      if (at == text.npos) break;
      return cat(text.substr(0, at), kAsChinese, text.substr(at + 4));
    }
    default:
      break;
  }
  return std::string(text);
}

}  // namespace tf::model
